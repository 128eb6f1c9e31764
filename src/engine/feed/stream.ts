import { formatCursor, type LogPosition } from "../log/cursor.ts";
import type { Delivery, Entry } from "../log/entry.ts";
import type { LogPage } from "../log/log-reader.ts";
import { requireWhole } from "../options/require-whole.ts";
import type { Companion } from "./companion.ts";
import type { Feed, FeedSubscriber } from "./feed.ts";
import { orAborted } from "./or-aborted.ts";
import type { Policy } from "./policy.ts";

/** Live from here: nothing between `seq` and the next change can be missed. Carries what the companion adds. */
export interface Ready {
  /** Tells it from the events of the log. */
  readonly type: "Ready";
  /** Number of the stream's newest change; 0 before the first one. */
  readonly seq: number;
  /** Cursor of that change, from which a client resumes. */
  readonly cursor: string;
}

/** Replaces a replay that cannot be: the client takes a fresh snapshot, at or above `seq`. */
export interface Resync {
  /** Tells it from the events of the log. */
  readonly type: "Resync";
  /** Number of the stream's newest change. The snapshot must have at least this one. */
  readonly seq: number;
  /** Cursor of that change. */
  readonly cursor: string;
  /** Reason of it. After `OTHER_HISTORY` and `AHEAD_OF_STREAM` nothing that the client knows is certain. */
  readonly reason: ResyncReason;
}

export const resyncReasons = ["TOO_OLD", "AHEAD_OF_STREAM", "OTHER_HISTORY", "UNREADABLE"] as const;
/**
 * Reason of a `Resync`.
 *
 * - `TOO_OLD`: the entries were pruned, or are more than `replayLimit`.
 * - `AHEAD_OF_STREAM`: a resume point without a token is beyond the head.
 * - `OTHER_HISTORY`: the log has another entry under the cursor's number, as after a restore of the database.
 * - `UNREADABLE`: this version cannot read an entry.
 */
export type ResyncReason = (typeof resyncReasons)[number];

/** Place to resume from. Without a token only the number counts, and the history is not compared. */
export interface ResumePoint {
  /** Number of the last change that the client has; 0: none. */
  readonly seq: number;
  /** Token of that change, in hexadecimal; null: unknown. */
  readonly token: string | null;
}

