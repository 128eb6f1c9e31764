-- Commits by itself. By hand: numbers what is there already, as the log knows it. What was made by a change that is pruned comes before all
-- that the log knows, in the order of the database's time. One transaction a project keeps locks short. A migration that
-- is interrupted and tried again goes on where it stopped.
DO $$
DECLARE
  head record;
BEGIN
  FOR head IN SELECT project_id, pruned_through FROM project_heads LOOP
    UPDATE memberships m SET joined_seq = o.seq
    FROM (
      SELECT m.id, coalesce(a.seq, greatest(head.pruned_through, 1) - count(*) FILTER (WHERE a.seq IS NULL) OVER ()
        + row_number() OVER (PARTITION BY a.seq IS NULL ORDER BY m.joined_at, m.id)) AS seq
      FROM memberships m LEFT JOIN activities a
        ON a.project_id = m.project_id AND a.type = 'MemberAdded' AND a.snapshot -> 'member' ->> 'id' = m.id::text
      WHERE m.project_id = head.project_id AND m.joined_seq IS NULL) o
    WHERE m.id = o.id;

    UPDATE comments c SET created_seq = o.seq
    FROM (
      SELECT c.id, coalesce(a.seq, head.pruned_through - count(*) FILTER (WHERE a.seq IS NULL) OVER ()
        + row_number() OVER (PARTITION BY a.seq IS NULL ORDER BY c.created_at, c.id)) AS seq
      FROM tasks t JOIN comments c ON c.task_id = t.id LEFT JOIN activities a
        ON a.project_id = t.project_id AND a.type = 'CommentCreated' AND a.comment_id = c.id
      WHERE t.project_id = head.project_id AND c.created_seq IS NULL) o
    WHERE c.id = o.id;

    COMMIT;
  END LOOP;
END $$;
