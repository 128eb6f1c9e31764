import type { Logger } from "pino";
import { findOutage } from "../../database/find-outage.ts";
import type { Bus } from "../bus/bus.ts";
import type { ActivityLog } from "../log/activity-log.ts";
import type { Feeds } from "./feeds.ts";

export interface ReconcilerOptions {
  readonly feeds: Feeds;
  readonly log: ActivityLog;
  readonly bus: Bus;
  /** Milliseconds from the end of one round to the begin of the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/**
 * Asks again and again, and at once when the bus is back, with one query for all open feeds where their projects stand,
 * and lets each feed that stands elsewhere catch up: lost messages, deleted projects and restored databases are found
 * so. Returns its end, which waits for the round under way.
 */
export function startReconciler({ feeds, log, bus, interval, logger }: ReconcilerOptions): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | null = null;
  let isClosed = false;
  let isFailing = false;

  async function reconcile(): Promise<void> {
    const open = feeds.open();
    if (open.length === 0) return;
    const stood = new Map(open.map((feed) => [feed, feed.seq]));
    const heads = await log.readHeads(open.map(({ projectId }) => projectId));
    const astray = open.filter((feed) => {
      if (!feed.isOpen) return false;
      const head = heads.get(feed.projectId);
      return !head || head.epoch !== feed.epoch || head.seq > feed.seq || head.seq < (stood.get(feed) ?? 0);
    });
    await Promise.all(astray.map((feed) => feed.catchUp()));
  }

  function run(): void {
    if (isClosed) return;
    clearTimeout(timer);
    const begunAt = performance.now();
    round ??= reconcile()
      .then(
        () => {
          feeds.stats.reconciledAt = begunAt;
          if (isFailing) logger.info("The log can be read again.");
          isFailing = false;
        },
        (error: unknown) => {
          const outage = findOutage(error);
          if (!isFailing && outage) logger.warn({ ...outage }, "The log cannot be read; streams wait until it can.");
          else if (!isFailing) logger.error({ err: error }, "The log cannot be read; streams wait until it can.");
          isFailing = true;
        },
      )
      .finally(() => {
        round = null;
        if (!isClosed) timer = setTimeout(run, interval).unref();
      });
  }

  const stopListening = bus.onReconnect(() => {
    // The round under way may have asked before the bus was back.
    if (round !== null) void round.then(run);
    else run();
  });
  run();
  return async () => {
    isClosed = true;
    stopListening();
    clearTimeout(timer);
    await round;
  };
}
