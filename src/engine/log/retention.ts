import type { Pool } from "pg";
import type { Logger } from "pino";
import { pruneLog } from "./prune-log.ts";

export interface RetentionOptions {
  readonly pool: Pool;
  /** How long changes are kept. */
  readonly days: number;
  /** Milliseconds from the end of one round to the begin of the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/**
 * Prunes the log at once and then again and again; a round that fails is made up for by the next. Returns its end, which
 * waits for the batch under way.
 */
export function startRetention({ pool, days, interval, logger }: RetentionOptions): () => Promise<void> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round = run();

  async function run(): Promise<void> {
    try {
      const { pruned, skipped } = await pruneLog(pool, days, end.signal);
      if (pruned > 0) logger.info({ pruned, days }, "Old changes were pruned from the log.");
      if (skipped.length > 0) logger.warn({ skipped }, "Projects that are held were not pruned; it is tried again.");
    } catch (error) {
      logger.warn({ err: error }, "The log could not be pruned; it is tried again.");
    }
    if (!end.signal.aborted) {
      timer = setTimeout(() => {
        round = run();
      }, interval).unref();
    }
  }

  return async () => {
    end.abort();
    clearTimeout(timer);
    await round;
  };
}
