import { formatCursor, type LogPosition } from "../log/cursor.ts";
import type { Delivery } from "../log/entry.ts";

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

const readies = new WeakMap<object, Delivery<Ready>>();

/** Returns the same object for all that are told the same, so that it is rendered once for all subscribers. */
export function shareReady(kind: string, position: LogPosition, extra: object): Delivery<Ready> {
  const cursor = formatCursor(kind, position);
  const known = readies.get(extra);
  if (known?.event.cursor === cursor) return known;
  const ready = placed<Ready>({ ...extra, type: "Ready", seq: position.seq, cursor });
  readies.set(extra, ready);
  return ready;
}

export function createResync(kind: string, position: LogPosition, reason: ResyncReason): Delivery<Resync> {
  return placed({ type: "Resync", seq: position.seq, cursor: formatCursor(kind, position), reason });
}

/** Control messages carry their place too, so that every message of a stream that names one is resumed from alike. */
function placed<Event extends Ready | Resync>(event: Event): Delivery<Event> {
  return { event, extensions: { seq: event.seq, cursor: event.cursor } };
}
