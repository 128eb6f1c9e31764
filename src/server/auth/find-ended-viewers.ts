import type { Pool } from "pg";
import type { Viewer } from "../../operations/viewer.ts";

/** Those who have signed out, or whose account was deleted, since their token was issued. One statement for all. */
export async function findEndedViewers(pool: Pool, viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
  const { rows } = await pool.query<{ place: number }>(
    `SELECT place::int
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS viewer (user_id, session_id, place)
     WHERE EXISTS (SELECT FROM users WHERE id = viewer.user_id AND anonymized_at IS NOT NULL)
       OR session_id IS NOT NULL AND NOT EXISTS (SELECT FROM auth_sessions WHERE id = viewer.session_id)`,
    [viewers.map(({ userId }) => userId), viewers.map(({ sessionId }) => sessionId)],
  );
  const places = new Set(rows.map(({ place }) => place));
  return viewers.filter((_viewer, index) => places.has(index + 1));
}