export interface SubscriberOptions<State, Event extends object, Viewer, Extra extends object> {
  readonly feed: Feed<State, Event>;
  readonly policy: Policy<State, Event, Viewer>;
  readonly viewer: Viewer;
  /** Last change that the client has. Undefined: only what happens from now on. */
  readonly after: ResumePoint | undefined;
  /** Upper bound of the changes of a replay. */
  readonly replayLimit: number;
  readonly companion: Companion<Extra> | null;
  /** Called once, when the stream has ended for whatever reason. Must not throw. */
  readonly onEnd: () => void;
  /** Ends the opening. Default: it waits as long as the log cannot be read. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A subscriber: a cursor over a feed, never a queue. Its next events are in the feed's ring or in the log, and are read
 * no faster than they are pulled. Yields every change after `after` once and in order, then `Ready`. Yields `Resync`,
 * then `Ready`, when a replay is not possible; another `Resync` may come between the two. After `Ready` it also yields
 * the companion's events. It ends as the policy says,
 * and with the policy's error once the stream is gone. One reader, which calls `next` or `take`.
 */
export class Stream<State, Event extends object, Viewer, Extra extends object = never>
  implements AsyncIterableIterator<Delivery<Event | Ready | Resync | Extra>>, FeedSubscriber
{
  readonly #options: SubscriberOptions<State, Event, Viewer, Extra>;
  readonly #feed: Feed<State, Event>;
  #cursor: LogPosition;
  /** Place of the client while it is not the cursor: before the first check, and until a `Resync` is handed out. */
  #clientAt: ResumePoint | null = null;
  /** Number that the replay began after. */
  readonly #replayFrom: number;
  /** The check of the cursor against the log that is under way: nothing is handed out meanwhile. */
  #checking: Promise<void> | null = null;
  /** Which page the cursor walks through while it is behind the ring. */
  #pageAfter = 0;
  #reading: Promise<LogPage<Event>> | null = null;
  /** First entry of the page that was read last, until it is taken: the page itself may be too large to be kept. */
  #kept: Entry<Event> | null = null;
  /** Precedes all else. It is dropped when a later check finds the client's place after all. */
  #resync: Resync | null = null;
  /** Set while `Ready` comes next, after `#resync`. */
  #owesReady = false;
  #isLive = false;
  /** True until the first message for a client that named no place: it has nothing that another history could undo. */
  #isNew: boolean;
  #failure: unknown = null;
  #isDone = false;
  #notify: () => void = () => {};

  private constructor(options: SubscriberOptions<State, Event, Viewer, Extra>) {
    this.#options = options;
    this.#feed = options.feed;
    this.#cursor = this.#feed.head;
    this.#isNew = options.after === undefined;
    this.#replayFrom = options.after?.seq ?? this.#cursor.seq;
    this.#feed.subscribers.add(this);
  }

  /** Follows the feed from now on. Rejects with the policy's error, and has then ended. */
  static async open<S, E extends object, V, X extends object>(
    options: SubscriberOptions<S, E, V, X>,
  ): Promise<Stream<S, E, V, X>> {
    const stream = new Stream(options);
    await orAborted(stream.#begin(options.after), options.signal).catch((error: unknown) => stream.#stop(error));
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
      const entry = this.#findEntry();
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

  /** Called by the feed: its head has moved on. */
  wake(): void {
    this.#notify();
  }

  /** Called by the feed: the log holds another history now. */
  restart(): void {
    if (this.#failure) return;
    this.#reading = null;
    this.#kept = null;
    void this.#check(false);
  }

  /** Called by the feed: the stream no longer exists. */
  gone(): void {
    this.#stop(goneBy(this.#options.policy));
  }

  /** Called by the feed, which was closed while it was followed. */
  closed(): void {
    this.#stop(new Error("The stream was closed by the server."));
  }

  async #begin(after: ResumePoint | undefined): Promise<void> {
    if (after) {
      this.#clientAt = after;
      return this.#check(false);
    }
    // This instance may not have heard of the viewer yet.
    if (this.#refusal() !== null) await this.#feed.caughtUp();
    const refusal = this.#refusal();
    this.#cursor = this.#feed.head;
    if (refusal === null) this.#owesReady = true;
    else this.#stop(refusal);
  }

  /** The policy's error for a viewer that may not go on from the head; null if it may. */
  #refusal(): unknown {
    return this.#admit(true).error;
  }

  /** Returns the number of the first entry that the viewer may see, or the policy's error. */
  #admit(goesOn: boolean): { readonly first: number; readonly error: unknown } {
    const { policy, viewer } = this.#options;
    const { state } = this.#feed;
    try {
      if (state === null) throw goneBy(policy);
      const first = requireWhole("The result of policy.admit", policy.admit(state, viewer), { least: 1 });
      if (goesOn) policy.continue?.(state, viewer);
      return { first, error: null };
    } catch (error) {
      return { first: 1, error: toError(error) };
    }
  }

  /** Compares the cursor with the log before anything else is handed out. A check that is under way is replaced. */
  #check(afterRead: boolean): Promise<void> {
    const checking = this.#compare(afterRead, this.#clientAt ?? this.#cursor).then(
      (outcome) => {
        if (this.#checking !== checking || this.#isDone) return;
        this.#checking = null;
        if ("position" in outcome) this.#goOn(outcome.position);
        else if ("reason" in outcome) this.#restartAtHead(outcome.reason);
        else this.#stop(outcome.error);
      },
      (error: unknown) => {
        if (this.#checking === checking) this.#stop(error);
      },
    );
    this.#checking = checking;
    return checking;
  }

  /** Looks once, and if that gives no position once more after a read of the log, which may know more. */
  async #compare(afterRead: boolean, cursor: ResumePoint): Promise<Outcome> {
    if (!afterRead) {
      const outcome = await this.#look(cursor);
      if ("position" in outcome) return outcome;
    }
    await this.#feed.caughtUp();
    return this.#look(cursor);
  }

  /** The reasons in the order in which they are told. */
  async #look({ seq, token }: ResumePoint): Promise<Outcome> {
    const feed = this.#feed;
    const held = feed.tokenAt(seq);
    const page = held === undefined && seq < feed.head.seq ? await feed.page(seq) : undefined;
    // The page may show a history in which the viewer was removed before the cursor: the feed has to know it as well.
    if (page) await feed.caughtUp();
    const base = held ?? page?.base;
    const { head } = feed;
    // From here on nothing waits: the policy and the comparison see the same state.
    const { first, error } = this.#admit(false);
    if (error !== null) return { error };
    if (seq < first - 1) return { reason: "TOO_OLD" };
    if (base === undefined || seq > head.seq) return { reason: token === null ? "AHEAD_OF_STREAM" : "OTHER_HISTORY" };
    if (base === null || (page && page.entries[0]?.seq !== seq + 1)) return { reason: "TOO_OLD" };
    if (token !== null && token !== base) return { reason: "OTHER_HISTORY" };
    if (head.seq - seq > this.#options.replayLimit) return { reason: "TOO_OLD" };
    const refusal = seq >= head.seq ? this.#refusal() : null;
    return refusal === null ? { position: { seq, token: base } } : { error: refusal };
  }

  #goOn(position: LogPosition): void {
    this.#cursor = position;
    this.#clientAt = null;
    this.#resync = null;
    this.wake();
  }

