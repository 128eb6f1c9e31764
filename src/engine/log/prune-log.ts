import { DatabaseError, type Pool } from "pg";

export interface PruningRound {
  /** How many changes it pruned. */
  readonly pruned: number;
  /** The projects that it left before it was through with them, and why. */
  readonly skipped: readonly { readonly projectId: string; readonly reason: string }[];
}

/** How many changes one statement prunes. */
const batchSize = 100;

/**
 * Deletes what is older than `days` from the beginning of every project's log, and raises `pruned_through` with it; the
 * numbers that the heads stand at stay. Several instances may do so at once, and writers wait for a moment at most. A
 * project that somebody holds for too long is skipped. Ends after the batch under way once `signal` is aborted; rejects
 * when PostgreSQL fails, and what was pruned by then is pruned.
 */
export async function pruneLog(pool: Pool, days: number, signal: AbortSignal): Promise<PruningRound> {
  let total = 0;
  const skipped: { projectId: string; reason: string }[] = [];
  for (const projectId of await findDueProjects(pool, days)) {
    try {
      for (let pruned = batchSize; pruned === batchSize && !signal.aborted; total += pruned) {
        pruned = await pruneBatch(pool, projectId, days);
      }
    } catch (error) {
      if (!isHeld(error)) throw error;
      skipped.push({ projectId, reason: error.message });
    }
  }
  return { pruned: total, skipped };
}

/** Whether PostgreSQL gave the statement up for others that hold the same rows. */
function isHeld(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && heldCodes.has(error.code);
}

const heldCodes: ReadonlySet<string | undefined> = new Set([
  "40P01", // deadlock_detected
  "55P03", // lock_not_available
  "57014", // query_canceled, by the statement's time limit
]);

/** Those whose oldest change is old: `at` never decreases along `seq`, so that the key alone finds it. */
async function findDueProjects(pool: Pool, days: number): Promise<string[]> {
  const { rows } = await pool.query<{ projectId: string }>({
    name: "prune-due",
    text: `
      SELECT h.project_id AS "projectId"
      FROM project_heads h CROSS JOIN LATERAL (
        SELECT a.at FROM activities a
        WHERE a.project_id = h.project_id AND a.seq > h.pruned_through ORDER BY a.seq LIMIT 1) oldest
      WHERE h.pruned_through < h.seq AND oldest.at < now() - make_interval(days => $1)`,
    values: [days],
  });
  return rows.map(({ projectId }) => projectId);
}

/**
 * The head comes last, so that its lock, for which writers wait, is held for the commit alone. Instances that prune the
 * same project take turns by its oldest row: all lock in the order of `seq`, so that none overtakes another.
 */
async function pruneBatch(pool: Pool, projectId: string, days: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: "prune-batch",
    text: `
      WITH oldest AS (
        SELECT seq, at FROM activities
        WHERE project_id = $1 AND seq > (SELECT pruned_through FROM project_heads WHERE project_id = $1)
        ORDER BY seq LIMIT $3 FOR UPDATE
      ), pruned AS (
        DELETE FROM activities a USING oldest o
        WHERE a.project_id = $1 AND a.seq = o.seq AND o.at < now() - make_interval(days => $2) RETURNING a.seq
      )
      UPDATE project_heads h SET pruned_through = p.through
      FROM (SELECT max(seq) AS through, count(*)::int AS count FROM pruned) p
      WHERE h.project_id = $1 AND p.count > 0 RETURNING p.count`,
    values: [projectId, days, batchSize],
  });
  return rows[0]?.count ?? 0;
}
