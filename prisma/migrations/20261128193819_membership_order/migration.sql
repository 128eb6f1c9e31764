-- By hand, in steps that lock briefly, and no two tables at once: this one adds the column, a later one fills it, the last
-- one requires it.

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN "joined_seq" INTEGER;

-- The trigger numbers what instances of the version before insert. They hold the lock of the project's head, so the next
-- number is that of their change. The head of a project that is being made is not there yet: its change is number 1.
CREATE FUNCTION "fill_joined_seq"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.joined_seq := coalesce((SELECT seq + 1 FROM project_heads WHERE project_id = NEW.project_id), 1);
  RETURN NEW;
END $$;

CREATE TRIGGER "fill_joined_seq" BEFORE INSERT ON "memberships"
  FOR EACH ROW WHEN (NEW."joined_seq" IS NULL) EXECUTE FUNCTION "fill_joined_seq"();
