-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "merged_version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "merged_version" INTEGER NOT NULL DEFAULT 0;
