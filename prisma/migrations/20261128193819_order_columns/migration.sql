-- By hand, in steps that lock briefly: this one adds the columns, the next one fills them, the last one requires them.

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN "joined_seq" INTEGER;

-- AlterTable
ALTER TABLE "comments" ADD COLUMN "created_seq" INTEGER;

-- The triggers number what instances of the version before insert. They hold the lock of the project's head, so the next
-- number is that of their change. The head of a project that is being made is not there yet: its change is number 1.
CREATE FUNCTION "fill_joined_seq"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.joined_seq := coalesce((SELECT seq + 1 FROM project_heads WHERE project_id = NEW.project_id), 1);
  RETURN NEW;
END $$;

CREATE TRIGGER "fill_joined_seq" BEFORE INSERT ON "memberships"
  FOR EACH ROW WHEN (NEW."joined_seq" IS NULL) EXECUTE FUNCTION "fill_joined_seq"();

CREATE FUNCTION "fill_created_seq"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.created_seq := coalesce(
    (SELECT h.seq + 1 FROM project_heads h JOIN tasks t ON t.project_id = h.project_id WHERE t.id = NEW.task_id), 1);
  RETURN NEW;
END $$;

CREATE TRIGGER "fill_created_seq" BEFORE INSERT ON "comments"
  FOR EACH ROW WHEN (NEW."created_seq" IS NULL) EXECUTE FUNCTION "fill_created_seq"();
