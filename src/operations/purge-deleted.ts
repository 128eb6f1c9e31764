import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { findOutage } from "../database/find-outage.ts";
import { repeat } from "../timers/repeat.ts";

export interface PurgeOptions {
  readonly pool: Pool;
  /** Days that the content of a deleted item is kept. */
  readonly days: number;
  /** Milliseconds from the end of one round to the start of the next (default: one hour). */
  readonly interval?: number;
  readonly logger: Logger;
}

/** Items of which one statement removes the content. */
const batchSize = 100;

/**
 * Removes the contents of items that were deleted too long ago to be restored, at once and then in every interval. The
 * ids of items stay. Also removes invitations that have ended. Each batch is a transaction of its own, followed by a
 * rest as long as it took. Several instances share the work: each takes rows that no other has locked. The next round
 * makes up for one that fails. Returns its end, which waits for the batch under way.
 */
export function startPurge({ pool, days, interval = 60 * 60 * 1_000, logger }: PurgeOptions): () => Promise<void> {
  async function run(signal: AbortSignal): Promise<void> {
    try {
      await purgeInvitations(pool);
      for (let purged = batchSize; purged === batchSize && !signal.aborted; ) {
        const begunAt = performance.now();
        purged = await purgeBatch(pool, days);
        await sleep(performance.now() - begunAt, undefined, { ref: false, signal }).catch(() => undefined);
      }
    } catch (error) {
      // An outage is told once by those who answer clients, not once a round.
      if (!findOutage(error)) {
        logger.warn({ err: error }, "Old deleted items could not be removed; the next round tries again.");
      }
    }
  }

  return repeat(run, { interval }).close;
}

async function purgeInvitations(pool: Pool): Promise<void> {
  await pool.query({
    name: "invitation-purge",
    text: `
      DELETE FROM invitations i WHERE i.expires_at <= now() OR EXISTS (
        SELECT FROM projects p WHERE p.id = i.project_id AND p.deleted_at IS NOT NULL)`,
  });
}

async function purgeBatch(pool: Pool, days: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: "deleted-purge",
    text: `
      UPDATE deleted_items d SET content = NULL
      FROM (
        SELECT kind, id FROM deleted_items
        WHERE content IS NOT NULL AND deleted_at <= now() - make_interval(days => $1)
        ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED) old
      WHERE d.kind = old.kind AND d.id = old.id`,
    values: [days, batchSize],
  });
  return rowCount ?? 0;
}
