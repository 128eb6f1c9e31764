-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "activities_task_id_seq_idx";

-- By hand: finds what was done to a task. Prisma's language has no index of some rows alone.
-- Commits by itself.
CREATE INDEX CONCURRENTLY "activities_task_id_seq_idx"
  ON "activities"("task_id", "seq")
  WHERE "task_id" IS NOT NULL;
