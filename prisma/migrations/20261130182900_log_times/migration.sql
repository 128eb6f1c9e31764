-- Commits by itself. An index that an interrupted build left behind is invalid, and is built anew.
DROP INDEX CONCURRENTLY IF EXISTS "activities_at_idx";

-- By hand: finds the entries of a period. The log is written in the order of time, so the range of each 32 pages is
-- enough, and a change costs nothing. Prisma's language has no parameters of an index.
-- Commits by itself.
CREATE INDEX CONCURRENTLY "activities_at_idx"
  ON "activities" USING brin ("at")
  WITH (pages_per_range = 32, autosummarize = on);
