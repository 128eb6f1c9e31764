import { findOutage } from "../../database/find-outage.ts";
import { BadUserInputError } from "../../errors/expected-error.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Tracer } from "../../tracing/tracer.ts";
import type { Bus, Unsubscribe } from "../bus/bus.ts";
import { maxSeq, parseCursor } from "../log/cursor.ts";
import type { Log } from "../log/log.ts";
import { longestTimer, requireWhole } from "../options/require-whole.ts";
import type { Companion, OpenCompanion } from "./companion.ts";
import { createFeedMemory, Feed, type FeedMemory } from "./feed.ts";
import { FeedChannels } from "./feed-channels.ts";
import type { Reduce } from "./feed-state.ts";
import type { FeedStats } from "./feed-stats.ts";
import type { ResumePoint } from "./judge-cursor.ts";
import { orAborted } from "./or-aborted.ts";
import { goneBy, openPolicy, type Policy } from "./policy.ts";
import { startReconciler } from "./reconciler.ts";
import { Stream } from "./stream.ts";

/** Milliseconds that a feed stays open after its last subscriber, so that those who reconnect find it warm. */
const linger = 10_000;

/** Part of a log that feeds need. */
export type FollowedLog<State, Event extends object> = Pick<
  Log<State, Event, never, never>,
  "kind" | "codec" | "readStream" | "readPage" | "readHeads" | "onCommit"
>;

/** Settings of `Feeds`. */
export interface FeedsOptions<State, Event extends object, Viewer> {
  /** The log whose streams are followed, as `createLog` returns it. */
  readonly log: FollowedLog<State, Event>;
  /** Its owner closes it, after these feeds. */
  readonly bus: Bus;
  /** Default: the state stays as it was read. */
  readonly reduce?: Reduce<State, Event>;
  /** Default: everybody may follow every stream. */
  readonly policy?: Policy<State, Event, Viewer>;
  /** Upper bound of the recent entries of all feeds together, in bytes (default 64 MiB). */
  readonly ringBytes?: number;
  /** Upper bound of the entries of one replay (default 10,000). A subscriber further behind gets a `Resync`. */
  readonly replayLimit?: number;
  /**
   * Milliseconds between two comparisons of the open feeds with the log (default 1,000); the delay of an event whose
   * message the bus lost. Null: never.
   */
  readonly reconcileInterval?: number | null;
  /** Default: `console`. */
  readonly logger?: Logger;
  /** Follows changes from the log's tracer to that of the fan-out. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
  /** Hears hints of the host's own kinds on the channel of an open feed; see `sendHint`. Must not throw. */
  readonly onHint?: (streamId: string, kind: string, text: string) => void;
}

/** Settings of one stream that is opened. */
export interface OpenOptions<Viewer, Extra extends object = never, State = never> {
  /** The person who reads, as the policy needs them. */
  readonly viewer: Viewer;
  /** Cursor of the last event that the client has, or its place. Default: only what happens from now on. */
  readonly after?: string | ResumePoint | null | undefined;
  /**
   * Number up to which the caller knows the stream, such as that of its own change on another instance. The log is read
   * where this instance has not heard of it. Default: 0.
   */
  readonly atLeast?: number | undefined;
  /** Upper bound of the entries of this replay; default: that of the feeds. */
  readonly replayLimit?: number | undefined;
  /** Opens a second source whose events are merged into the stream, such as presence. Default: none. */
  readonly companion?: OpenCompanion<Viewer, Extra, State> | undefined;
  /** Ends the opening, which then rejects with its reason. The open stream is ended by `return` alone. */
  readonly signal?: AbortSignal | undefined;
}

/** The open feeds of one instance: one for each stream that somebody here follows. */
export class Feeds<State, Event extends object, Viewer> {
  readonly #options: Settled<State, Event, Viewer>;
  readonly #memory: FeedMemory;
  readonly #channels: FeedChannels<State, Event>;
  readonly #entries = new Map<string, OpenFeed<State, Event>>();
  readonly #stopHearing: () => void;
  #isClosed = false;
  readonly #stopReconciler: () => Promise<void>;

  /**
   * Tells this instance and all others of what the log commits here, and compares open feeds with the log. Throws a
   * RangeError for a number that is not whole or too small.
   */
  constructor(options: FeedsOptions<State, Event, Viewer>) {
    const { log, bus, ringBytes = 64 * 1024 * 1024, reconcileInterval: interval = 1_000, logger = console } = options;
    const { reduce = (state) => state, policy = openPolicy, replayLimit = 10_000, onHint = () => {}, tracer } = options;
    requireWhole("ringBytes", ringBytes, { least: 0 });
    requireWhole("replayLimit", replayLimit, { least: 0 });
    if (interval !== null) requireWhole("reconcileInterval", interval, { least: 1, most: longestTimer });
    this.#options = { log, reduce, policy, replayLimit, logger };
    this.#memory = createFeedMemory(ringBytes);
    this.#channels = new FeedChannels({ log, bus, logger, onHint, tracer, find: (id) => this.#entries.get(id)?.feed });
    this.#stopHearing = log.onCommit((entries) => this.#channels.announce(entries));
    this.#stopReconciler =
      interval === null ? async () => {} : startReconciler({ feeds: this, log, bus, interval, logger });
  }

  /** Counts of reads, messages and stored bytes, for metrics. */
  get stats(): FeedStats {
    return this.#memory.stats;
  }

