import { setTimeout as sleep } from "node:timers/promises";
import type { Activity } from "../../model/activity.ts";
import type { ActivityLog, LogEntry, ProjectState, ReadLimit } from "../log/activity-log.ts";
import { createPageCache, FeedPages, type PageCache } from "./feed-pages.ts";
import { FeedStats } from "./feed-stats.ts";
import type { Follower } from "./follower.ts";
import { Ring, RingBudget } from "./ring.ts";

/** What all feeds of an instance keep, within bounds: however many subscribers there are, each keeps its place alone. */
export interface FeedMemory {
  readonly rings: RingBudget;
  readonly pages: PageCache;
  readonly stats: FeedStats;
}

/** `ringBytes`: what the recent entries of all feeds may occupy together. */
export function createFeedMemory(ringBytes: number): FeedMemory {
  return { rings: new RingBudget(ringBytes), pages: createPageCache(), stats: new FeedStats() };
}

/** Where a feed stands. */
type Position = Omit<ProjectState, "entries">;

/** How long a message may be late before its hole is read from the log, in milliseconds. */
const holePatience = 20;

/** What a feed reads at once; further behind it jumps ahead and leaves the rest to pages. */
const readLimit: ReadLimit = { entries: 500, bytes: 1024 * 1024 };

/** What a subscriber reads at once that is behind the ring. */
const pageLimit: ReadLimit = { entries: 200, bytes: 256 * 1024 };

/** How long whoever waits for a log that cannot be read lets it rest before the next try, in milliseconds. */
const retryInterval = 1_000;

/** Messages ahead of a hole that are kept, the last to come; the others are read from the log. */
const earlyLimit = 1_000;

/**
 * One instance's view of one project: its newest number, its members as of that number, and its newest entries. It
 * advances number by number as messages come, in any order and any number of times; a hole that lasts is read from the
 * log, so that `seq` never passes over a change.
 */
export class Feed {
  readonly projectId: string;
  readonly followers = new Set<Follower>();
  readonly stats: FeedStats;
  readonly #log: ActivityLog;
  readonly #ring: Ring;
  readonly #onError: (error: unknown) => void;
  /** What has come ahead of its turn: changes, and null where only the number was told. */
  readonly #early = new Map<number, Activity | null>();
  readonly #pages: FeedPages;
  readonly #closing = new AbortController();
  #position: Position | null = null;
  #holeTimer: NodeJS.Timeout | undefined;
  #read: Promise<void> | null = null;
  #nextRead: Promise<void> | null = null;
  #persistentRead: Promise<void> | null = null;
  #resting: Promise<void> | null = null;

  /** `onError` hears of reads that failed and are made up for: holes by the reconciler, others by another try. */
  constructor(projectId: string, log: ActivityLog, memory: FeedMemory, onError: (error: unknown) => void) {
    this.projectId = projectId;
    this.#log = log;
    this.stats = memory.stats;
    this.#ring = new Ring(memory.rings);
    const readPage = (after: number) => this.#persist(() => log.readPage(projectId, after, pageLimit));
    this.#pages = new FeedPages(memory.pages, readPage);
    this.#onError = onError;
  }

  /** False before the first `catchUp`, and once the project is gone. */
  get isOpen(): boolean {
    return this.#position !== null;
  }

  /** The number of the newest change known here; 0 while the feed is not open. */
  get seq(): number {
    return this.#position?.seq ?? 0;
  }

  get epoch(): string {
    return this.#position?.epoch ?? "";
  }

  /** Whether the project is a tombstone as of `seq`. */
  get isDeleted(): boolean {
    return this.#position?.isDeleted ?? false;
  }

  /** The first change that is replayed to the user, as of `seq`; undefined for whoever is no member. */
  memberSince(userId: string): number | undefined {
    return this.#position?.members.get(userId);
  }

  /** Takes a message: a change, or only its number when the change has to be read from the log. */
  receive(seq: number, activity: Activity | null): void {
    if (seq <= this.seq) return;
    if (!this.#early.get(seq)) this.#early.set(seq, activity);
    const [first = seq] = this.#early.keys();
    if (this.#early.size > earlyLimit) this.#early.delete(first);
    this.#advance(activity ? holePatience : 0);
  }

  /**
   * Reads what the log holds beyond `seq`, whatever was heard. Resolves after a read that began after this call, which
   * concurrent callers share; rejects when the log cannot be read.
   */
  catchUp(): Promise<void> {
    if (this.#read !== null) {
      this.#nextRead ??= this.#read.catch(() => undefined).then(() => this.catchUp());
      return this.#nextRead;
    }
    this.#nextRead = null;
    this.#read = this.#readLog().finally(() => {
      this.#read = null;
    });
    return this.#read;
  }

