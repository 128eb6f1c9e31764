-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "memberships_project_id_joined_seq_idx";

-- Commits by itself.
CREATE INDEX CONCURRENTLY "memberships_project_id_joined_seq_idx" ON "memberships"("project_id", "joined_seq");

-- Commits by itself.
DROP INDEX CONCURRENTLY IF EXISTS "comments_task_id_created_seq_idx";

-- Commits by itself.
CREATE INDEX CONCURRENTLY "comments_task_id_created_seq_idx" ON "comments"("task_id", "created_seq");
