import type { Environment } from "../types.ts";
import type { Account } from "./account.ts";
import { Database, resultOf } from "./database.ts";

/** Account that last used a server in this browser. Its copies may be shown before a token is there. */
export interface LastAccount {
  /** Null when there is none. */
  read(): Promise<Account | null>;
  write(account: Account): Promise<void>;
  /** Forgets it, if it is still the last one. */
  forget(account: Account): Promise<void>;
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
  return {
    read: () =>
      database.run("readonly", async (transaction) => {
        const account = await resultOf<Account | undefined>(transaction.objectStore("accounts").get(server));
        return account ?? null;
      }),
    write: (account) =>
      database.run("readwrite", async (transaction) => {
        transaction.objectStore("accounts").put(account);
      }),
    forget: ({ issuer, subject }) =>
      database.run("readwrite", async (transaction) => {
        const accounts = transaction.objectStore("accounts");
        const last = await resultOf<Account | undefined>(accounts.get(server));
        if (last?.issuer === issuer && last.subject === subject) accounts.delete(server);
      }),
    close: () => database.close(),
  };
}
