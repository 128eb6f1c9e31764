import { ForbiddenError, NotFoundError } from "../../errors/expected-error.ts";
import type { Activity } from "../../model/activity.ts";
import type { UserSnapshot } from "../../model/snapshots.ts";
import type { PresenceChange, PresenceMoment, PresenceWatch } from "../../presence/presence.ts";
import type { LogEntry } from "../log/activity-log.ts";
import type { Feed } from "./feed.ts";
import type { Follower, ResyncReason } from "./follower.ts";

/** Live from here: nothing between `seq` and the next change can be missed. */
export interface Ready {
  readonly type: "Ready";
  readonly seq: number;
  readonly epoch: string;
  /** Who is in the project. */
  readonly present: readonly UserSnapshot[];
}

/** Stands in for a replay that cannot be: the client takes a fresh snapshot, at or above `seq`. */
export interface Resync {
  readonly type: "Resync";
  readonly seq: number;
  readonly epoch: string;
  readonly reason: ResyncReason;
}

/** What a stream yields; a change comes with its place, so that clients can resume whatever they select of it. */
export interface Delivery {
  readonly event: Activity | Ready | Resync | PresenceChange;
  readonly extensions?: { readonly seq: number; readonly epoch: string };
}

export interface ProjectStreamOptions {
  readonly feed: Feed;
  readonly userId: string;
  /** The last change the client has; undefined: only what happens from now on. */
  readonly since: number | undefined;
  /** Given instead of a replay that cannot be. */
  readonly resync: ResyncReason | undefined;
  /** Who is there; ended by `onEnd`. */
  readonly presence: PresenceWatch;
  /** Called once, when the stream has ended for whatever reason. */
  readonly onEnd: () => void;
}

/**
 * A subscriber: a cursor over the log, never a queue. What it still needs lies in the feed's ring or in the log, read
 * no faster than it is pulled. Yields every change after `since` once and in order; `Ready` when it has caught up;
 * `Resync`, then `Ready`, when it cannot be led on; after `Ready` also who comes and goes. It ends with ForbiddenError
 * after the viewer's own removal, with NotFoundError when the project is gone, and completes after ProjectDeleted. One
 * reader, which calls `next` or `take`.
 */
export class ProjectStream implements AsyncIterableIterator<Delivery>, Follower {
  readonly #options: ProjectStreamOptions;
  readonly #feed: Feed;
  #cursor: number;
  /** Which page the cursor walks through while it is behind the ring. */
  #pageAfter = 0;
  #reading: Promise<readonly LogEntry[]> | null = null;
  /** What comes before all else. */
  #due: ("Ready" | Resync)[] = [];
  /** Null before `Ready`. What follows it has not been told. */
  #moment: PresenceMoment | null = null;
  #failure: unknown = null;
  #isDone = false;
  #notify: () => void = () => {};

