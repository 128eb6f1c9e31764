import type { InboxPage, InboxStep, PersonNotice } from "../person-wire.ts";

/** Notices of a person as of one position of the stream. */
export interface KnownInbox {
  /** Opaque position. */
  readonly cursor: string;
  /** Number of the position; null: no event has told it, as pages name the cursor alone. */
  readonly seq: number | null;
  /** Newest first, without gaps. */
  readonly notices: readonly PersonNotice[];
  /** Number of unread notices, those that are not loaded included. */
  readonly unreadCount: number;
  /** Number in the stream up to which the notices are read. */
  readonly readThrough: number;
  /** Cursor of the next page of older notices; null: all are loaded. */
  readonly endCursor: string | null;
}

/** The state that a first page gives. It may hold notices that are newer than its position. */
export function readInbox({ cursor, unreadCount, readThrough, notices: page }: InboxPage): KnownInbox {
  const notices = page.nodes as readonly PersonNotice[];
  return { cursor, seq: null, unreadCount, readThrough, notices, endCursor: endOf(page) };
}

/** Adds an older page. */
export function addOlder(state: KnownInbox, { notices: page }: InboxPage): KnownInbox {
  const oldest = state.notices.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const older = (page.nodes as readonly PersonNotice[]).filter(({ seq }) => seq < oldest);
  return { ...state, notices: [...state.notices, ...older], endCursor: endOf(page) };
}

/**
 * Applies the event that follows the state's position. Several tabs may tell of the same one: one that the state holds
 * leaves its notices as they are. Returns null for an event that leaves a gap.
 */
export function reduceInbox(state: KnownInbox, { event, after, cursor }: InboxStep): KnownInbox | null {
  const { seq } = event;
  if (state.cursor === cursor) return state.seq === seq ? state : { ...state, seq };
  if (state.cursor !== after) return seq <= (state.seq ?? 0) ? state : null;
  if (event.__typename === "NoticesRead") {
    const readThrough = Math.max(state.readThrough, event.upTo);
    return { ...state, cursor, seq, readThrough, unreadCount: event.unreadCount };
  }
  // A page may have brought it already.
  const isKnown = seq <= (state.notices[0]?.seq ?? 0);
  const notices = isKnown ? state.notices : [event as PersonNotice, ...state.notices];
  return { ...state, cursor, seq, notices, unreadCount: state.unreadCount + 1 };
}

/**
 * Returns the state that a page gives after the steps that came while it was on its way. Those that follow its
 * position come on top of it.
 */
export function catchUp(page: KnownInbox, steps: readonly InboxStep[]): KnownInbox {
  return steps.reduce((state, step) => reduceInbox(state, step) ?? state, page);
}

/** The state with the notices up to a number marked as read, before the server has confirmed it. Null: no number. */
export function markRead(state: KnownInbox, upTo: number | null): KnownInbox {
  if (upTo === null || upTo <= state.readThrough) return state;
  const left = state.notices.filter(({ seq }) => seq > upTo).length;
  return { ...state, readThrough: upTo, unreadCount: Math.min(left, state.unreadCount) };
}

/** Times of single notices by their numbers: a restored server may give a number again. */
export type OpenedNotices = ReadonlyMap<number, string>;

export function isOpened(opened: OpenedNotices, { seq, at }: Pick<PersonNotice, "seq" | "at">): boolean {
  return opened.get(seq) === at;
}

/**
 * Returns the number up to which everything is read when single notices were opened beside `readThrough`. It is before
 * the oldest one that is unread.
 */
export function findReadThrough(state: KnownInbox, opened: OpenedNotices): number {
  const unread = state.notices.filter(({ seq }) => seq > state.readThrough);
  // Unread notices that are not loaded are older.
  if (unread.length < state.unreadCount) return state.readThrough;
  return unread[unread.findLastIndex((notice) => !isOpened(opened, notice)) + 1]?.seq ?? state.readThrough;
}

function endOf({ pageInfo: { hasNextPage, endCursor } }: InboxPage["notices"]): string | null {
  return hasNextPage ? (endCursor ?? null) : null;
}
