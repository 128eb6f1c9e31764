import type { CopyStorage, Environment, JournalEntry, StoredCopy } from "../types.ts";
import { type BoardRecord, type HeadRecord, type JournalRecord, rangeOf, schema } from "./copy-records.ts";
import { type Database, resultOf } from "./database.ts";
import { StorageError } from "./storage-error.ts";

/** Copies beyond this number are dropped, those first that were opened the longest time ago. */
const maxCopies = 50;

interface Append {
  readonly projectId: string;
  readonly entry: JournalEntry;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Writes copies. Entries that are appended while a transaction is under way are written together in the next one. An
 * entry that does not follow the stored events is refused as a gap.
 */
export function createCopyWriter(database: Database, environment: Pick<Environment, "now">): Omit<CopyStorage, "read"> {
  let appends: Append[] = [];
  let isAppending = false;

  async function replace(projectId: string, { journal, ...value }: StoredCopy): Promise<void> {
    const seq = journal.at(-1)?.seq ?? value.board.seq;
    const { cursor } = journal.at(-1) ?? value.board;
    const head: HeadRecord = { projectId, schema, seq, cursor, openedAt: environment.now() };
    const put = () =>
      database.run("readwrite", async (transaction) => {
        transaction.objectStore("heads").put(head);
        transaction.objectStore("copies").put({ projectId, value } satisfies BoardRecord);
        const entries = transaction.objectStore("journal");
        entries.delete(rangeOf(projectId));
        for (const entry of journal) entries.put(recordOf(projectId, entry));
      });
    try {
      await put();
    } catch (error) {
      if (!isFull(error) || (await drop(0, projectId)) === 0) throw error;
      await put();
    }
    await drop(maxCopies - 1, projectId);
  }

  /** Removes all but the `kept` newest copies and the one that is named. Resolves with the number of removed ones. */
  async function drop(kept: number, named: string): Promise<number> {
    const others = (await listHeads()).filter(({ projectId }) => projectId !== named);
    const dropped = others.sort((one, other) => other.openedAt - one.openedAt).slice(kept);
    for (const { projectId } of dropped) await remove(projectId);
    return dropped.length;
  }

  async function remove(projectId: string): Promise<void> {
    await database.run("readwrite", async (transaction) => {
      transaction.objectStore("heads").delete(projectId);
      transaction.objectStore("copies").delete(projectId);
      transaction.objectStore("journal").delete(rangeOf(projectId));
    });
  }

  function append(projectId: string, entry: JournalEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      appends.push({ projectId, entry, resolve, reject });
      if (!isAppending) void appendAll();
    });
  }

  async function appendAll(): Promise<void> {
    isAppending = true;
    while (appends.length > 0) {
      const taken = appends;
      appends = [];
      try {
        const gaps = await database.run("readwrite", (transaction) => writeEntries(transaction, taken));
        for (const each of taken) {
          if (gaps.has(each)) each.reject(new StorageError("gap"));
          else each.resolve();
        }
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    isAppending = false;
  }

  /** Resolves with those that do not follow what is stored. */
  async function writeEntries(transaction: IDBTransaction, taken: readonly Append[]): Promise<ReadonlySet<Append>> {
    const heads = transaction.objectStore("heads");
    const entries = transaction.objectStore("journal");
    const ids = [...new Set(taken.map(({ projectId }) => projectId))];
    const found = await Promise.all(ids.map((id) => resultOf<HeadRecord | undefined>(heads.get(id))));
    const current = new Map(found.flatMap((head) => (head?.schema === schema ? [[head.projectId, head]] : [])));
    const gaps = new Set<Append>();
    for (const each of taken) {
      const { projectId, entry } = each;
      const head = current.get(projectId);
      const first = entry.events[0]?.seq ?? entry.seq;
      const isApart = head?.cursor !== undefined && entry.after !== undefined && head.cursor !== entry.after;
      if (!head || first > head.seq + 1 || isApart) gaps.add(each);
      else {
        entries.put(recordOf(projectId, entry));
        const isNewer = entry.seq > head.seq;
        current.set(projectId, isNewer ? { ...head, seq: entry.seq, cursor: entry.cursor } : head);
      }
    }
    for (const head of current.values()) heads.put(head);
    return gaps;
  }

  function listHeads(): Promise<readonly HeadRecord[]> {
    return database.run("readonly", async (transaction) => {
      const heads = await resultOf<HeadRecord[]>(transaction.objectStore("heads").getAll());
      return heads.filter((head) => head.schema === schema);
    });
  }

  async function list() {
    return (await listHeads()).map(({ projectId, openedAt }) => ({ projectId, openedAt }));
  }

  return { replace, append, remove, list };
}

/** Comments stand under the ids of their tasks: the next ones of the same replace them. */
function recordOf(projectId: string, value: JournalEntry): JournalRecord {
  return { projectId, seq: value.events[0] ? value.seq : Object.keys(value.comments ?? {}).join(), value };
}

function isFull(error: unknown): boolean {
  return error instanceof StorageError && error.reason === "full";
}
