import { boardStartText, projectEventsText } from "../../generated/document-texts.ts";
import type { CopyStorage, Environment, JournalEntry, StoredCopy } from "../types.ts";
import { type Account, keyOf } from "./account.ts";
import { Database, resultOf } from "./database.ts";
import { readJournal } from "./read-journal.ts";
import { StorageError } from "./storage-error.ts";

/** Version of the layout below. Another one is another database. */
const layout = 1;

/** Copies beyond this number are dropped, those first that were opened the longest time ago. */
const maxCopies = 50;

/** Changes whenever the client selects other fields, so that an older copy is not taken for a whole one. */
const schema = hash(boardStartText + projectEventsText);

/** Small record beside each copy. It is all that an `append` reads. */
interface Head {
  readonly projectId: string;
  readonly schema: number;
  /** Number of the last stored event. */
  readonly seq: number;
  /** Position after it; absent where an earlier version wrote it. */
  readonly cursor?: string;
  readonly openedAt: number;
}

interface Copy {
  readonly projectId: string;
  readonly value: Omit<StoredCopy, "journal">;
}

interface Entry {
  readonly projectId: string;
  /** Number of the last event of `value`. */
  readonly seq: number;
  readonly value: JournalEntry;
}

interface Append {
  readonly projectId: string;
  readonly entry: JournalEntry;
  resolve(): void;
  reject(error: unknown): void;
}

export interface DiskCopies extends CopyStorage {
  close(): void;
}

export function copiesNameOf(account: Account): string {
  return `lockstep-copies-${layout}:${keyOf(account)}`;
}

/**
 * Stores projects as one value each and a journal of the events since. Entries that are appended while a transaction is
 * under way are written together in the next one. An entry that does not follow the stored events is refused as a gap.
 */
export function createDiskCopies(
  factory: IDBFactory | undefined,
  account: Account,
  environment: Pick<Environment, "setTimer" | "now">,
): DiskCopies {
  const stores = { heads: "projectId", copies: "projectId", journal: ["projectId", "seq"] };
  const database = new Database({ factory, name: copiesNameOf(account), stores, environment });
  let appends: Append[] = [];
  let isAppending = false;

  async function read(projectId: string): Promise<StoredCopy | null> {
    return database.run("readonly", async (transaction) => {
      const [head, copy, entries] = await Promise.all([
        resultOf<Head | undefined>(transaction.objectStore("heads").get(projectId)),
        resultOf<Copy | undefined>(transaction.objectStore("copies").get(projectId)),
        resultOf<Entry[]>(transaction.objectStore("journal").getAll(rangeOf(projectId))),
      ]);
      if (!head || !copy || head.schema !== schema || copy.value.format !== 1) return null;
      const journal = readJournal(
        copy.value.board.seq,
        entries.map(({ value }) => value),
      );
      return journal && { ...copy.value, journal };
    });
  }

  async function replace(projectId: string, { journal, ...value }: StoredCopy): Promise<void> {
    const seq = journal.at(-1)?.seq ?? value.board.seq;
    const { cursor } = journal.at(-1) ?? value.board;
    const head: Head = { projectId, schema, seq, cursor, openedAt: environment.now() };
    const put = () =>
      database.run("readwrite", async (transaction) => {
        transaction.objectStore("heads").put(head);
        transaction.objectStore("copies").put({ projectId, value } satisfies Copy);
        const entries = transaction.objectStore("journal");
        entries.delete(rangeOf(projectId));
        for (const entry of journal) entries.put({ projectId, seq: entry.seq, value: entry } satisfies Entry);
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
    const found = await Promise.all(ids.map((id) => resultOf<Head | undefined>(heads.get(id))));
    const current = new Map(found.flatMap((head) => (head?.schema === schema ? [[head.projectId, head]] : [])));
    const gaps = new Set<Append>();
    for (const each of taken) {
      const { projectId, entry } = each;
      const head = current.get(projectId);
      const first = entry.events[0]?.seq ?? entry.seq;
      const isApart = head?.cursor !== undefined && entry.after !== undefined && head.cursor !== entry.after;
      if (!head || first > head.seq + 1 || isApart) gaps.add(each);
      else {
        entries.put({ projectId, seq: entry.seq, value: entry } satisfies Entry);
        const isNewer = entry.seq > head.seq;
        current.set(projectId, isNewer ? { ...head, seq: entry.seq, cursor: entry.cursor } : head);
      }
    }
    for (const head of current.values()) heads.put(head);
    return gaps;
  }

  function listHeads(): Promise<readonly Head[]> {
    return database.run("readonly", async (transaction) => {
      const heads = await resultOf<Head[]>(transaction.objectStore("heads").getAll());
      return heads.filter((head) => head.schema === schema);
    });
  }

  async function list() {
    return (await listHeads()).map(({ projectId, openedAt }) => ({ projectId, openedAt }));
  }

  return { read, replace, append, remove, list, close: () => database.close() };
}

/** All journal entries of a project. An array sorts after every number. */
function rangeOf(projectId: string): IDBKeyRange {
  return IDBKeyRange.bound([projectId], [projectId, []]);
}

function isFull(error: unknown): boolean {
  return error instanceof StorageError && error.reason === "full";
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
