-- AlterTable
ALTER TABLE "project_heads" ADD COLUMN     "pruned_token" BIGINT;

-- By hand: a column that is added together with a volatile default rewrites the table under its lock. A default that is
-- set afterwards serves later inserts alone, those of older instances among them.
ALTER TABLE "activities" ADD COLUMN     "token" BIGINT;
ALTER TABLE "activities" ALTER COLUMN "token" SET DEFAULT hashtextextended((gen_random_uuid())::text, 0);
