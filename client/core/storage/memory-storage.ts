import type { CopyStorage, OutboxStorage, StoredCopy, StoredIntent } from "../types.ts";
import { byPlace } from "./disk-outbox.ts";
import { readJournal } from "./read-journal.ts";
import { StorageError } from "./storage-error.ts";

/** Storage that lasts as long as the object. */
export function createMemoryCopies(now: () => number): CopyStorage {
  const copies = new Map<string, { readonly copy: StoredCopy; readonly openedAt: number }>();
  return {
    async read(projectId) {
      const copy = copies.get(projectId)?.copy;
      const journal = copy && readJournal(copy.board.seq, copy.journal);
      return copy && journal ? { ...copy, journal } : null;
    },
    async replace(projectId, copy) {
      copies.set(projectId, { copy, openedAt: now() });
    },
    async append(projectId, entry) {
      const stored = copies.get(projectId);
      const seq = stored?.copy.journal.at(-1)?.seq ?? stored?.copy.board.seq ?? -1;
      if (!stored || (entry.events[0]?.seq ?? entry.seq) > seq + 1) throw new StorageError("gap");
      const journal = [...stored.copy.journal, entry];
      copies.set(projectId, { ...stored, copy: { ...stored.copy, journal } });
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
