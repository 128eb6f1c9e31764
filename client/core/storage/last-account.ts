import type { Environment } from "../types.ts";
import { type Account, isSameAccount } from "./account.ts";
import { Database, resultOf } from "./database.ts";

/** Account that last used a server on this device. Its copies may be shown before a token is there. */
export interface LastAccount {
  /** Null when there is none. */
  read(): Promise<Account | null>;
  /** Writes nothing where it is the last one already. */
  write(account: Account): Promise<void>;
  /** Forgets it, if it is still the last one. */
  forget(account: Account): Promise<void>;
  /** The client is closed. */
  close(): void;
}

export function createLastAccount(
  factory: IDBFactory | undefined,
  server: string,
  environment: Pick<Environment, "setTimer">,
): LastAccount {
  const database = new Database({
    factory,
    name: "lockstep-accounts",
    stores: { accounts: "server" },
    environment,
  });
  const find = async (accounts: IDBObjectStore) => (await resultOf<Account | undefined>(accounts.get(server))) ?? null;
  return {
    read: () => database.run("readonly", (transaction) => find(transaction.objectStore("accounts"))),
    write: (account) =>
      database.run("readwrite", async (transaction) => {
        const accounts = transaction.objectStore("accounts");
        if (!isSameAccount(await find(accounts), account)) accounts.put(account);
      }),
    forget: (account) =>
      database.run("readwrite", async (transaction) => {
        const accounts = transaction.objectStore("accounts");
        if (isSameAccount(await find(accounts), account)) accounts.delete(server);
      }),
    close: () => database.close(),
  };
}
