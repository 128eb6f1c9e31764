import { type LogPosition, startPosition } from "../log/cursor.ts";
import type { Entry } from "../log/entry.ts";
import type { StreamRead } from "../log/log-reader.ts";
import { sizeOf } from "./ring.ts";

/**
 * One instance's view of one stream, as a value: its head, the host's state as of the head, and messages ahead of a
 * gap. It has no timers, pending work or memory of its own: `reduceFeed` computes the next state and the next action.
 */
export interface FeedState<State, Event extends object> {
  /** Null before the first read, and once the stream is gone. */
  readonly view: FeedView<State> | null;
  /** Numbers above the head that were told, with the entry if it came along. */
  readonly early: ReadonlyMap<number, Entry<Event> | null>;
}

interface FeedView<State> {
  readonly head: LogPosition;
  readonly state: State;
}

export type FeedInput<State, Event extends object> =
  | EntryNotice<Event>
  /** A read of the log has ended. */
  | { readonly type: "read"; readonly begun: ReadBegin; readonly read: StreamRead<State, Event> | null }
  /** The log was rewritten: entries that are held may be outdated. */
  | { readonly type: "forget" };

/** A message told of an entry: the whole of it, or only its number. */
export interface EntryNotice<Event extends object> {
  readonly type: "message";
  readonly seq: number;
  /** Token of the entry; null if the message does not name it. */
  readonly token: string | null;
  readonly entry: Entry<Event> | null;
  /** Token that the feed holds at this number; undefined if it holds none. */
  readonly held: string | undefined;
}

/** Facts known when a read began. */
export interface ReadBegin {
  /** Position that the read goes on from: the head. */
  readonly after: LogPosition;
  /** Numbers that had been told. */
  readonly told: readonly number[];
}

export interface FeedTransition<State, Event extends object> {
  readonly next: FeedState<State, Event>;
  /** Entries by which the view went on, in order. */
  readonly appended: readonly Entry<Event>[];
  /**
   * `moved`: the view begins anew at its newest entries, `appended`; the ring before them is to be dropped.
   * `restarted`: likewise, because the log now holds another history. `gone`: the stream no longer exists.
   */
  readonly change: "none" | "appended" | "moved" | "restarted" | "gone";
  /** Why the log has to be read: a gap may still close by a late message, anything else will not. Null: no need. */
  readonly need: "gap" | "read" | null;
  /** Entries that a read brought and no message had told, and whether a message had told of a later one. */
  readonly missed: { readonly count: number; readonly wasTold: boolean } | null;
}

/** Applies one event to the host's state. Must not change `state`. */
export type Reduce<State, Event> = (state: State, event: Event) => State;

/** Messages ahead of a gap that are kept: the last ones to come. The others are read from the log. */
export const earlyLimit = 1_000;

/** Upper bound of the bytes of the entries ahead of a gap. Beyond it only numbers are kept. */
export const earlyBytes = 1024 * 1024;

/** State of a feed that has not been read yet. */
export function createFeedState<State, Event extends object>(): FeedState<State, Event> {
  return { view: null, early: nothingEarly };
}

/** Returns the facts that the end of a read needs. */
export function beginRead<State, Event extends object>({ view, early }: FeedState<State, Event>): ReadBegin {
  return { after: view?.head ?? startPosition, told: [...early.keys()] };
}

/**
 * Computes the next state of a feed from an input. The view advances number by number, and only along entries that each
 * name the one before. So it never skips a change and never mixes two histories.
 */
export function reduceFeed<State, Event extends object>(
  feed: FeedState<State, Event>,
  input: FeedInput<State, Event>,
  reduce: Reduce<State, Event>,
): FeedTransition<State, Event> {
  if (input.type === "forget") {
    return { ...unchanged, next: { ...feed, early: numbersOnly(feed.early) } };
  }
  return input.type === "message" ? hear(feed, input, reduce) : takeRead(feed, input, reduce);
}

function hear<State, Event extends object>(
  feed: FeedState<State, Event>,
  { seq, token, entry, held }: EntryNotice<Event>,
  reduce: Reduce<State, Event>,
): FeedTransition<State, Event> {
  const { view } = feed;
  if (view && seq <= view.head.seq) {
    // Another token under a known number comes from another history.
    const known = seq === view.head.seq ? view.head.token : held;
    const contradicts = token !== null && known !== undefined && token !== known;
    return { ...unchanged, next: feed, need: contradicts ? "read" : null };
  }
  if (view && entry && feed.early.size === 0 && follows(entry, view)) {
    const next = { view: goOn(view, entry, reduce), early: nothingEarly };
    return { ...unchanged, next, appended: [entry], change: "appended" };
  }
  const early = new Map(feed.early);
  if (!early.get(seq)) early.set(seq, seq === (view?.head.seq ?? 0) + 1 || hasRoom(early, entry) ? entry : null);
  const [first = seq] = early.keys();
  if (early.size > earlyLimit) early.delete(first);
  return advance({ ...feed, early }, [], entry ? "gap" : "read", reduce);
}

