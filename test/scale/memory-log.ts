import type { FollowedLog } from "../../src/engine/feed/feeds.ts";
import type { Codec } from "../../src/engine/log/codec.ts";
import { type LogPosition, startPosition } from "../../src/engine/log/cursor.ts";
import { type PlacedEntry, toEntry } from "../../src/engine/log/entry.ts";
import type { CommitListener } from "../../src/engine/log/log-writer.ts";

/** An event of the simulated streams. */
export interface Edit {
  readonly text: string;
}

/** One instance's view of a log in memory, which keeps the newest entry of each stream. A change costs little. */
export interface MemoryLog extends FollowedLog<object, Edit> {
  /** Appends an entry and tells of it. */
  change(streamId: string, edit: Edit): void;
}

/** Newest entries of all streams, by their ids; null: there is none yet. */
export type MemoryStreams = Map<string, PlacedEntry | null>;

export function openMemoryLog(streams: MemoryStreams): MemoryLog {
  const listeners = new Set<CommitListener>();
  const kind = "project";
  const codec: Codec<Edit, Edit> = {
    encode: ({ text }) => ({ type: "Edited", body: { text } }),
    decode: ({ body }) => body as Edit,
  };
  const headOf = (newest: PlacedEntry | null): LogPosition => newest ?? startPosition;
  const entriesAfter = (newest: PlacedEntry | null, after: number) =>
    newest && newest.seq > after ? [toEntry(kind, (entry) => codec.decode(entry), newest)] : [];
  return {
    kind,
    codec,
    async readStream(streamId, after) {
      const newest = streams.get(streamId);
      if (newest === undefined) return null;
      const { seq, token } = headOf(newest);
      const base = after === seq ? token : (newest?.previous ?? null);
      return { head: { seq, token }, state: {}, base, entries: entriesAfter(newest, after) };
    },
    async readPage(streamId, after) {
      const newest = streams.get(streamId) ?? null;
      return { base: newest?.previous ?? null, entries: entriesAfter(newest, after) };
    },
    async readHeads(streamIds) {
      return new Map(
        streamIds.flatMap((id) => {
          const newest = streams.get(id);
          return newest === undefined ? [] : [[id, headOf(newest)] as const];
        }),
      );
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(streamId, edit) {
      const { seq: before, token: previous } = headOf(streams.get(streamId) ?? null);
      const seq = before + 1;
      const token = seq.toString(16).padStart(16, "0");
      const at = new Date().toISOString();
      const { type, body } = codec.encode(edit);
      const placed = { streamId, seq, token, previous, type, at, idempotencyKey: null, body };
      streams.set(streamId, placed);
      for (const listener of listeners) listener([placed]);
    },
  };
}
