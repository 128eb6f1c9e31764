-- By hand, in steps that lock briefly: this one adds the column, which numbers what is made from now on, of older instances
-- too. A later one numbers what is there already, from 1 on, and the last one requires the column.
--
-- The sequence begins above those. It leaves room for what is made between the count and the lock of the next statement.
DO $$
BEGIN
  EXECUTE format('CREATE SEQUENCE "projects_number_seq" AS BIGINT START %s', (SELECT count(*) + 100000 FROM "projects"));
END $$;

ALTER TABLE "projects" ADD COLUMN "number" BIGINT;

ALTER TABLE "projects" ALTER COLUMN "number" SET DEFAULT nextval('projects_number_seq');

ALTER SEQUENCE "projects_number_seq" OWNED BY "projects"."number";
