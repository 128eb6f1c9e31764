import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { findOutage } from "../database/find-outage.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { deletedBytes } from "../model/storage.ts";
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
 * ids of items stay. Removed bytes no longer count for their project. Also removes invitations that have expired. Each
 * batch is a transaction of its own, followed by a rest as long as it took. Several instances share the work: each
 * takes rows that no other has locked. The next round makes up for one that fails. Returns its end, which waits for the
 * batch under way.
 */
export function startPurge({ pool, days, interval = 60 * 60 * 1_000, logger }: PurgeOptions): () => Promise<void> {
  async function run(signal: AbortSignal): Promise<void> {
    try {
      await purgeInvitations(pool);
      for (const projectId of await findProjects(pool, days)) {
        // A project whose changes hold it up for long keeps no other from its turn.
        await purgeProject(projectId, signal).catch((error) => tell(error, projectId));
      }
    } catch (error) {
      tell(error);
    }
  }

  async function purgeProject(projectId: string, signal: AbortSignal): Promise<void> {
    for (let purged = batchSize; purged === batchSize && !signal.aborted; ) {
      const begunAt = performance.now();
      purged = await purgeBatch(pool, days, projectId);
      await sleep(performance.now() - begunAt, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  function tell(error: unknown, projectId?: string): void {
    // An outage is told once by those who answer clients, not once a round.
    if (findOutage(error)) return;
    logger.warn({ err: error, projectId }, "Old deleted items could not be removed; the next round tries again.");
  }

  return repeat(run, { interval }).close;
}

async function purgeInvitations(pool: Pool): Promise<void> {
  await pool.query({
    name: "invitation-purge",
    text: "DELETE FROM invitations WHERE expires_at <= now()",
  });
}

async function findProjects(pool: Pool, days: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ projectId: string }>({
    name: "deleted-projects",
    text: `
      SELECT DISTINCT x.project_id AS "projectId" FROM deleted_items x
      WHERE x.content IS NOT NULL AND x.deleted_at <= now() - make_interval(days => $1)`,
    values: [days],
  });
  return rows.map(({ projectId }) => projectId);
}

/** Returns the number of items. Waits for the changes of the project, which count its content too. */
function purgeBatch(pool: Pool, days: number, projectId: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query({
      name: "deleted-purge-lock",
      text: "SELECT FROM project_heads WHERE project_id = $1 FOR NO KEY UPDATE",
      values: [projectId],
    });
    const { rowCount } = await client.query({
      name: "deleted-purge",
      text: `
        WITH old AS (
          SELECT x.kind, x.id, ${deletedBytes} AS bytes FROM deleted_items x
          WHERE x.project_id = $1 AND x.content IS NOT NULL AND x.deleted_at <= now() - make_interval(days => $2)
          ORDER BY x.deleted_at LIMIT $3 FOR UPDATE SKIP LOCKED
        ), head AS (
          UPDATE project_heads SET content_bytes = content_bytes - (SELECT coalesce(sum(bytes), 0) FROM old)
          WHERE project_id = $1)
        UPDATE deleted_items d SET content = NULL FROM old WHERE d.kind = old.kind AND d.id = old.id`,
      values: [projectId, days, batchSize],
    });
    return rowCount ?? 0;
  });
}
