import { findOutage } from "../../database/find-outage.ts";
import type { Logger } from "../../logging/logger.ts";
import { repeat } from "../../timers/repeat.ts";
import type { Bus } from "../bus/bus.ts";
import type { LogPosition } from "../log/cursor.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Feed } from "./feed.ts";
import type { FeedStats } from "./feed-stats.ts";

export interface ReconcilerOptions {
  readonly feeds: { list(): readonly ReconciledFeed[]; readonly stats: FeedStats };
  readonly log: Pick<LogReader<unknown, object>, "readHeads">;
  readonly bus: Pick<Bus, "onReconnect">;
  /** Milliseconds from the end of one round to the start of the next. */
  readonly interval: number;
  readonly logger: Logger;
}

type ReconciledFeed = Pick<Feed<unknown, object>, "streamId" | "head" | "isOpen" | "catchUp">;

/**
 * Compares all open feeds with the log by one query, in every interval and at once when the bus reconnects. Each feed
 * with another head catches up. It finds lost messages, deleted streams and restored databases. Returns its end, which
 * waits for the round in flight.
 */
export function startReconciler({ feeds, log, bus, interval, logger }: ReconcilerOptions): () => Promise<void> {
  let isFailing = false;

  async function reconcile(): Promise<void> {
    const open = feeds.list();
    if (open.length === 0) return;
    const stood = open.map((feed) => ({ feed, at: feed.head }));
    const heads = await log.readHeads(open.map(({ streamId }) => streamId));
    const astray = stood.filter(({ feed, at }) => feed.isOpen && isAstray(heads.get(feed.streamId), at, feed.head));
    await Promise.all(astray.map(({ feed }) => feed.catchUp()));
  }

  async function run(): Promise<void> {
    const begunAt = performance.now();
    try {
      await reconcile();
      feeds.stats.reconciledAt = begunAt;
      if (isFailing) logger.info({}, "The log can be read again.");
      isFailing = false;
    } catch (error) {
      const outage = findOutage(error);
      if (!isFailing && outage) logger.warn({ ...outage }, "The log cannot be read; streams wait until it can.");
      else if (!isFailing) logger.error({ err: error }, "The log cannot be read; streams wait until it can.");
      isFailing = true;
    }
  }

  const rounds = repeat(run, { interval });
  // A round under way may have asked before the bus was back; another one follows it.
  const stopListening = bus.onReconnect(() => rounds.now());
  return () => {
    stopListening();
    return rounds.close();
  };
}

/** `stood` is where the feed was when the query began, `stands` where it is now. */
function isAstray(head: LogPosition | undefined, stood: LogPosition, stands: LogPosition): boolean {
  if (!head || head.seq < stood.seq || head.seq > stands.seq) return true;
  // Nearly all of thousands in a round.
  if (stood === stands) return head.token !== stood.token;
  return [stood, stands].some(({ seq, token }) => head.seq === seq && head.token !== token);
}
