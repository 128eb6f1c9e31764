import type { Environment } from "../types.ts";
import { StorageError, toStorageError } from "./storage-error.ts";

/** Time after which a database that does not open counts as blocked, in milliseconds. */
const openLimit = 3_000;

/** Time after which a transaction that does not end is aborted, in milliseconds. */
const workLimit = 10_000;

export interface DatabaseOptions {
  /** Undefined where the browser has none. */
  readonly factory: IDBFactory | undefined;
  readonly name: string;
  /** Object stores with their key paths. */
  readonly stores: Readonly<Record<string, string | string[]>>;
  readonly environment: Pick<Environment, "setTimer">;
  /** Called when the database was empty on disk and had to be created, at the first use or after an eviction. */
  readonly onCreated?: () => void;
}

/**
 * One database of IndexedDB. It opens at the first use, and again after the browser closed or evicted it. Every failure
 * is a `StorageError`.
 */
export class Database {
  readonly #options: DatabaseOptions;
  #opening: Promise<IDBDatabase> | null = null;
  #isRemoved = false;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /**
   * Runs one transaction over all stores. `work` awaits nothing but requests of the transaction. Resolves with its
   * result, and after a write only when the transaction is complete. A rejection of `work` rolls everything back, and
   * so does a time-out after 10 s.
   */
  async run<T>(
    mode: "readonly" | "readwrite",
    work: (transaction: IDBTransaction) => Promise<T>,
    durability: IDBTransactionDurability = "relaxed",
  ): Promise<T> {
    try {
      const transaction = await this.#begin(mode, durability);
      const complete = settled(transaction);
      // It is awaited below; `work` may reject before.
      complete.catch(() => undefined);
      let cancelLimit = () => {};
      const late = new Promise<never>((_, reject) => {
        cancelLimit = this.#options.environment.setTimer(workLimit, () => {
          if (abort(transaction)) reject(new StorageError("blocked"));
        });
      });
      try {
        const result = await Promise.race([work(transaction), late]);
        if (mode === "readwrite") await Promise.race([complete, late]);
        return result;
      } catch (error) {
        abort(transaction);
        // A request tells only that it was aborted, the transaction tells why.
        throw transaction.error ?? error;
      } finally {
        cancelLimit();
      }
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** Closes the connection. A later use opens it again. */
  close(): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.then((database) => database.close()).catch(() => undefined);
  }

  /** Removes it from disk. Work under way opens it no more. */
  async wipe(): Promise<void> {
    this.#isRemoved = true;
    this.close();
    const { factory, name } = this.#options;
    if (!factory) return;
    try {
      // Other connections to it are closed by their `versionchange`.
      await resultOf(factory.deleteDatabase(name));
    } catch (error) {
      throw toStorageError(error);
    }
  }

  async #begin(mode: "readonly" | "readwrite", durability: IDBTransactionDurability): Promise<IDBTransaction> {
    const names = Object.keys(this.#options.stores);
    try {
      return (await this.#open()).transaction(names, mode, { durability });
    } catch (error) {
      if ((error as { readonly name?: string }).name !== "InvalidStateError") throw error;
      // The browser closed it without an event.
      this.#opening = null;
      return (await this.#open()).transaction(names, mode, { durability });
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#isRemoved) return Promise.reject(new StorageError("removed"));
    if (!this.#opening) {
      const opening = this.#connect();
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    }
    return this.#opening;
  }

  #connect(): Promise<IDBDatabase> {
    const { factory, name, stores, environment, onCreated } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = environment.setTimer(openLimit, () => reject(new StorageError("blocked")));
      const fail = (error: unknown) => {
        cancel();
        reject(toStorageError(error, "blocked"));
      };
      try {
        if (!factory) throw new StorageError("blocked");
        const request = factory.open(name, 1);
        let isCreated = false;
        request.onupgradeneeded = () => {
          isCreated = true;
          for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath });
        };
        request.onerror = () => fail(request.error);
        request.onsuccess = () => {
          cancel();
          this.#watch(request.result);
          if (isCreated) onCreated?.();
          resolve(request.result);
        };
      } catch (error) {
        fail(error);
      }
    });
  }

  #watch(database: IDBDatabase): void {
    database.onclose = () => {
      this.#opening = null;
    };
    database.onversionchange = ({ newVersion }) => {
      this.#opening = null;
      this.#isRemoved = newVersion === null;
      database.close();
    };
  }
}

/** Resolves with the result of a request. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Returns false when it ends, or has ended, by itself. */
function abort(transaction: IDBTransaction): boolean {
  try {
    transaction.abort();
    return true;
  } catch {
    return false;
  }
}
