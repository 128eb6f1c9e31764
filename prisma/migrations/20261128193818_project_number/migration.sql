-- By hand: projects are numbered in the order of `created_at`, which the database assigned. A column that is added as
-- BIGSERIAL would number them by their place on disk.
CREATE SEQUENCE "projects_number_seq" AS BIGINT;

-- AlterTable
ALTER TABLE "projects" ADD COLUMN "number" BIGINT;

UPDATE "projects" p SET "number" = o."number"
FROM (SELECT "id", row_number() OVER (ORDER BY "created_at", "id") AS "number" FROM "projects") o
WHERE p."id" = o."id";

SELECT setval('projects_number_seq', (SELECT count(*) + 1 FROM "projects"), false);

ALTER TABLE "projects"
  ALTER COLUMN "number" SET DEFAULT nextval('projects_number_seq'),
  ALTER COLUMN "number" SET NOT NULL;

ALTER SEQUENCE "projects_number_seq" OWNED BY "projects"."number";
