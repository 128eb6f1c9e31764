import type { ClientBase, Pool } from "pg";

/** The work that a change of a person leaves behind, and where it stands: a row of `profile_changes`. */
export interface ProfileChange {
  readonly userId: string;
  /** Grows with each further change of the person: what was begun for an earlier one begins anew. */
  readonly change: number;
  /** True if the account was deleted, so that the log has to forget the person. */
  readonly erases: boolean;
  /** The last project that was told. */
  readonly toldThrough: string;
  /** The project whose log is being rewritten, and up to which number it was. */
  readonly erasedIn: string;
  readonly erasedThrough: number;
}

/** Query that an instance repeats. */
export interface ProfileNews {
  /** Grows with each erasure that is done; text, since it outgrows a number in theory. */
  readonly erasures: string;
  readonly hasWork: boolean;
}

/**
 * Asks for the erasure of those of the people who were erased before, since a transaction brought back what names them.
 * Locks all of the people up to its end, so that none is erased unseen meanwhile.
 */
export async function eraseAgain(client: ClientBase, userIds: readonly string[]): Promise<void> {
  await client.query("SELECT FROM users WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE", [userIds]);
  await client.query(
    `INSERT INTO profile_changes AS c (user_id, erases)
     SELECT id, true FROM users WHERE id = ANY($1::uuid[]) AND anonymized_at IS NOT NULL
     ON CONFLICT (user_id) DO UPDATE SET change = c.change + 1, erases = true, changed_at = now(), barrier = NULL,
       told_through = DEFAULT, erased_in = DEFAULT, erased_through = DEFAULT, leased_until = DEFAULT`,
    [userIds],
  );
}

export async function readProfileNews(pool: Pool): Promise<ProfileNews | undefined> {
  const { rows } = await pool.query<ProfileNews>({
    name: "profile-news",
    text: `
      SELECT last_value::text AS erasures, EXISTS (SELECT FROM profile_changes) AS "hasWork" FROM profile_erasures`,
  });
  return rows[0];
}

/** For so long the work is left to the instance that took it or carried it on last. */
const leaseSql = "now() + interval '30 s'";

/**
 * Takes work that no other instance has taken, for 30 s from each step on. Undefined when there is none, or none that
 * may begin. A transaction from before the change could still write the person's old name, or a membership that the
 * work would miss. Five minutes after the change no transaction of Lockstep is that old, whatever else runs on that
 * server.
 */
export async function takeProfileChange(pool: Pool): Promise<ProfileChange | undefined> {
  await pool.query({
    name: "profile-barrier",
    text: `
      UPDATE profile_changes SET barrier = pg_snapshot_xmax(pg_current_snapshot())::text::bigint WHERE barrier IS NULL`,
  });
  const { rows } = await pool.query<ProfileChange>({
    name: "profile-take",
    text: `
      UPDATE profile_changes SET leased_until = ${leaseSql}
      WHERE user_id = (
        SELECT user_id FROM profile_changes
        WHERE leased_until < now() AND (changed_at < now() - interval '5 min'
          OR barrier <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
        ORDER BY changed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING user_id AS "userId", change, erases, told_through AS "toldThrough", erased_in AS "erasedIn",
        erased_through AS "erasedThrough"`,
  });
  return rows[0];
}

/** Notes in the step's own transaction that a project was told. False when the work is no longer this one's. */
export async function noteTold(
  client: Pick<ClientBase, "query">,
  { userId, change, toldThrough }: ProfileChange,
  projectId: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "profile-told",
    text: `
      UPDATE profile_changes SET told_through = $4, leased_until = ${leaseSql}
      WHERE user_id = $1 AND change = $2 AND told_through = $3`,
    values: [userId, change, toldThrough, projectId],
  });
  return rowCount === 1;
}

/** Notes in the step's own transaction how far a log was rewritten. False when the work is no longer this one's. */
export async function noteErased(
  client: Pick<ClientBase, "query">,
  { userId, change, erasedIn, erasedThrough }: ProfileChange,
  projectId: string,
  through: number,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "profile-erased",
    text: `
      UPDATE profile_changes SET erased_in = $5, erased_through = $6, leased_until = ${leaseSql}
      WHERE user_id = $1 AND change = $2 AND erased_in = $3 AND erased_through = $4`,
    values: [userId, change, erasedIn, erasedThrough, projectId, through],
  });
  return rowCount === 1;
}

/** Counts an erasure that is no work: all instances drop what they keep of the logs in memory. */
export async function countErasure(pool: Pool): Promise<void> {
  await pool.query("SELECT nextval('profile_erasures')");
}

/** Ends the work, unless the person changed meanwhile; an erasure is counted, by which all instances hear of it. */
export async function finishProfileChange(pool: Pool, { userId, change }: ProfileChange): Promise<void> {
  await pool.query({
    name: "profile-done",
    text: `
      WITH done AS (DELETE FROM profile_changes WHERE user_id = $1 AND change = $2 RETURNING erases)
      SELECT nextval('profile_erasures') FROM done WHERE erases`,
    values: [userId, change],
  });
}

/** Leaves the work to any instance, as when this one stops. */
export async function yieldProfileChange(pool: Pool, { userId, change }: ProfileChange): Promise<void> {
  await pool.query({
    name: "profile-yield",
    text: "UPDATE profile_changes SET leased_until = DEFAULT WHERE user_id = $1 AND change = $2",
    values: [userId, change],
  });
}
