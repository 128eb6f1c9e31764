import type { CopyStorage, Environment, OutboxStorage } from "../types.ts";
import type { Account } from "./account.ts";
import { createDiskCopies } from "./disk-copies.ts";
import { createDiskOutbox } from "./disk-outbox.ts";

/** Everything that is stored of one account. */
export interface AccountStorage {
  /** Copies of projects, so that a second visit shows them before any request. */
  readonly copies: CopyStorage;
  /** Changes that the server has not confirmed. Holds the person's own words, so it must be durable. */
  readonly outbox: OutboxStorage;
  /** Opens the storage of the person's inbox and lists. Default: they are kept in memory alone. */
  readonly openValues?: () => Promise<ValueStorage>;
  /** Asks the browser not to evict it. Resolves with its answer. */
  persist(): Promise<boolean>;
  /** Removes all of it for good, unsent intents included. */
  wipe(): Promise<void>;
  /** Closes the databases. Everything in them stays. */
  close(): void;
}

/** Values by name: copies of the person's inbox and lists, and how far the inbox was read while offline. */
export interface ValueStorage {
  /** Undefined where nothing is stored under the name. */
  read(name: string): Promise<unknown>;
  /** Replaces the value; undefined removes it. Rejects when storage cannot take it. */
  write(name: string, value: unknown): Promise<void>;
}

/** Opens the storage of an account in IndexedDB. Where there is none, each use rejects with `StorageError`. */
export function createDiskStorage(
  factory: IDBFactory | undefined,
  account: Account,
  environment: Pick<Environment, "setTimer" | "now">,
): AccountStorage {
  const copies = createDiskCopies(factory, account, environment);
  const outbox = createDiskOutbox(factory, account, environment);
  const close = () => {
    copies.database.close();
    outbox.close();
  };
  return {
    copies,
    outbox,
    openValues: async () => (await import("./disk-values.ts")).createDiskValues(copies.database),
    persist: async () => (await globalThis.navigator?.storage?.persist?.()) ?? false,
    async wipe() {
      await Promise.all([copies.database.wipe(), outbox.wipe()]);
    },
    close,
  };
}
