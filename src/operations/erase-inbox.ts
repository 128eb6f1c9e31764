import type { Pool } from "pg";
import { NIL } from "uuid";
import { inTransaction } from "../database/in-transaction.ts";
import { erasePerson } from "../model/erase-person.ts";

/** Notices that one step looks at. */
const batchSize = 500;

/** Deletes the person's stream, so that nobody writes to it any more, and some of its notices. False: some are left. */
export async function deleteInbox(pool: Pool, userId: string): Promise<boolean> {
  await pool.query({
    name: "inbox-delete",
    text: "DELETE FROM inbox_heads WHERE person_id = $1",
    values: [userId],
  });
  const { rowCount } = await pool.query({
    name: "inbox-delete-notices",
    text: `
      DELETE FROM notices WHERE person_id = $1 AND seq IN (
        SELECT seq FROM notices WHERE person_id = $1 ORDER BY seq LIMIT $2)`,
    values: [userId, batchSize],
  });
  return (rowCount ?? 0) < batchSize;
}

/** Place of a notice. */
export interface NoticeKey {
  readonly personId: string;
  readonly seq: number;
}

/**
 * Rewrites the notices after a place that the person caused, so that they do not name the person. Returns the place to
 * go on from; null: all are done. The rows are locked in the order of pruning before they are read.
 */
export async function eraseNotices(pool: Pool, userId: string, after: NoticeKey | null): Promise<NoticeKey | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<NoticeKey & { body: string }>({
      name: "profile-notices",
      text: `
        SELECT n.person_id AS "personId", n.seq, n.body::text AS body FROM notices n
        WHERE n.actor_id = $1 AND (n.person_id, n.seq) > ($2, $3) ORDER BY n.person_id, n.seq LIMIT $4 FOR UPDATE`,
      values: [userId, after?.personId ?? NIL, after?.seq ?? 0, batchSize],
    });
    await client.query({
      name: "profile-notices-rewrite",
      text: `
        UPDATE notices n SET body = e.body::json
        FROM unnest($1::uuid[], $2::int[], $3::text[]) AS e (person_id, seq, body)
        WHERE n.person_id = e.person_id AND n.seq = e.seq`,
      values: [
        rows.map(({ personId }) => personId),
        rows.map(({ seq }) => seq),
        rows.map(({ body }) => erasePerson(body, userId)),
      ],
    });
    return rows.length < batchSize ? null : (rows.at(-1) ?? null);
  });
}
