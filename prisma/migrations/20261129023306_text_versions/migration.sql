-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "activities_description_version_idx";

-- By hand: finds the entry that holds the description of a version. Prisma's language has no index like it.
-- Commits by itself.
CREATE INDEX CONCURRENTLY "activities_description_version_idx"
  ON "activities"("task_id", (("snapshot" #>> '{task,version}')::int))
  WHERE "type" = 'TaskCreated' OR 'DESCRIPTION' = ANY ("fields");

-- Commits by itself.
DROP INDEX CONCURRENTLY IF EXISTS "activities_comment_version_idx";

-- By hand: the same for the body of a comment.
-- Commits by itself.
CREATE INDEX CONCURRENTLY "activities_comment_version_idx"
  ON "activities"("comment_id", (("snapshot" #>> '{comment,version}')::int))
  WHERE "type" IN ('CommentCreated', 'CommentUpdated');
