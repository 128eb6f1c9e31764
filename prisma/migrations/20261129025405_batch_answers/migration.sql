-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "created_by_id" UUID;

-- AlterTable
ALTER TABLE "labels" ADD COLUMN     "created_by_id" UUID;

-- CreateTable
CREATE TABLE "batch_answers" (
    "actor_id" UUID NOT NULL,
    "client_mutation_id" TEXT NOT NULL,
    "project_id" UUID NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answer" JSON NOT NULL,

    CONSTRAINT "batch_answers_pkey" PRIMARY KEY ("actor_id","client_mutation_id")
);

-- CreateIndex
CREATE INDEX "batch_answers_project_id_idx" ON "batch_answers"("project_id");
