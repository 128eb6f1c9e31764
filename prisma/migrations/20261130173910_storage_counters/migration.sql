-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "max_bytes" BIGINT,
ADD COLUMN     "max_tasks" INTEGER;

-- AlterTable
ALTER TABLE "project_heads" ADD COLUMN     "content_bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "counted_through" INTEGER NOT NULL DEFAULT -1,
ADD COLUMN     "task_count" INTEGER NOT NULL DEFAULT 0;