  /** The client has to take a fresh snapshot; the stream goes on at the head. */
  #restartAtHead(reason: ResyncReason): void {
    const refusal = this.#refusal();
    if (refusal !== null) {
      this.#stop(refusal);
      return;
    }
    const { head, kind } = this.#feed;
    if (!this.#isNew) {
      this.#clientAt ??= this.#cursor;
      this.#resync = { type: "Resync", seq: head.seq, cursor: formatCursor(kind, head), reason };
    }
    this.#cursor = head;
    this.#reading = null;
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

  /** The entry after the cursor if it is at hand; otherwise it is read. */
  #findEntry(): Entry<Event> | undefined {
    const next = this.#cursor.seq + 1;
    const kept = this.#kept?.seq === next ? this.#kept : undefined;
    this.#kept = null;
    const entry = this.#feed.recent(next) ?? kept ?? this.#feed.paged(this.#pageAfter, next);
    if (entry) this.#reading = null;
    else if (!this.#reading) this.#readPage();
    return entry;
  }

  #readPage(): void {
    const { seq } = this.#cursor;
    const reading = this.#feed.page(seq);
    this.#reading = reading;
    reading.then(
      ({ entries }) => {
        // Another page, or none, may be wanted by now.
        if (this.#reading !== reading) return;
        this.#reading = null;
        const [first = null] = entries;
        if (first?.seq !== seq + 1) return void this.#check(true);
        this.#pageAfter = seq;
        this.#kept = first;
        this.wake();
      },
      (error: unknown) => {
        if (this.#reading === reading) this.#stop(error);
      },
    );
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

  #tell(resync: Resync): Delivery<Resync> {
    this.#clientAt = null;
    this.#resync = null;
    this.#owesReady = true;
    this.#feed.stats.resyncs[resync.reason] += 1;
    return placed(resync);
  }

  #ready(): Delivery<Ready> {
    this.#owesReady = false;
    this.#isNew = false;
    this.#isLive = true;
    return shareReady(this.#cursor, this.#feed.kind, this.#options.companion?.begin() ?? nothing);
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
    this.#reading = null;
    this.#kept = null;
    this.#checking = null;
    this.#feed.subscribers.delete(this);
    this.wake();
    this.#options.onEnd();
  }
}

type Outcome = { readonly position: LogPosition } | { readonly reason: ResyncReason } | { readonly error: unknown };

/** Error of a policy for a stream that does not exist. */
export function goneBy(policy: Pick<Policy<never, never, never>, "gone">): Error {
  try {
    return toError(policy.gone());
  } catch (error) {
    return toError(error);
  }
}

/** A stream always fails with an error, whatever the host gives. */
function toError(given: unknown): Error {
  return given instanceof Error ? given : new TypeError(`A policy must give an Error (got ${String(given)}).`);
}

const nothing = {};

const readies = new WeakMap<object, Delivery<Ready>>();

/** The same object for all that are told the same, so that it is rendered once, however many subscribers there are. */
function shareReady(position: LogPosition, kind: string, extra: object): Delivery<Ready> {
  const cursor = formatCursor(kind, position);
  const known = readies.get(extra);
  if (known?.event.cursor === cursor) return known;
  const ready = placed<Ready>({ ...extra, type: "Ready", seq: position.seq, cursor });
  readies.set(extra, ready);
  return ready;
}

/** Control messages carry their place too, so that every message of a stream that names one is resumed from alike. */
function placed<Event extends Ready | Resync>(event: Event): Delivery<Event> {
  return { event, extensions: { seq: event.seq, cursor: event.cursor } };
}
