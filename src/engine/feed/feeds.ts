import type { Logger } from "pino";
import { findOutage } from "../../database/find-outage.ts";
import { NotFoundError } from "../../errors/expected-error.ts";
import { type Activity, decodeActivity } from "../../model/activity.ts";
import { decodePresenceRing, type Presence } from "../../presence/presence.ts";
import type { Bus, Unsubscribe } from "../bus/bus.ts";
import type { ActivityLog } from "../log/activity-log.ts";
import { createFeedMemory, Feed, type FeedMemory } from "./feed.ts";
import type { FeedStats } from "./feed-stats.ts";

/** How long a feed stays open after its last subscriber, in milliseconds: those who reconnect find it warm. */
const linger = 10_000;

/** Above this many bytes a message carries only the number, and listeners read the change from the log. */
const longMessage = 64 * 1024;

export interface FeedsOptions {
  readonly log: ActivityLog;
  readonly bus: Bus;
  /** Hears when another instance rings. */
  readonly presence: Pick<Presence, "refresh">;
  /** What the recent entries of all feeds may occupy together. */
  readonly ringBytes: number;
  readonly logger: Logger;
}

/** The open feeds of one instance: one per project that somebody here follows. */
export class Feeds {
  readonly #log: ActivityLog;
  readonly #bus: Bus;
  readonly #presence: FeedsOptions["presence"];
  readonly #logger: Logger;
  readonly #memory: FeedMemory;
  readonly #entries = new Map<string, OpenFeed>();

  constructor({ log, bus, presence, ringBytes, logger }: FeedsOptions) {
    this.#log = log;
    this.#bus = bus;
    this.#presence = presence;
    this.#logger = logger;
    this.#memory = createFeedMemory(ringBytes);
  }

  get stats(): FeedStats {
    return this.#memory.stats;
  }

  /**
   * The project's feed, open; to be given back by `release`. Waits while the log cannot be read. Rejects with
   * NotFoundError, or when these feeds were closed meanwhile.
   */
  async acquire(projectId: string): Promise<Feed> {
    const entry = this.#entries.get(projectId) ?? this.#open(projectId);
    clearTimeout(entry.lingering);
    entry.users += 1;
    try {
      await entry.opened;
      return entry.feed;
    } catch (error) {
      this.release(entry.feed);
      throw error;
    }
  }

  release(feed: Feed): void {
    const entry = this.#entries.get(feed.projectId);
    if (entry?.feed !== feed) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    if (feed.isOpen) entry.lingering = setTimeout(() => this.#close(entry), linger).unref();
    else this.#close(entry);
  }

  /** Tells this instance and all others of a committed change. Returns at once and never throws. */
  announce(activity: Activity): void {
    this.#entries.get(activity.projectId)?.feed.receive(activity.seq, activity);
    const message = JSON.stringify(activity);
    const isLong = Buffer.byteLength(message) > longMessage;
    this.#bus.publish(activity.projectId, isLong ? JSON.stringify({ seq: activity.seq }) : message);
  }

  /** The feeds that have subscribers, or had some a moment ago. */
  open(): Feed[] {
    return [...this.#entries.values()].map(({ feed }) => feed).filter((feed) => feed.isOpen);
  }

  /** Drops every entry of the log that is kept here: the log was rewritten. */
  forget(): void {
    for (const { feed } of this.#entries.values()) feed.forget();
  }

  close(): void {
    for (const entry of this.#entries.values()) this.#close(entry);
  }

  #open(projectId: string): OpenFeed {
    const feed = new Feed(projectId, this.#log, this.#memory, (error) =>
      this.#logger.warn(
        { ...(findOutage(error) ?? { err: error }), projectId },
        "The log could not be read; it is tried again.",
      ),
    );
    // Listening begins before the first read, so that no change falls between them.
    const listening = this.#bus.subscribe(projectId, (message) => this.#hear(feed, message));
    const opened = listening
      .then(() => feed.caughtUp())
      .then(() => {
        if (!feed.isOpen) throw new NotFoundError();
      });
    const entry = { feed, listening, opened, users: 0, lingering: undefined };
    this.#entries.set(projectId, entry);
    return entry;
  }

  #close(entry: OpenFeed): void {
    clearTimeout(entry.lingering);
    if (this.#entries.get(entry.feed.projectId) === entry) this.#entries.delete(entry.feed.projectId);
    entry.feed.close();
    void entry.listening.then((stopListening) => stopListening());
  }

  #doubt(feed: Feed): void {
    this.#logger.warn({ projectId: feed.projectId }, "A message on the bus is about another project and was dropped.");
    // A read that fails is made up for by the reconciler.
    feed.catchUp().catch(() => undefined);
  }

  #hear(feed: Feed, message: string): void {
    const ringing = decodePresenceRing(message);
    const heard = ringing ? null : parseMessage(message);
    if (ringing) this.#presence.refresh(feed.projectId, ringing);
    // A change of another project may meet this one. The log has the truth.
    else if (heard?.activity && heard.activity.projectId !== feed.projectId) this.#doubt(feed);
    else if (heard) feed.receive(heard.seq, heard.activity);
    else this.#logger.warn({ projectId: feed.projectId }, "A message on the bus has no number and was dropped.");
  }
}

interface OpenFeed {
  readonly feed: Feed;
  readonly listening: Promise<Unsubscribe>;
  readonly opened: Promise<void>;
  users: number;
  lingering: NodeJS.Timeout | undefined;
}

/** A message that cannot be read as a change but has a number is a doorbell all the same. */
function parseMessage(message: string): { seq: number; activity: Activity | null } | null {
  try {
    const value: unknown = JSON.parse(message);
    const activity = decodeActivity(value);
    if (activity) return { seq: activity.seq, activity };
    const seq = typeof value === "object" && value !== null && "seq" in value ? value.seq : null;
    return typeof seq === "number" && Number.isSafeInteger(seq) ? { seq, activity: null } : null;
  } catch {
    return null;
  }
}
