import type { LogPosition } from "../log/cursor.ts";
import type { Delivery, Entry } from "../log/entry.ts";
import type { Companion } from "./companion.ts";
import { EntryWalk } from "./entry-walk.ts";
import type { Feed } from "./feed.ts";
import { findRefusal, type JudgeOptions, judgeCursor, type ResumePoint } from "./judge-cursor.ts";
import { orAborted } from "./or-aborted.ts";
import { goneBy, toError } from "./policy.ts";
import { createResync, type Ready, type Resync, type ResyncReason, shareReady } from "./stream-messages.ts";

export interface SubscriberOptions<State, Event extends object, Viewer, Extra extends object>
  extends JudgeOptions<State, Event, Viewer> {
  /** Last change that the client has. Undefined: only what happens from now on. */
  readonly after: ResumePoint | undefined;
  readonly companion: Companion<Extra, State> | null;
  /** Called once, when the stream has ended for whatever reason. Must not throw. */
  readonly onEnd: () => void;
}

/**
 * A subscriber: a cursor over a feed, never a queue. Its next events are in the feed's ring or in the log, and are read
 * no faster than they are pulled. Yields every change after `after` once and in order, then `Ready`. Yields `Resync`,
 * then `Ready`, when a replay is not possible; another `Resync` may come between the two. After `Ready` it also yields
 * the companion's events. It ends as the policy says, and with the policy's error once the stream is gone. One reader,
 * which calls `next` or `take`.
 */
