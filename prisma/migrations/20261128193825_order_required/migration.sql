-- Commits by itself.
--
-- By hand: requires the columns that are filled now. A table is read whole only to validate a check, under a lock that
-- stops no writer; a column with such a check is then declared NOT NULL without another look.
DO $$
DECLARE
  filled record;
BEGIN
  FOR filled IN VALUES ('projects', 'number'), ('memberships', 'joined_seq'), ('comments', 'created_seq') LOOP
    PERFORM set_config('lock_timeout', '500ms', true);
    EXECUTE format('ALTER TABLE %1$I DROP CONSTRAINT IF EXISTS "is_filled", '
      'ADD CONSTRAINT "is_filled" CHECK (%2$I IS NOT NULL) NOT VALID', filled.column1, filled.column2);
    COMMIT;
    PERFORM set_config('lock_timeout', '500ms', true);
    EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT "is_filled"', filled.column1);
    COMMIT;
    PERFORM set_config('lock_timeout', '500ms', true);
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET NOT NULL', filled.column1, filled.column2);
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT "is_filled"', filled.column1);
    COMMIT;
  END LOOP;
END $$;