  /** Attaches to the feed at once, in the same turn in which the caller checked the membership. */
  constructor(options: ProjectStreamOptions) {
    this.#options = options;
    this.#feed = options.feed;
    this.#cursor = options.since ?? this.#feed.seq;
    this.#feed.followers.add(this);
    if (options.resync) this.restart(options.resync);
    else if (options.since === undefined) this.#due = ["Ready"];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether it has yielded `Ready`: what comes then is news. */
  get isLive(): boolean {
    return this.#moment !== null;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Calls the listener, in the place of an earlier one, whenever `take` may have more to say. */
  onReadable(listener: () => void): void {
    this.#notify = listener;
  }

  /** What comes next, if it is at hand. Throws once what ends the stream badly. */
  take(): Delivery | null {
    for (;;) {
      const due = this.#due.length > 0 && this.#due.shift();
      if (due === "Ready") return { event: this.#ready() };
      if (due) return { event: this.#resync(due) };
      if (this.#failure) return this.#fail(this.#failure);
      if (this.#isDone) return null;
      if (this.#cursor >= this.#feed.seq) return this.#takeOther();
      const entry = this.#findEntry();
      if (!entry) return null;
      const delivery = this.#deliver(entry);
      if (delivery) return delivery;
    }
  }

  async next(): Promise<IteratorResult<Delivery, undefined>> {
    for (;;) {
      const value = this.take();
      if (value) return { done: false, value };
      if (this.#isDone) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.onReadable(resolve));
    }
  }

  /** Ends the stream; a `next` that waits is done at once. */
  async return(): Promise<IteratorResult<Delivery, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<Delivery, undefined>> {
    this.#end();
    throw error;
  }

  wake(): void {
    this.#notify();
  }

  restart(reason: ResyncReason): void {
    if (this.#feed.memberSince(this.#options.userId) === undefined || this.#feed.isDeleted) {
      this.gone();
      return;
    }
    const { seq, epoch } = this.#feed;
    this.#cursor = seq;
    this.#reading = null;
    this.#due = [{ type: "Resync", seq, epoch, reason }, "Ready"];
    this.wake();
  }

  gone(): void {
    this.#due = [];
    this.#failure ??= new NotFoundError();
    this.wake();
  }

  /** What is no change: `Ready`, then who comes and goes. */
  #takeOther(): Delivery | null {
    if (!this.#moment) {
      this.#feed.stats.replays.note(this.#cursor - (this.#options.since ?? this.#cursor));
      return { event: this.#ready() };
    }
    const { next } = this.#moment;
    if (!next) return null;
    this.#moment = next;
    return { event: next.change };
  }

  /** The entry after the cursor if it is at hand; otherwise it is read, and will be. */
  #findEntry(): LogEntry | undefined {
    const next = this.#cursor + 1;
    const entry = this.#feed.recent(next) ?? this.#feed.paged(this.#pageAfter, next);
    if (entry) this.#reading = null;
    else if (!this.#reading) this.#readPage();
    return entry;
  }

  #readPage(): void {
    const after = this.#cursor;
    const reading = this.#feed.page(after);
    this.#reading = reading;
    reading.then(
      (entries) => {
        // Another page, or none, may be wanted by now.
        if (this.#reading !== reading) return;
        this.#reading = null;
        if (entries[0]?.seq !== after + 1) return this.restart("TOO_OLD");
        this.#pageAfter = after;
        this.wake();
      },
      (error: unknown) => {
        if (this.#reading !== reading) return;
        this.#failure = error;
        this.wake();
      },
    );
  }

  /** Moves the cursor past the entry. Null when there is nothing to hand out for it. */
  #deliver(entry: LogEntry): Delivery | null {
    if (entry.type === "Unreadable") {
      this.restart("UNREADABLE");
      return null;
    }
    this.#cursor = entry.seq;
    if (entry.type === "ProjectDeleted") this.#end();
    else if (entry.type === "MemberRemoved" && entry.user.id === this.#options.userId) this.#afterRemoval();
    return { event: entry, extensions: { seq: entry.seq, epoch: this.#feed.epoch } };
  }

  #afterRemoval(): void {
    if (this.#feed.memberSince(this.#options.userId) === undefined) {
      this.#failure = new ForbiddenError("You are no longer a member of this project.");
    } else this.restart("TOO_OLD");
  }

  #resync(resync: Resync): Resync {
    this.#feed.stats.resyncs[resync.reason] += 1;
    return resync;
  }

  #ready(): Ready {
    const { presence } = this.#options;
    this.#moment = presence.moment;
    return shareReady(this.#cursor, this.#feed.epoch, presence.list());
  }

  /** Nobody calls `return` after what was thrown. */
  #fail(error: unknown): never {
    this.#end();
    throw error;
  }

  #end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#due = [];
    this.#failure = null;
    this.#reading = null;
    this.#feed.followers.delete(this);
    this.wake();
    this.#options.onEnd();
  }
}

const readies = new WeakMap<readonly UserSnapshot[], Ready>();

/** The same object for all who are told the same, so that it is rendered once, however many people are there. */
function shareReady(seq: number, epoch: string, present: readonly UserSnapshot[]): Ready {
  const known = readies.get(present);
  if (known?.seq === seq && known.epoch === epoch) return known;
  const ready: Ready = { type: "Ready", seq, epoch, present };
  readies.set(present, ready);
  return ready;
}
