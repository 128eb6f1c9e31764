-- By hand. Writes numbers into a column that is null, in ascending order, and commits after each 500 rows. `numbers` is a
-- query of the rows' `id` and `number`; its $1 is `project`. While somebody holds a row of a batch, none of it is written and it
-- is tried again: so nobody waits for long, and what is filled is always the beginning. Whoever holds one for longer than two seconds is waited for, which
-- ends with an error after half a second: the migration is tried again and goes on with that batch.
--
-- Commits do not wait for the disk: the record that the migration is done comes after them in the write-ahead log.
CREATE PROCEDURE "fill_numbers"("target" regclass, "field" text, "numbers" text, "project" uuid) LANGUAGE plpgsql AS $$
DECLARE
  batch record;
  attempt integer;
  is_left boolean;
BEGIN
  FOR batch IN EXECUTE format(
    'SELECT array_agg(id ORDER BY place) AS ids, array_agg(number ORDER BY place) AS numbers
     FROM (SELECT id, number::bigint, row_number() OVER (ORDER BY number, id) AS place FROM (%s) numbered) placed
     GROUP BY (place - 1) / 500 ORDER BY min(place)', numbers) USING project
  LOOP
    attempt := 1;
    LOOP
      PERFORM set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '500ms', true);
      EXECUTE format(
        'WITH free AS MATERIALIZED (
           SELECT id FROM %1$s WHERE id = ANY($1) AND %2$I IS NULL FOR NO KEY UPDATE %3$s)
         UPDATE %1$s t SET %2$I = n.number FROM unnest($1, $2) AS n (id, number)
         WHERE t.id = n.id AND t.id IN (SELECT id FROM free)
           AND (SELECT count(*) FROM free) = (SELECT count(*) FROM %1$s WHERE id = ANY($1) AND %2$I IS NULL)',
        target, field, CASE WHEN attempt <= 20 THEN 'SKIP LOCKED' END) USING batch.ids, batch.numbers;
      COMMIT;
      EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = ANY($1) AND %I IS NULL)', target, field)
        INTO is_left USING batch.ids;
      EXIT WHEN NOT is_left;
      attempt := attempt + 1;
      PERFORM pg_sleep(0.1);
    END LOOP;
  END LOOP;
END $$;
