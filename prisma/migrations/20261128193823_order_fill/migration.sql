-- Commits by itself.
--
-- By hand: numbers what is there already, as the log knows it. What was made by a change that is pruned comes before all
-- that the log knows, in the order of the database's time. It is filled in the order of the numbers, so a migration that is
-- interrupted and tried again goes on above those that it gave. Rows and log are brought together by grouping, not by a
-- join, whose plan for a large project may be a bad one.
DO $do$
DECLARE
  head uuid;
BEGIN
  FOR head IN SELECT project_id FROM project_heads LOOP
    CALL fill_numbers('memberships', 'joined_seq', $$
      SELECT o.id, coalesce(o.seq, greatest(h.pruned_through, 1) - count(*) FILTER (WHERE o.seq IS NULL) OVER ()
        + row_number() OVER (PARTITION BY o.seq IS NULL ORDER BY o.at, o.id)) AS number
      FROM project_heads h, (
        SELECT id, max(at) AS at, max(seq) AS seq FROM (
          SELECT id, joined_at AS at, NULL::integer AS seq FROM memberships WHERE project_id = $1 AND joined_seq IS NULL
          UNION ALL
          SELECT (snapshot -> 'member' ->> 'id')::uuid, NULL, seq FROM activities
          WHERE project_id = $1 AND type = 'MemberAdded') each
        GROUP BY id HAVING count(at) > 0) o
      WHERE h.project_id = $1$$, head);

    CALL fill_numbers('comments', 'created_seq', $$
      SELECT o.id, coalesce(o.seq, h.pruned_through - count(*) FILTER (WHERE o.seq IS NULL) OVER ()
        + row_number() OVER (PARTITION BY o.seq IS NULL ORDER BY o.at, o.id)) AS number
      FROM project_heads h, (
        SELECT id, max(at) AS at, max(seq) AS seq FROM (
          SELECT c.id, c.created_at AS at, NULL::integer AS seq FROM tasks t JOIN comments c ON c.task_id = t.id
          WHERE t.project_id = $1 AND c.created_seq IS NULL
          UNION ALL
          SELECT comment_id, NULL, seq FROM activities WHERE project_id = $1 AND type = 'CommentCreated') each
        GROUP BY id HAVING count(at) > 0) o
      WHERE h.project_id = $1$$, head);
  END LOOP;
END $do$;
