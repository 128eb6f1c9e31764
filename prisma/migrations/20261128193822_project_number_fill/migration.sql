-- Commits by itself.
--
-- By hand: numbers the projects that were there before the column, in the order of `created_at`, which the database
-- assigned. They are all those without a number or with one below the sequence's first, so that a migration that is
-- interrupted and tried again gives the same numbers.
DO $do$
BEGIN
  CALL fill_numbers('projects', 'number', $$
    SELECT id, number FROM (
      SELECT id, number AS given, row_number() OVER (ORDER BY created_at, id) AS number FROM projects
      WHERE number IS NULL
        OR number < (SELECT seqstart FROM pg_sequence WHERE seqrelid = 'projects_number_seq'::regclass)) o
    WHERE given IS NULL$$, NULL);
END $do$;