  /**
   * As `catchUp`, but waits while the log cannot be read, and rejects only when the feed was closed meanwhile. All who
   * wait share the tries.
   */
  async caughtUp(): Promise<void> {
    await this.catchUp().catch(() => {
      // Reads follow one another: the tries that are left begin after each one that has failed.
      this.#persistentRead ??= this.#persist(() => this.catchUp()).finally(() => {
        this.#persistentRead = null;
      });
      return this.#persistentRead;
    });
    this.#closing.signal.throwIfAborted();
  }

  /** The entry if it is among the newest that are kept here. */
  recent(seq: number): LogEntry | undefined {
    return this.#ring.get(seq);
  }

  /**
   * The log's entries that follow `after`; those who ask for the same page at about the same time share one read. Waits
   * while the log cannot be read; rejects only when the feed was closed meanwhile.
   */
  page(after: number): Promise<readonly LogEntry[]> {
    return this.#pages.get(after);
  }

  /** The entry if it is in a page after `after` that is still kept. */
  paged(after: number, seq: number): LogEntry | undefined {
    return this.#pages.find(after, seq);
  }

  /** Drops every entry that is kept: the log was rewritten, and is read anew where somebody needs it. */
  forget(): void {
    this.#ring.clear();
    this.#pages.restart();
    for (const seq of this.#early.keys()) this.#early.set(seq, null);
  }

  /** For good: what is still being read changes nothing any more, and whoever waits for the log does so no longer. */
  close(): void {
    this.#closing.abort();
    this.#leave();
  }

  async #readLog(): Promise<void> {
    const before = this.seq;
    const heard = [...this.#early.keys()];
    const state = await this.#log.readProject(this.projectId, before, readLimit);
    if (this.#closing.signal.aborted) return;
    if (!state) {
      this.#leave();
      for (const follower of this.followers) follower.gone();
    } else if (!this.#position) {
      this.#standAt(state);
    } else if (state.epoch !== this.#position.epoch || state.seq < before) {
      this.#standAt(state);
      this.#pages.restart();
      // What came during this read may be of either history: only that something came still counts.
      for (const seq of this.#early.keys()) this.#early.set(seq, null);
      for (const follower of this.followers) follower.restart("OTHER_EPOCH");
    } else if (state.seq > this.seq) {
      this.#noteHole(state.seq);
      const first = state.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
      if (first > this.seq + 1) this.#standAt(state);
      else for (const entry of state.entries) if (entry.seq > this.seq) this.#append(this.#position, entry);
      this.#position.members = state.members;
      this.#wake();
    }
    // Changes are committed before they are told of: what this read did not find of them is of another history.
    for (const seq of heard) this.#early.delete(seq);
    this.#advance(holePatience);
  }

  /** To be called before what was read up to `seq` is taken over. */
  #noteHole(seq: number): void {
    const told = [...this.#early.keys()].filter((early) => early <= seq).length;
    const missing = seq - this.seq - told;
    if (missing > 0) this.stats.noteHole(missing, this.#early.size > 0);
  }

  /** Reads until it succeeds, or rejects once the feed is closed. */
  async #persist<T>(read: () => Promise<T>): Promise<T> {
    for (let isFirstTry = true; ; isFirstTry = false) {
      try {
        return await read();
      } catch (error) {
        if (isFirstTry && !this.#closing.signal.aborted) this.#onError(error);
        await this.#rest();
      }
    }
  }

  /** The same for all who wait for the log; cut short when the feed is closed, and then rejects. */
  #rest(): Promise<void> {
    this.#resting ??= sleep(retryInterval, undefined, { ref: false, signal: this.#closing.signal }).finally(() => {
      this.#resting = null;
    });
    return this.#resting;
  }

  #leave(): void {
    clearTimeout(this.#holeTimer);
    this.#holeTimer = undefined;
    this.#ring.clear();
    this.#position = null;
  }

  #standAt({ entries, ...position }: ProjectState): void {
    this.#position = position;
    for (const seq of this.#early.keys()) if (seq <= position.seq) this.#early.delete(seq);
    this.#ring.clear();
    for (const entry of entries) this.#ring.push(entry);
  }

  /** Takes over what has come in order; whatever is then still missing is read after `patience` milliseconds. */
  #advance(patience: number): void {
    const position = this.#position;
    if (!position) return;
    const before = position.seq;
    for (let next = this.#early.get(before + 1); next; next = this.#early.get(position.seq + 1)) {
      this.#append(position, next);
    }
    if (position.seq > before) this.#wake();
    if (this.#early.size === 0) return;
    this.#holeTimer ??= setTimeout(() => {
      this.#holeTimer = undefined;
      if (this.#early.size > 0) this.catchUp().catch(this.#onError);
    }, patience);
  }

  #append(position: Position, entry: LogEntry): void {
    this.#ring.push(entry);
    this.#early.delete(entry.seq);
    position.seq = entry.seq;
    if (entry.type === "MemberAdded") position.members.set(entry.member.user.id, entry.sinceSeq);
    else if (entry.type === "MemberRemoved") position.members.delete(entry.user.id);
    else if (entry.type === "ProjectDeleted") position.isDeleted = true;
  }

  #wake(): void {
    for (const follower of this.followers) follower.wake();
  }
}
