-- CreateEnum
CREATE TYPE "item_kind" AS ENUM ('TASK', 'COMMENT', 'LABEL');

-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "field_versions" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "deleted_items" (
    "kind" "item_kind" NOT NULL,
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "task_id" UUID,
    "deleted_seq" INTEGER NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_by_id" UUID NOT NULL,
    "content" JSONB,

    CONSTRAINT "deleted_items_pkey" PRIMARY KEY ("kind","id")
);

-- CreateIndex
CREATE INDEX "deleted_items_task_id_deleted_seq_idx" ON "deleted_items"("task_id", "deleted_seq");

-- AddForeignKey
ALTER TABLE "deleted_items" ADD CONSTRAINT "deleted_items_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand from here on.

-- CreateIndex: for the list of a project's deleted tasks
CREATE INDEX "deleted_items_tasks_idx" ON "deleted_items"("project_id", "deleted_seq")
WHERE "kind" = 'TASK' AND "content" IS NOT NULL;

-- CreateIndex: for the removal of old contents
CREATE INDEX "deleted_items_contents_idx" ON "deleted_items"("deleted_at") WHERE "content" IS NOT NULL;
