import type { Environment, OutboxStorage, StoredIntent } from "../types.ts";
import { type Account, keyOf } from "./account.ts";
import { Database, resultOf } from "./database.ts";

const store = "intents";

/** Rolls a transaction back. */
const stale = Symbol("stale");

export interface DiskOutbox extends OutboxStorage {
  close(): void;
  /** Removes it from disk. */
  wipe(): Promise<void>;
}

/** Name of the database. It never changes, so that every later version finds what an earlier one accepted. */
export function outboxNameOf(account: Account): string {
  return `lockstep-outbox:${keyOf(account)}`;
}

/**
 * Stores intents in a database of their own. After the browser evicted it, the next write also puts back what this tab
 * last read or wrote.
 */
export function createDiskOutbox(
  factory: IDBFactory | undefined,
  account: Account,
  environment: Pick<Environment, "setTimer">,
): DiskOutbox {
  let known = new Map<string, StoredIntent>();
  let isEmptied = false;
  const database = new Database({
    factory,
    name: outboxNameOf(account),
    stores: { [store]: "id" },
    environment,
    onCreated: () => {
      isEmptied = known.size > 0;
    },
  });

  return {
    async read() {
      if (isEmptied) await this.write({});
      const intents = await database.run("readonly", (transaction) =>
        resultOf<StoredIntent[]>(transaction.objectStore(store).getAll()),
      );
      // The read itself may have met the emptied database.
      if (isEmptied) return this.read();
      known = new Map(intents.map((intent) => [intent.id, intent]));
      return intents.sort(byPlace);
    },

    async write({ put = [], remove = [] }) {
      try {
        await database.run(
          "readwrite",
          async (transaction) => {
            const intents = transaction.objectStore(store);
            if (isEmptied) for (const intent of known.values()) intents.put(intent);
            const expected = [
              ...put.map(({ id, revision }) => ({ id, revision: revision === 0 ? undefined : revision - 1 })),
              ...remove,
            ];
            const found = await Promise.all(
              expected.map(({ id }) => resultOf<StoredIntent | undefined>(intents.get(id))),
            );
            if (expected.some(({ revision }, index) => found[index]?.revision !== revision)) throw stale;
            for (const intent of put) intents.put(intent);
            for (const { id } of remove) intents.delete(id);
          },
          "strict",
        );
      } catch (error) {
        if ((error as { readonly cause?: unknown }).cause === stale) return "stale";
        throw error;
      }
      for (const intent of put) known.set(intent.id, intent);
      for (const { id } of remove) known.delete(id);
      isEmptied = false;
      return "written";
    },

    close: () => database.close(),
    wipe: () => database.wipe(),
  };
}

export function byPlace(one: StoredIntent, other: StoredIntent): number {
  return one.place - other.place || (one.id < other.id ? -1 : 1);
}
