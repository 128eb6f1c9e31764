-- CreateIndex
CREATE INDEX "memberships_project_id_joined_seq_idx" ON "memberships"("project_id", "joined_seq");

-- CreateIndex
CREATE INDEX "comments_task_id_created_seq_idx" ON "comments"("task_id", "created_seq");

-- AlterTable
ALTER TABLE "memberships" ALTER COLUMN "joined_seq" SET NOT NULL;

-- AlterTable
ALTER TABLE "comments" ALTER COLUMN "created_seq" SET NOT NULL;
