import type { Pool } from "pg";
import type { Logger } from "../../logging/logger.ts";
import { repeat } from "../../timers/repeat.ts";
import { longestTimer, requireWhole } from "../options/require-whole.ts";
import { pruneLog } from "./prune-log.ts";
import type { Tables } from "./tables.ts";

/** Settings of `startRetention`. */
export interface RetentionOptions {
  /** Connections for pruning. Their owner closes them. */
  readonly pool: Pool;
  /** The tables to prune, as the log has them. */
  readonly tables: Tables;
  /** Days that entries are kept: a whole number from 1 to 1,000,000. */
  readonly days: number;
  /** Milliseconds from the end of one round to the start of the next (default: one hour). */
  readonly interval?: number;
  /** Default: `console`. */
  readonly logger?: Logger;
}

/**
 * Prunes the log at once and then in every interval. The next round makes up for one that fails. Returns its end, which
 * waits for the batch under way. Throws a RangeError for `days` or an `interval` that is not whole or too small.
 */
export function startRetention(options: RetentionOptions): () => Promise<void> {
  const { pool, tables, days, interval = 60 * 60 * 1_000, logger = console } = options;
  requireWhole("days", days, { least: 1, most: 1_000_000 });
  requireWhole("interval", interval, { least: 1, most: longestTimer });

  async function run(signal: AbortSignal): Promise<void> {
    try {
      const { pruned, skipped } = await pruneLog(pool, tables, days, signal);
      if (pruned > 0) logger.info({ pruned, days }, "Old changes were pruned from the log.");
      if (skipped.length > 0) logger.warn({ skipped }, "Locked streams were not pruned; the next round tries again.");
    } catch (error) {
      logger.warn({ err: error }, "The log could not be pruned; the next round tries again.");
    }
  }

  return repeat(run, { interval }).close;
}
