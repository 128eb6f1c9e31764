import { type LogPosition, startPosition } from "../log/cursor.ts";
import type { Entry } from "../log/entry.ts";
import type { LogPage, LogReader, ReadLimit } from "../log/log-reader.ts";
import { createPageCache, FeedPages, type PageCache } from "./feed-pages.ts";
import { FeedReads } from "./feed-reads.ts";
import {
  beginRead,
  createFeedState,
  type EntryNotice,
  type FeedInput,
  type FeedState,
  type FeedTransition,
  type Reduce,
  reduceFeed,
} from "./feed-state.ts";
import { FeedStats } from "./feed-stats.ts";
import { Ring, RingBudget } from "./ring.ts";

/** A subscriber of a feed. Its methods are called synchronously and must not throw. */
export interface FeedSubscriber {
  /** The head has moved on. */
  wake(): void;
  /** The log holds another history now. A subscriber checks its own place in it. */
  restart(): void;
  /** The stream no longer exists. */
  gone(): void;
  /** The feed was closed while it was followed. */
  closed(): void;
}

/** Memory shared by all feeds of an instance. It is bounded; a subscriber stores only its cursor. */
export interface FeedMemory {
  readonly rings: RingBudget;
  readonly pages: PageCache;
  readonly stats: FeedStats;
}

/** `ringBytes`: upper bound of the recent entries of all feeds together. */
export function createFeedMemory(ringBytes: number): FeedMemory {
  return { rings: new RingBudget(ringBytes), pages: createPageCache(), stats: new FeedStats() };
}

/** Milliseconds that a message may be late before the gap that it leaves is read from the log. */
const gapPatience = 20;

/** Upper bounds of one read of a feed; further behind it jumps ahead and leaves the rest to pages. */
const readLimit: ReadLimit = { entries: 500, bytes: 1024 * 1024 };

/** Upper bounds of one read for subscribers that are behind the ring. */
const pageLimit: ReadLimit = { entries: 200, bytes: 256 * 1024 };

export interface FeedOptions<State, Event extends object> {
  readonly streamId: string;
  readonly log: LogReader<State, Event>;
  readonly reduce: Reduce<State, Event>;
  readonly memory: FeedMemory;
  /** Hears of reads that failed and are made up for: gaps by the reconciler, others by another try. */
  readonly onError: (error: unknown) => void;
}

/**
 * One instance's view of one stream: its head, the host's state as of the head, and its newest entries. Messages may
 * come in any order and any number of times; a gap that lasts is read from the log. `reduceFeed` decides; this class
 * owns the timer, the reads and the memory.
 */
export class Feed<State, Event extends object> {
  readonly streamId: string;
  readonly kind: string;
  readonly subscribers = new Set<FeedSubscriber>();
  readonly stats: FeedStats;
  readonly #options: FeedOptions<State, Event>;
  readonly #ring: Ring<Event>;
  readonly #pages: FeedPages<Event>;
  readonly #reads: FeedReads;
  #feed: FeedState<State, Event> = createFeedState();
  #gapTimer: NodeJS.Timeout | undefined;

