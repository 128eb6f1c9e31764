import { DatabaseError, type Pool, type QueryResult } from "pg";
import { type TableSql, type Tables, toTableSql } from "./tables.ts";

export interface PruningRound {
  /** Number of entries pruned. */
  readonly pruned: number;
  /** Streams that it left unfinished because somebody held them, with PostgreSQL's reason. */
  readonly skipped: readonly { readonly streamId: string; readonly reason: string }[];
}

/** Entries that one statement prunes. */
const batchSize = 100;

/**
 * Deletes entries older than `days` from the beginning of every stream's log, and remembered answers of batches as old.
 * The head keeps the number and the token of the last entry that was pruned. Several instances may prune at once;
 * writers wait for a moment at most. A stream that somebody holds for too long is skipped. Ends after the batch under
 * way once `signal` is aborted. Rejects when PostgreSQL fails; what was pruned by then stays pruned.
 */
export async function pruneLog(pool: Pool, tables: Tables, days: number, signal: AbortSignal): Promise<PruningRound> {
  const sql = toTableSql(tables);
  await pruneAnswers(pool, sql, days, signal);
  let total = 0;
  const skipped: { streamId: string; reason: string }[] = [];
  for (const streamId of await findDueStreams(pool, sql, days)) {
    try {
      for (let pruned = batchSize; pruned === batchSize && !signal.aborted; total += pruned) {
        pruned = await pruneBatch(pool, sql, streamId, days);
      }
    } catch (error) {
      if (!isHeld(error)) throw error;
      skipped.push({ streamId, reason: error.message });
    }
  }
  return { pruned: total, skipped };
}

/** Tells if PostgreSQL gave up the statement because others hold the same rows. */
function isHeld(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && heldCodes.has(error.code);
}

const heldCodes: ReadonlySet<string | undefined> = new Set([
  "40P01", // deadlock_detected
  "55P03", // lock_not_available
  "57014", // query_canceled, by the statement's time limit
]);

/** They go before the entries that they refer to. Nobody waits for their rows. */
async function pruneAnswers(pool: Pool, { answers, at }: TableSql, days: number, signal: AbortSignal): Promise<void> {
  if (answers === null) return;
  for (let pruned = batchSize; pruned === batchSize && !signal.aborted; ) {
    const result: QueryResult = await pool.query({
      name: `prune-answers-${answers}`,
      text: `
        DELETE FROM ${answers} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${answers} WHERE ${at} < now() - make_interval(days => $1) LIMIT $2))`,
      values: [days, batchSize],
    });
    pruned = result.rowCount ?? 0;
  }
}

/** Streams whose oldest entry is old. `at` never decreases along `seq`, so that the key alone finds it. */
async function findDueStreams(pool: Pool, sql: TableSql, days: number): Promise<string[]> {
  const { heads, entries, streamId, seq, at, prunedThrough } = sql;
  const { rows } = await pool.query<{ streamId: string }>({
    name: `prune-due-${heads}`,
    text: `
      SELECT h.${streamId} AS "streamId"
      FROM ${heads} h CROSS JOIN LATERAL (
        SELECT a.${at} AS at FROM ${entries} a
        WHERE a.${streamId} = h.${streamId} AND a.${seq} > h.${prunedThrough} ORDER BY a.${seq} LIMIT 1) oldest
      WHERE h.${prunedThrough} < h.${seq} AND oldest.at < now() - make_interval(days => $1)`,
    values: [days],
  });
  return rows.map((row) => row.streamId);
}

/**
 * The head comes last, so that its lock, for which writers wait, is held for the commit alone. Instances that prune the
 * same stream take turns by its oldest row: all lock in the order of `seq`, so that none overtakes another.
 */
async function pruneBatch(pool: Pool, sql: TableSql, stream: string, days: number): Promise<number> {
  const { heads, entries, streamId, seq, at, token, prunedThrough, prunedToken } = sql;
  const { rows } = await pool.query<{ count: number }>({
    name: `prune-batch-${heads}`,
    text: `
      WITH oldest AS (
        SELECT ${seq} AS seq, ${at} AS at FROM ${entries}
        WHERE ${streamId} = $1 AND ${seq} > (SELECT ${prunedThrough} FROM ${heads} WHERE ${streamId} = $1)
        ORDER BY ${seq} LIMIT $3 FOR UPDATE
      ), pruned AS (
        DELETE FROM ${entries} a USING oldest o
        WHERE a.${streamId} = $1 AND a.${seq} = o.seq AND o.at < now() - make_interval(days => $2)
        RETURNING a.${seq} AS seq, a.${token} AS token
      ), edge AS (SELECT seq, token FROM pruned ORDER BY seq DESC LIMIT 1)
      UPDATE ${heads} h SET ${prunedThrough} = edge.seq, ${prunedToken} = edge.token
      FROM edge WHERE h.${streamId} = $1 RETURNING (SELECT count(*)::int FROM pruned) AS count`,
    values: [stream, days, batchSize],
  });
  return rows[0]?.count ?? 0;
}
