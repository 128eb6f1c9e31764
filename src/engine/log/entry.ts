import type { StoredEntry } from "./codec.ts";
import { formatCursor, type LogPosition } from "./cursor.ts";

/** An event as a stream hands it out, with the cursor to resume after it. */
export interface Delivery<Event extends object = object> {
  /** The same object for all subscribers, so that it is executed and serialised once. */
  readonly event: Event;
  /** Place to resume from, sent to clients beside `data`. Absent for events outside of the log, such as presence. */
  readonly extensions?: { readonly seq: number; readonly cursor: string };
}

/** One change in a stream's history. */
export interface Entry<Event extends object> extends LogPosition {
  /** Token of the entry before it. */
  readonly previous: string;
  /** Null when this version cannot read the entry. */
  readonly delivery: Required<Delivery<Event>> | null;
  /** Length of the message by which it came; undefined for one that was read. */
  readonly bytes?: number | undefined;
}

/** An entry together with its place in the history. */
export interface PlacedEntry extends StoredEntry {
  /** Random token of the entry, in hexadecimal. */
  readonly token: string;
  /** Token of the entry before it. */
  readonly previous: string;
  /** Step of a trace in which it was written. It travels over the bus and is not stored. Absent outside of traces. */
  readonly traceparent?: string | undefined;
}

/** Reads an entry. `kind` names the kind of stream, `bytes` is the length of its message. */
export function toEntry<Event extends object>(
  kind: string,
  decode: (entry: StoredEntry) => Event | null,
  placed: PlacedEntry,
  bytes?: number,
): Entry<Event> {
  const { seq, token, previous } = placed;
  const event = decode(placed);
  const cursor = event ? formatCursor(kind, placed) : "";
  return { seq, token, previous, delivery: event && { event, extensions: { seq, cursor } }, bytes };
}
