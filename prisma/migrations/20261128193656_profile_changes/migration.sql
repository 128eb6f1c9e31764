-- CreateTable
CREATE TABLE "profile_changes" (
    "user_id" UUID NOT NULL,
    "change" INTEGER NOT NULL DEFAULT 1,
    "erases" BOOLEAN NOT NULL DEFAULT false,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "barrier" BIGINT,
    "told_through" UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    "erased_in" UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    "erased_through" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity'::timestamptz,

    CONSTRAINT "profile_changes_pkey" PRIMARY KEY ("user_id")
);

-- By hand: counts the erasures that are done, so that every instance drops what it keeps of the log in memory.
CREATE SEQUENCE "profile_erasures";
SELECT nextval('profile_erasures');

-- By hand: whoever changes a person, an older version of this server or an operator among them, leaves the work behind.
CREATE FUNCTION "note_profile_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO profile_changes AS c (user_id, erases) VALUES (NEW.id, NEW.anonymized_at IS NOT NULL)
  ON CONFLICT (user_id) DO UPDATE SET change = c.change + 1, erases = EXCLUDED.erases, changed_at = now(), barrier = NULL,
    told_through = DEFAULT, erased_in = DEFAULT, erased_through = DEFAULT, leased_until = DEFAULT;
  RETURN NULL;
END $$;

CREATE TRIGGER "note_profile_change" AFTER UPDATE ON "users" FOR EACH ROW
WHEN ((OLD.name, OLD.email, OLD.anonymized_at IS NULL) IS DISTINCT FROM (NEW.name, NEW.email, NEW.anonymized_at IS NULL))
EXECUTE FUNCTION note_profile_change();

-- By hand: those whose accounts were deleted before still stand in the log.
INSERT INTO "profile_changes" ("user_id", "erases") SELECT "id", true FROM "users" WHERE "anonymized_at" IS NOT NULL;
