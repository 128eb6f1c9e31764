-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "projects_created_by_id_idx";

-- Commits by itself.
CREATE INDEX CONCURRENTLY "projects_created_by_id_idx" ON "projects"("created_by_id");

-- Commits by itself.
DROP INDEX CONCURRENTLY IF EXISTS "deleted_items_project_id_deleted_at_idx";

-- By hand: counts and removes the contents of a project. Prisma's language has no index of some rows alone.
-- Commits by itself.
CREATE INDEX CONCURRENTLY "deleted_items_project_id_deleted_at_idx"
  ON "deleted_items"("project_id", "deleted_at")
  WHERE "content" IS NOT NULL;
