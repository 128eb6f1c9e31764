import type { CopyStorage, Environment, StoredCopy } from "../types.ts";
import { type Account, keyOf } from "./account.ts";
import { type BoardRecord, type HeadRecord, type JournalRecord, rangeOf, schema } from "./copy-records.ts";
import { Database, resultOf } from "./database.ts";
import { readJournal } from "./read-journal.ts";

/** Version of the records. Another one is another database. */
const layout = 1;

export interface DiskCopies extends CopyStorage {
  readonly database: Database;
}

export function copiesNameOf(account: Account): string {
  return `lockstep-copies-${layout}:${keyOf(account)}`;
}

/**
 * Stores projects as one value each and a journal of the events since. The code that writes is loaded when the server
 * has brought the first thing to write.
 */
export function createDiskCopies(
  factory: IDBFactory | undefined,
  account: Account,
  environment: Pick<Environment, "setTimer" | "now">,
): DiskCopies {
  const stores = { heads: "projectId", copies: "projectId", journal: ["projectId", "seq"] };
  const database = new Database({ factory, name: copiesNameOf(account), stores, environment });
  let writer: Omit<CopyStorage, "read"> | null = null;

  async function read(projectId: string): Promise<StoredCopy | null> {
    return database.run("readonly", async (transaction) => {
      const [head, copy, entries] = await Promise.all([
        resultOf<HeadRecord | undefined>(transaction.objectStore("heads").get(projectId)),
        resultOf<BoardRecord | undefined>(transaction.objectStore("copies").get(projectId)),
        resultOf<JournalRecord[]>(transaction.objectStore("journal").getAll(rangeOf(projectId))),
      ]);
      if (!head || !copy || head.schema !== schema || copy.value.format !== 1) return null;
      const journal = readJournal(
        copy.value.board.seq,
        entries.map(({ value }) => value),
      );
      return journal && { ...copy.value, journal };
    });
  }

  async function write(): Promise<Omit<CopyStorage, "read">> {
    const { createCopyWriter } = await import("./copy-writer.ts");
    writer ??= createCopyWriter(database, environment);
    return writer;
  }

  return {
    read,
    replace: async (projectId, copy) => (await write()).replace(projectId, copy),
    append: async (projectId, entry) => (await write()).append(projectId, entry),
    remove: async (projectId) => (await write()).remove(projectId),
    list: async () => (await write()).list(),
    database,
  };
}
