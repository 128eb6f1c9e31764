import { ForbiddenError, NotFoundError } from "../errors.ts";
import type { Activity } from "./activity.ts";
import type { LogEntry } from "./activity-log.ts";
import type { Feed, Follower, ResyncReason } from "./feed.ts";
import type { UserSnapshot } from "./snapshots.ts";

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
  readonly event: Activity | Ready | Resync;
  readonly extensions?: { readonly seq: number; readonly epoch: string };
}

export interface ProjectStreamOptions {
  readonly feed: Feed;
  readonly userId: string;
  /** The last change the client has; undefined: only what happens from now on. */
  readonly since: number | undefined;
  /** Given instead of a replay that cannot be. */
  readonly resync: ResyncReason | undefined;
  readonly present: () => readonly UserSnapshot[];
  /** Called once, when the stream has ended for whatever reason. */
  readonly onEnd: () => void;
}

/**
 * A subscriber: a cursor over the log, never a queue. What it still needs lies in the feed's ring or in the log, read
 * no faster than it is pulled. Yields every change after `since` once and in order; `Ready` when it has caught up;
 * `Resync`, then `Ready`, when it cannot be led on. It ends with ForbiddenError after the viewer's own removal, with
 * NotFoundError when the project is gone, and completes after ProjectDeleted. One `next` at a time.
 */
export class ProjectStream implements AsyncIterableIterator<Delivery>, Follower {
  readonly #options: ProjectStreamOptions;
  readonly #feed: Feed;
  #cursor: number;
  /** The rest of the page the cursor is in, while it is behind the ring. */
  #page: LogEntry[] = [];
  #due: (Ready | Resync)[] = [];
  #isLive = false;
  #failure: Error | null = null;
  #isDone = false;
  #wakeUp: (() => void) | null = null;

  /** Attaches to the feed at once, in the same turn in which the caller checked the membership. */
  constructor(options: ProjectStreamOptions) {
    this.#options = options;
    this.#feed = options.feed;
    this.#cursor = options.since ?? this.#feed.seq;
    this.#feed.followers.add(this);
    if (options.resync) this.restart(options.resync);
    else if (options.since === undefined) this.#due = [this.#ready()];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Delivery, undefined>> {
    try {
      return await this.#pull();
    } catch (error) {
      // Nobody calls `return` after a `next` that failed.
      this.#end();
      throw error;
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
    this.#wakeUp?.();
    this.#wakeUp = null;
  }

  restart(reason: ResyncReason): void {
    if (this.#feed.memberSince(this.#options.userId) === undefined || this.#feed.isDeleted) {
      this.gone();
      return;
    }
    const { seq, epoch } = this.#feed;
    this.#cursor = seq;
    this.#page = [];
    this.#due = [{ type: "Resync", seq, epoch, reason }, this.#ready()];
    this.wake();
  }

  gone(): void {
    this.#due = [];
    this.#failure ??= new NotFoundError();
    this.wake();
  }

  async #pull(): Promise<IteratorResult<Delivery, undefined>> {
    for (;;) {
      const due = this.#due.shift();
      if (due) return { done: false, value: { event: due } };
      if (this.#failure) throw this.#failure;
      if (this.#isDone) return { done: true, value: undefined };
      if (this.#cursor < this.#feed.seq) {
        const entry = this.#takeEntry();
        if (entry) {
          const delivery = this.#deliver(entry);
          if (delivery) return { done: false, value: delivery };
        } else await Promise.race([this.#readPage(), this.#untilWoken()]);
      } else if (!this.#isLive) {
        this.#due = [this.#ready()];
      } else {
        await this.#untilWoken();
      }
    }
  }

  /** The entry after the cursor, if it is at hand. */
  #takeEntry(): LogEntry | undefined {
    const recent = this.#feed.recent(this.#cursor + 1);
    if (recent) {
      this.#page = [];
      return recent;
    }
    return this.#page.shift();
  }

  async #readPage(): Promise<void> {
    const page = this.#page;
    const entries = await this.#feed.page(this.#cursor);
    // Another page, or none, is wanted by now.
    if (this.#page !== page) return;
    if (entries[0]?.seq === this.#cursor + 1) this.#page = entries.slice();
    else this.restart("TOO_OLD");
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
    });
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

  #ready(): Ready {
    this.#isLive = true;
    return { type: "Ready", seq: this.#cursor, epoch: this.#feed.epoch, present: this.#options.present() };
  }

  #end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#due = [];
    this.#failure = null;
    this.#feed.followers.delete(this);
    this.wake();
    this.#options.onEnd();
  }
}
