import type { CopyStorage, JournalEntry, OutboxStorage, StoredCopy, StoredIntent } from "../types.ts";
import { byPlace } from "./disk-outbox.ts";
import { readJournal } from "./read-journal.ts";
import { StorageError } from "./storage-error.ts";

type Position = Pick<JournalEntry, "seq" | "cursor">;

/** Storage that lasts as long as the object. */
export function createMemoryCopies(now: () => number): CopyStorage {
  const copies = new Map<string, { readonly copy: StoredCopy; readonly head: Position; readonly openedAt: number }>();
  return {
    async read(projectId) {
      const copy = copies.get(projectId)?.copy;
      const journal = copy && readJournal(copy.board.seq, copy.journal);
      return copy && journal ? { ...copy, journal } : null;
    },
    async replace(projectId, copy) {
      copies.set(projectId, { copy, head: copy.journal.at(-1) ?? copy.board, openedAt: now() });
    },
    async append(projectId, entry) {
      const stored = copies.get(projectId);
      if (!stored) throw new StorageError("gap");
      const { copy, head } = stored;
      const isApart = entry.after !== undefined && entry.after !== head.cursor;
      if ((entry.events[0]?.seq ?? entry.seq) > head.seq + 1 || isApart) throw new StorageError("gap");
      const journal = [...copy.journal, entry];
      const newest = entry.seq > head.seq ? entry : head;
      copies.set(projectId, { ...stored, copy: { ...copy, journal }, head: newest });
    },
    async remove(projectId) {
      copies.delete(projectId);
    },
    async list() {
      return [...copies].map(([projectId, { openedAt }]) => ({ projectId, openedAt }));
    },
  };
}

/** Intents in memory: "written" here means only as long as the object lives. */
export function createMemoryOutbox(): OutboxStorage {
  const intents = new Map<string, StoredIntent>();
  return {
    async read() {
      return [...intents.values()].sort(byPlace);
    },
    async write({ put = [], remove = [] }) {
      const isStale =
        put.some(({ id, revision }) => intents.get(id)?.revision !== (revision === 0 ? undefined : revision - 1)) ||
        remove.some(({ id, revision }) => intents.get(id)?.revision !== revision);
      if (isStale) return "stale";
      for (const intent of put) intents.set(intent.id, intent);
      for (const { id } of remove) intents.delete(id);
      return "written";
    },
  };
}
