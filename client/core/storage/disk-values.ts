import type { ValueStorage } from "./account-storage.ts";
import { type Database, resultOf } from "./database.ts";

interface ValueRecord {
  /** No project has such an id. */
  readonly projectId: string;
  readonly value: unknown;
}

/** Stores values beside the copies of projects, in whose database a sign-out removes them. */
export function createDiskValues(database: Database): ValueStorage {
  const keyOf = (name: string) => `value:${name}`;
  return {
    read: (name) =>
      database.run("readonly", async (transaction) => {
        const record = await resultOf<ValueRecord | undefined>(transaction.objectStore("copies").get(keyOf(name)));
        return record?.value;
      }),
    write: (name, value) =>
      database.run("readwrite", async (transaction) => {
        const store = transaction.objectStore("copies");
        if (value === undefined) store.delete(keyOf(name));
        else store.put({ projectId: keyOf(name), value } satisfies ValueRecord);
      }),
  };
}
