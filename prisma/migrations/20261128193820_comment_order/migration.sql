-- By hand, as for memberships.

-- AlterTable
ALTER TABLE "comments" ADD COLUMN "created_seq" INTEGER;

CREATE FUNCTION "fill_created_seq"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.created_seq := coalesce(
    (SELECT h.seq + 1 FROM project_heads h JOIN tasks t ON t.project_id = h.project_id WHERE t.id = NEW.task_id), 1);
  RETURN NEW;
END $$;

CREATE TRIGGER "fill_created_seq" BEFORE INSERT ON "comments"
  FOR EACH ROW WHEN (NEW."created_seq" IS NULL) EXECUTE FUNCTION "fill_created_seq"();