function takeRead<State, Event extends object>(
  feed: FeedState<State, Event>,
  { begun, read }: { readonly begun: ReadBegin; readonly read: StreamRead<State, Event> | null },
  reduce: Reduce<State, Event>,
): FeedTransition<State, Event> {
  if (!read) return { ...unchanged, next: createFeedState(), change: "gone" };
  // A change is committed before it is told: what was told before this read and is not in it belongs to another
  // history.
  const early = without(feed.early, begun.told);
  const { head, state } = read;
  const { view } = feed;
  const anew = { head, state };
  if (!view) return moveTo(anew, early, read, "moved", null, reduce);
  if (isOtherHistory(view.head, begun.after, read)) {
    // Messages that came during this read may be of either history. Only that they came still counts.
    return moveTo(anew, numbersOnly(early), read, "restarted", null, reduce);
  }
  if (head.seq <= view.head.seq) return advance({ view, early }, [], "gap", reduce);
  const missed = countMissed(feed, head.seq);
  const first = read.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  if (first > view.head.seq + 1) return moveTo(anew, early, read, "moved", missed, reduce);
  const appended = read.entries.filter(({ seq }) => seq > view.head.seq);
  return { ...advance({ view: anew, early: after(early, head.seq) }, appended, "gap", reduce), missed };
}

/** Tells if the log no longer holds the entry at the head of the view, now or when the read began. */
function isOtherHistory<State, Event extends object>(
  head: LogPosition,
  after: LogPosition,
  { head: found, base, entries }: StreamRead<State, Event>,
): boolean {
  if (found.seq < after.seq) return true;
  // A number that was pruned meanwhile cannot be compared here; subscribers that stand there are told so.
  if (base !== null && base !== after.token) return true;
  const same = head.seq === found.seq ? found : entries.find(({ seq }) => seq === head.seq);
  if (same && same.token !== head.token) return true;
  // Messages of the lost history may have moved the view while the read was under way.
  const next = entries.find(({ seq }) => seq === head.seq + 1);
  return next !== undefined && next.previous !== head.token;
}

function moveTo<State, Event extends object>(
  view: FeedView<State>,
  early: ReadonlyMap<number, Entry<Event> | null>,
  { entries }: StreamRead<State, Event>,
  change: "moved" | "restarted",
  missed: FeedTransition<State, Event>["missed"],
  reduce: Reduce<State, Event>,
): FeedTransition<State, Event> {
  return { ...advance({ view, early: after(early, view.head.seq) }, entries, "gap", reduce), change, missed };
}

/** Takes over entries in order. A gap that remains has to be read. */
function advance<State, Event extends object>(
  feed: FeedState<State, Event>,
  read: readonly Entry<Event>[],
  need: "gap" | "read",
  reduce: Reduce<State, Event>,
): FeedTransition<State, Event> {
  if (!feed.view || feed.early.size === 0) {
    return { ...unchanged, next: feed, appended: read, change: read.length > 0 ? "appended" : "none" };
  }
  let { view } = feed;
  const early = new Map(feed.early);
  const appended = [...read];
  let isBroken = false;
  for (let next = early.get(view.head.seq + 1); next; next = early.get(view.head.seq + 1)) {
    isBroken = !follows(next, view);
    early.delete(next.seq);
    if (isBroken) {
      early.set(next.seq, null);
      break;
    }
    appended.push(next);
    view = goOn(view, next, reduce);
  }
  return {
    next: { view, early: early.size > 0 ? early : nothingEarly },
    appended,
    change: appended.length > 0 ? "appended" : "none",
    need: early.size === 0 ? null : isBroken ? "read" : need,
    missed: null,
  };
}

function follows({ seq, previous }: Entry<object>, { head }: FeedView<unknown>): boolean {
  return seq === head.seq + 1 && previous === head.token;
}

function goOn<State, Event extends object>(
  { state }: FeedView<State>,
  { seq, token, delivery }: Entry<Event>,
  reduce: Reduce<State, Event>,
): FeedView<State> {
  return { head: { seq, token }, state: delivery ? reduce(state, delivery.event) : state };
}

function hasRoom(early: ReadonlyMap<number, Entry<object> | null>, entry: Entry<object> | null): boolean {
  let bytes = 0;
  for (const each of [entry, ...early.values()]) bytes += each ? sizeOf(each) : 0;
  return bytes <= earlyBytes;
}

function countMissed<State, Event extends object>({ view, early }: FeedState<State, Event>, seq: number) {
  const told = [...early.keys()].filter((number) => number <= seq).length;
  const count = seq - (view?.head.seq ?? 0) - told;
  return count > 0 ? { count, wasTold: early.size > 0 } : null;
}

const nothingEarly: ReadonlyMap<number, never> = new Map<number, never>();

function without<T>(early: ReadonlyMap<number, T>, numbers: readonly number[]): ReadonlyMap<number, T> {
  if (early.size === 0) return early;
  const dropped = new Set(numbers);
  return new Map([...early].filter(([seq]) => !dropped.has(seq)));
}

function after<T>(early: ReadonlyMap<number, T>, seq: number): ReadonlyMap<number, T> {
  return early.size === 0 ? early : new Map([...early].filter(([number]) => number > seq));
}

function numbersOnly<T>(early: ReadonlyMap<number, T>): ReadonlyMap<number, null> {
  return new Map([...early.keys()].map((seq) => [seq, null]));
}

const unchanged = { appended: [], change: "none", need: null, missed: null } as const;