  constructor(options: FeedOptions<State, Event>) {
    const { streamId, log, memory, onError } = options;
    this.streamId = streamId;
    this.kind = log.kind;
    this.stats = memory.stats;
    this.#options = options;
    this.#ring = new Ring(memory.rings);
    this.#reads = new FeedReads(() => this.#readLog(), onError);
    this.#pages = new FeedPages(memory.pages, (after) =>
      this.#reads.persist(() => log.readPage(streamId, after, pageLimit)),
    );
  }

  /** False before the first `catchUp`, and once the stream is gone. */
  get isOpen(): boolean {
    return this.#feed.view !== null;
  }

  /** Position of the newest entry known here; the start while the feed is not open. */
  get head(): LogPosition {
    return this.#feed.view?.head ?? startPosition;
  }

  /** The host's state as of the head; null while the feed is not open. */
  get state(): State | null {
    return this.#feed.view?.state ?? null;
  }

  /** Takes a message of the bus. */
  receive(message: Omit<EntryNotice<Event>, "type" | "held">): void {
    this.#apply({ type: "message", ...message, held: this.#ring.get(message.seq)?.token });
  }

  /** Reads the log beyond the head once, by `FeedReads.catchUp`. Rejects when it cannot be read. */
  catchUp(): Promise<void> {
    return this.#reads.catchUp();
  }

  /** Reads the log beyond the head, by `FeedReads.caughtUp`. Waits while it cannot be read. */
  caughtUp(): Promise<void> {
    return this.#reads.caughtUp();
  }

  /** The entry with this number if it is among the newest that are kept here. */
  recent(seq: number): Entry<Event> | undefined {
    return this.#ring.get(seq);
  }

  /** The token at this number if it is known here without a read. */
  tokenAt(seq: number): string | undefined {
    if (seq === this.head.seq) return this.head.token;
    return this.#ring.get(seq)?.token ?? this.#ring.get(seq + 1)?.previous;
  }

  /**
   * The log's entries after a number; callers of about the same time share one read. Waits while the log cannot be
   * read; rejects only when the feed was closed meanwhile.
   */
  page(after: number): Promise<LogPage<Event>> {
    return this.#pages.get(after);
  }

  /** The entry with this number if a page after `after` that is still kept holds it. */
  paged(after: number, seq: number): Entry<Event> | undefined {
    return this.#pages.find(after, seq);
  }

  /**
   * Drops all pages: one of them contradicts the ring, and may come from a history that was there for a moment only.
   */
  dropPages(): void {
    this.#pages.restart();
  }

  /** Drops every entry that is kept: the log was rewritten. */
  forget(): void {
    this.#ring.clear();
    this.#pages.restart();
    this.#apply({ type: "forget" });
  }

  /**
   * For good: reads that are under way change nothing any more, and callers that wait for the log are rejected. Ends
   * what follows the feed.
   */
  close(): void {
    this.#reads.close();
    this.#stopTimer();
    this.#ring.clear();
    this.#feed = createFeedState();
    for (const subscriber of this.subscribers) subscriber.closed();
  }

  async #readLog(): Promise<void> {
    const begun = beginRead(this.#feed);
    const read = await this.#options.log.readStream(this.streamId, begun.after.seq, readLimit);
    if (!this.#reads.isClosed) this.#apply({ type: "read", begun, read });
  }

  #apply(input: FeedInput<State, Event>): void {
    const { next, appended, change, need, missed } = reduceFeed(this.#feed, input, this.#options.reduce);
    this.#feed = next;
    if (missed) this.stats.noteMissed(missed);
    if (change !== "none" && change !== "appended") this.#ring.clear();
    for (const entry of appended) this.#ring.push(entry);
    if (change === "restarted") {
      this.stats.otherHistories.instance += 1;
      this.#pages.restart();
    }
    if (change === "gone") this.#stopTimer();
    this.#tell(change);
    if (need !== null) this.#readSoon(need);
  }

  #tell(change: FeedTransition<State, Event>["change"]): void {
    if (change === "none") return;
    for (const subscriber of this.subscribers) {
      if (change === "gone") subscriber.gone();
      else if (change === "restarted") subscriber.restart();
      else subscriber.wake();
    }
  }

  /** One timer at a time; when it ends, what still has to be read is read. */
  #readSoon(need: "gap" | "read"): void {
    this.#gapTimer ??= setTimeout(
      () => {
        this.#gapTimer = undefined;
        if (need === "read" || this.#feed.early.size > 0) this.catchUp().catch(this.#options.onError);
      },
      need === "gap" ? gapPatience : 0,
    );
  }

  #stopTimer(): void {
    clearTimeout(this.#gapTimer);
    this.#gapTimer = undefined;
  }
}
