-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_assignee_id_idx";

-- Commits by itself.
CREATE INDEX CONCURRENTLY "tasks_assignee_id_idx" ON "tasks"("assignee_id");