  /**
   * Follows a stream: any executor can run what it returns, and the fan-out shares it. Its reader ends it by `return`.
   * Waits while PostgreSQL cannot be used; `signal` bounds that. Rejects with BadUserInputError for an `after` that is
   * no cursor of this kind, with a plain Error after `close`, and with the policy's error. Passes on other errors of a
   * read or of the host.
   */
  async open<Extra extends object = never>(
    streamId: string,
    {
      viewer,
      after: resumeAfter,
      atLeast = 0,
      replayLimit = this.#options.replayLimit,
      companion: openCompanion,
      signal,
    }: OpenOptions<Viewer, Extra, State>,
  ): Promise<Stream<State, Event, Viewer, Extra>> {
    const { log, policy, logger } = this.#options;
    const after = readResumePoint(log.kind, resumeAfter);
    if (this.#isClosed) throw new Error("The feeds are closed.");
    const feed = await this.#acquire(streamId, atLeast, signal);
    let stream: Stream<State, Event, Viewer, Extra> | undefined;
    const stop = (companion: Companion<Extra, State> | undefined) => {
      try {
        companion?.stop();
      } catch (err) {
        logger.error({ err, streamId }, "A companion could not be stopped.");
      }
    };
    const opening = (async () => openCompanion?.(streamId, viewer, () => stream?.wake()))();
    const companion = await orAborted(opening, signal).catch((error: unknown) => {
      this.#release(feed);
      opening.then(stop, () => undefined);
      throw error;
    });
    const onEnd = () => {
      this.#release(feed);
      stop(companion);
    };
    const options = { feed, policy, viewer, after, replayLimit, companion: companion ?? null, onEnd };
    stream = await Stream.open(options, signal);
    return stream;
  }

  /** Number of feeds that have subscribers, or had some a moment ago. */
  get size(): number {
    return this.list().length;
  }

  /**
   * Those feeds.
   *
   * @internal
   */
  list(): Feed<State, Event>[] {
    return [...this.#entries.values()].map(({ feed }) => feed).filter((feed) => feed.isOpen);
  }

  /** Sends a hint of a kind of the host's own to every instance that has a feed of the stream open. Never throws. */
  sendHint(streamId: string, kind: string, text: string): void {
    this.#channels.sendHint(streamId, kind, text);
  }

  /** Drops every entry of the log that is kept here: the log was rewritten. */
  forget(): void {
    for (const { feed } of this.#entries.values()) feed.forget();
  }

  /** Ends every stream. Resolves after the comparison under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHearing();
    const stopped = this.#stopReconciler();
    for (const entry of this.#entries.values()) this.#close(entry);
    await stopped;
  }

  /** Returns the stream's feed, open and with that number at least; `#release` gives it back. */
  async #acquire(streamId: string, atLeast: number, signal: AbortSignal | undefined): Promise<Feed<State, Event>> {
    const entry = this.#entries.get(streamId) ?? this.#open(streamId);
    clearTimeout(entry.lingering);
    entry.users += 1;
    try {
      await orAborted(entry.opened, signal);
      if (entry.feed.head.seq < atLeast) await orAborted(entry.feed.caughtUp(), signal);
      return entry.feed;
    } catch (error) {
      this.#release(entry.feed);
      throw error;
    }
  }

  #release(feed: Feed<State, Event>): void {
    const entry = this.#entries.get(feed.streamId);
    if (entry?.feed !== feed) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    // One that still opens may have a read under way, which those who come next share.
    if (feed.isOpen || entry.isOpening) entry.lingering = setTimeout(() => this.#close(entry), linger).unref();
    else this.#close(entry);
  }

  #open(streamId: string): OpenFeed<State, Event> {
    const { log, reduce, policy, logger } = this.#options;
    const onError = (error: unknown) =>
      logger.warn(
        { ...(findOutage(error) ?? { err: error }), streamId },
        "The log could not be read; the read is repeated.",
      );
    const feed = new Feed({ streamId, log, reduce, memory: this.#memory, onError });
    // Listening begins before the first read, so that no change falls between them.
    const listening = this.#channels.listen(feed);
    const opened = listening
      .then(() => feed.caughtUp())
      .then(() => {
        if (!feed.isOpen) throw goneBy(policy);
      })
      .finally(() => {
        entry.isOpening = false;
      });
    const entry: OpenFeed<State, Event> = { feed, listening, opened, isOpening: true, users: 0, lingering: undefined };
    this.#entries.set(streamId, entry);
    // Those who waited may have left before it failed.
    opened.catch(() => {
      if (entry.users === 0) this.#close(entry);
    });
    return entry;
  }

  #close(entry: OpenFeed<State, Event>): void {
    clearTimeout(entry.lingering);
    if (this.#entries.get(entry.feed.streamId) === entry) this.#entries.delete(entry.feed.streamId);
    entry.feed.close();
    void entry.listening.then((stopListening) => stopListening());
  }
}

/** Options that are needed after the start, with their defaults filled in. */
type Settled<State, Event extends object, Viewer> = Required<
  Pick<FeedsOptions<State, Event, Viewer>, "log" | "reduce" | "policy" | "replayLimit" | "logger">
>;

function readResumePoint(kind: string, after: OpenOptions<unknown>["after"]): ResumePoint | undefined {
  if (after == null) return undefined;
  const position = typeof after === "string" ? parseCursor(kind, after) : isPlace(after) && after;
  if (!position) throw BadUserInputError.at(["after"], `after is not a cursor of a stream of the kind "${kind}".`);
  return position;
}

function isPlace({ seq, token }: ResumePoint): boolean {
  return Number.isInteger(seq) && seq >= 0 && seq <= maxSeq && (token === null || typeof token === "string");
}

interface OpenFeed<State, Event extends object> {
  readonly feed: Feed<State, Event>;
  readonly listening: Promise<Unsubscribe>;
  readonly opened: Promise<void>;
  /** True until `opened` has settled. */
  isOpening: boolean;
  users: number;
  lingering: NodeJS.Timeout | undefined;
}