export class Stream<State, Event extends object, Viewer, Extra extends object = never>
  implements AsyncIterableIterator<Delivery<Event | Ready | Resync | Extra>>
{
  readonly #options: SubscriberOptions<State, Event, Viewer, Extra>;
  readonly #feed: Feed<State, Event>;
  readonly #walk: EntryWalk<Event>;
  #cursor: LogPosition;
  /** Place of the client while it is not the cursor: before the first check, and until a `Resync` is handed out. */
  #clientAt: ResumePoint | null = null;
  /** Number that the replay began after. */
  readonly #replayFrom: number;
  /** The check of the cursor against the log that is under way: nothing is handed out meanwhile. */
  #checking: Promise<void> | null = null;
  /** Precedes all else. It is dropped when a later check finds the client's place after all. */
  #resync: Delivery<Resync> | null = null;
  /** Set while `Ready` comes next, after `#resync`. */
  #owesReady = false;
  /** State of the stream when the cursor was last set to its head. */
  #stateAtCursor: State | null = null;
  #isLive = false;
  /** True until the first message for a client that named no place: it has nothing that another history could undo. */
  #isNew: boolean;
  #failure: unknown = null;
  #isDone = false;
  #notify: () => void = () => {};

  private constructor(options: SubscriberOptions<State, Event, Viewer, Extra>) {
    this.#options = options;
    this.#feed = options.feed;
    this.#walk = new EntryWalk(options.feed, (outcome) => {
      if (outcome === "found") this.wake();
      else if (outcome === "missing") void this.#check(true);
      else this.#stop(outcome.error);
    });
    this.#cursor = this.#feed.head;
    this.#isNew = options.after === undefined;
    this.#replayFrom = options.after?.seq ?? this.#cursor.seq;
    this.#feed.subscribers.add(this);
  }

  /**
   * Follows the feed from now on. Rejects with the policy's error, and has then ended. Waits while the log cannot be
   * read, until `signal` aborts.
   *
   * @internal
   */
  static async open<S, E extends object, V, X extends object>(
    options: SubscriberOptions<S, E, V, X>,
    signal: AbortSignal | undefined,
  ): Promise<Stream<S, E, V, X>> {
    const stream = new Stream(options);
    await orAborted(stream.#begin(options.after), signal).catch((error: unknown) => stream.#stop(error));
    return stream.#endIfItThrows(() => {
      if (stream.#failure) throw stream.#failure;
      options.companion?.join?.();
      return stream;
    });
  }

  /** Returns itself: a stream has one reader. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** True once it has yielded `Ready`: later events are news. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** The same for all streams that show the same changes. */
  get feed(): object {
    return this.#feed;
  }

  /** True once it has ended, well or badly. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Calls the listener, in the place of an earlier one, whenever `take` may have more to say. */
  onReadable(listener: () => void): void {
    this.#notify = listener;
  }

  /** Returns what comes next if it is at hand. Throws once what ends the stream badly, errors of the host among it. */
  take(): Delivery<Event | Ready | Resync | Extra> | null {
    return this.#endIfItThrows(() => this.#takeNext());
  }

  #takeNext(): Delivery<Event | Ready | Resync | Extra> | null {
    for (;;) {
      if (this.#checking !== null) return null;
      if (this.#resync) return this.#tell(this.#resync);
      if (this.#owesReady) return this.#ready();
      if (this.#failure) throw this.#failure;
      if (this.#isDone) return null;
      if (this.#cursor.seq >= this.#feed.head.seq) return this.#takeOther();
      const entry = this.#walk.find(this.#cursor.seq);
      if (!entry) return null;
      const delivery = this.#deliver(entry);
      if (delivery) return delivery;
    }
  }

  /** Resolves with the next event, as soon as there is one. Rejects once with what ended the stream badly. */
  async next(): Promise<IteratorResult<Delivery<Event | Ready | Resync | Extra>, undefined>> {
    for (;;) {
      const value = this.take();
      if (value) return { done: false, value };
      if (this.#isDone) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.onReadable(resolve));
    }
  }

  /** Ends the stream; a `next` that waits is done at once. */
  async return(): Promise<IteratorResult<Delivery<Event | Ready | Resync | Extra>, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  /** Ends the stream and rejects with the error. */
  async throw(error: unknown): Promise<IteratorResult<Delivery<Event | Ready | Resync | Extra>, undefined>> {
    this.#end();
    throw error;
  }

  /**
   * Called by the feed: its head has moved on.
   *
   * @internal
   */
  wake(): void {
    this.#notify();
  }

  /**
   * Called by the feed: the log holds another history now.
   *
   * @internal
   */
  restart(): void {
    if (this.#failure) return;
    this.#walk.stop();
    void this.#check(false);
  }

  /**
   * Called by the feed: the stream no longer exists.
   *
   * @internal
   */
  gone(): void {
    this.#stop(goneBy(this.#options.policy));
  }

  /**
   * Called by the feed, which was closed while it was followed.
   *
   * @internal
   */
  closed(): void {
    this.#stop(new Error("The stream was closed by the server."));
  }

  async #begin(after: ResumePoint | undefined): Promise<void> {
    if (after) {
      this.#clientAt = after;
      return this.#check(false);
    }
    // This instance may not have heard of the viewer yet.
    if (findRefusal(this.#options) !== null) await this.#feed.caughtUp();
    const refusal = findRefusal(this.#options);
    this.#cursor = this.#feed.head;
    this.#stateAtCursor = this.#feed.state;
    if (refusal === null) this.#owesReady = true;
    else this.#stop(refusal);
  }

  /** Compares the cursor with the log before anything else is handed out. A check that is under way is replaced. */
  #check(afterRead: boolean): Promise<void> {
    const checking = judgeCursor(this.#options, this.#clientAt ?? this.#cursor, afterRead).then(
      (verdict) => {
        if (this.#checking !== checking || this.#isDone) return;
        this.#checking = null;
        if ("position" in verdict) this.#goOn(verdict.position);
        else if ("reason" in verdict) this.#restartAtHead(verdict.reason);
        else this.#stop(verdict.error);
      },
      (error: unknown) => {
        if (this.#checking === checking) this.#stop(error);
      },
    );
    this.#checking = checking;
    return checking;
  }

  #goOn(position: LogPosition): void {
    this.#cursor = position;
    this.#clientAt = null;
    this.#resync = null;
    this.wake();
  }

  /** The client has to take a fresh snapshot; the stream goes on at the head. */
  #restartAtHead(reason: ResyncReason): void {
    const refusal = findRefusal(this.#options);
    if (refusal !== null) {
      this.#stop(refusal);
      return;
    }
    const { head, kind } = this.#feed;
    if (!this.#isNew) {
      this.#clientAt ??= this.#cursor;
      this.#resync = createResync(kind, head, reason);
    }
    this.#cursor = head;
    this.#stateAtCursor = this.#feed.state;
    this.#walk.stop();
    this.wake();
  }

  /** Nothing is handed out any more but the failure. */
  #stop(failure: unknown): void {
    this.#checking = null;
    this.#resync = null;
    this.#owesReady = false;
    this.#failure ??= toError(failure);
    this.wake();
  }

  /** Returns the next message that is no change: `Ready`, then the companion's events. */
  #takeOther(): Delivery<Ready | Extra> | null {
    if (!this.#isLive) {
      this.#feed.stats.replays.note(this.#cursor.seq - this.#replayFrom);
      return this.#ready();
    }
    const event = this.#options.companion?.take() ?? null;
    return event && { event };
  }

  /** Moves the cursor past the entry. Null when there is nothing to hand out for it. */
  #deliver(entry: Entry<Event>): Delivery<Event> | null {
    if (entry.previous !== this.#cursor.token) {
      this.#feed.dropPages();
      // Page and ring may show two histories for a moment.
      void this.#check(true);
      return null;
    }
    const { delivery } = entry;
    if (!delivery) {
      this.#restartAtHead("UNREADABLE");
      return null;
    }
    this.#cursor = entry;
    const { policy, viewer } = this.#options;
    const { state } = this.#feed;
    const verdict = state === null ? "go on" : (policy.after?.(delivery.event, state, viewer) ?? "go on");
    if (verdict === "complete") this.#end();
    else if (verdict === "resync") this.#restartAtHead("TOO_OLD");
    else if (verdict !== "go on") this.#failure = toError(verdict);
    return delivery;
  }

  #tell(resync: Delivery<Resync>): Delivery<Resync> {
    this.#clientAt = null;
    this.#resync = null;
    this.#owesReady = true;
    this.#feed.stats.noteResync(resync.event.reason, this.#feed.streamId);
    return resync;
  }

  #ready(): Delivery<Ready> {
    this.#owesReady = false;
    this.#isNew = false;
    this.#isLive = true;
    const { head, state: newest, kind } = this.#feed;
    const state = this.#cursor.seq < head.seq ? this.#stateAtCursor : newest;
    return shareReady(kind, this.#cursor, this.#options.companion?.begin(state as State) ?? nothing);
  }

  /** Nobody calls `return` after what was thrown. */
  #endIfItThrows<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#resync = null;
    this.#owesReady = false;
    this.#failure = null;
    this.#walk.stop();
    this.#checking = null;
    this.#feed.subscribers.delete(this);
    this.wake();
    this.#options.onEnd();
  }
}

const nothing = {};
