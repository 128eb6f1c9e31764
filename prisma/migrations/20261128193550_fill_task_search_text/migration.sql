-- Commits by itself.
--
-- Fills the column for the tasks that were there before. The only statement of its file, so that it can commit after each
-- small batch: no writer waits for long, and an interrupted run continues where it stopped. A row that somebody holds is
-- passed over and tried again; one that stays empty is folded when it is searched.
DO $$
DECLARE
  batch uuid[];
  last uuid;
BEGIN
  FOR attempt IN 1..10 LOOP
    last := '00000000-0000-0000-0000-000000000000';
    LOOP
      SELECT array_agg(id ORDER BY id) INTO batch FROM (
        SELECT id FROM tasks WHERE id > last AND search_text IS NULL ORDER BY id LIMIT 50) due;
      EXIT WHEN batch IS NULL;
      last := batch[cardinality(batch)];
      UPDATE tasks SET search_text = search_fold(title || ' ' || coalesce(description, ''))
      WHERE id IN (SELECT id FROM tasks WHERE id = ANY(batch) AND search_text IS NULL FOR NO KEY UPDATE SKIP LOCKED);
      COMMIT;
    END LOOP;
    EXIT WHEN NOT EXISTS (SELECT FROM tasks WHERE search_text IS NULL);
    PERFORM pg_sleep(0.2);
  END LOOP;
END
$$;
