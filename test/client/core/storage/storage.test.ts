import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { expect, it, vi } from "vitest";
import { createDiskStorage } from "../../../../client/core/storage/account-storage.ts";
import { Database, resultOf } from "../../../../client/core/storage/database.ts";
import { copiesNameOf, createDiskCopies } from "../../../../client/core/storage/disk-copies.ts";
import { createDiskOutbox, outboxNameOf } from "../../../../client/core/storage/disk-outbox.ts";
import { createLastAccount } from "../../../../client/core/storage/last-account.ts";
import { createMemoryCopies, createMemoryOutbox } from "../../../../client/core/storage/memory-storage.ts";
import { accountOf, copyOf, entryOf, intentOf, taskOf } from "./samples.ts";
import { describeCopies, describeOutbox, describeValues } from "./storage-contract.ts";

const environment = {
  now: () => Date.now(),
  setTimer(milliseconds: number, callback: () => void) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
const account = accountOf("ada");

describeCopies("IndexedDB", () => createDiskCopies(new IDBFactory(), account, environment));
describeCopies("memory", () => createMemoryCopies(environment.now));
describeOutbox("IndexedDB", () => createDiskOutbox(new IDBFactory(), account, environment));
describeOutbox("memory", () => createMemoryOutbox());
describeValues("IndexedDB", async () => {
  const storage = createDiskStorage(new IDBFactory(), account, environment);
  return storage.openValues?.() ?? expect.unreachable();
});

it("outbox: of two tabs the slower writer reads again", async () => {
  const factory = new IDBFactory();
  const [one, two] = [1, 2].map(() => createDiskOutbox(factory, account, environment));
  await one?.write({ put: [intentOf("a", 1)] });
  expect(await two?.read()).toEqual([intentOf("a", 1)]);
  expect(await one?.write({ put: [intentOf("a", 1, 1)] })).toBe("written");
  expect(await two?.write({ put: [intentOf("a", 1, 1)] })).toBe("stale");
  expect(await two?.read()).toEqual([intentOf("a", 1, 1)]);
});

it("outbox: is written by strict transactions, copies by relaxed ones", async () => {
  const durabilities: unknown[] = [];
  const factory = noteTransactions(new IDBFactory(), (_mode, options) => durabilities.push(options?.durability));
  const storage = createDiskStorage(factory, account, environment);
  await storage.outbox.write({ put: [intentOf("a", 1)] });
  expect(durabilities).toEqual(["strict"]);
  await storage.copies.replace("one", copyOf("one", 1));
  expect(new Set(durabilities.slice(1))).toEqual(new Set(["relaxed"]));
});

it("a transaction that does not end is rolled back after 10 s, and the database can be used again", async () => {
  let isHurried = true;
  const hurried = {
    setTimer: (milliseconds: number, callback: () => void) =>
      environment.setTimer(isHurried && milliseconds === 10_000 ? 20 : milliseconds, callback),
  };
  const database = new Database({ factory: new IDBFactory(), name: "x", stores: { x: "id" }, environment: hurried });
  const endless = database.run("readwrite", async (transaction) => {
    const store = transaction.objectStore("x");
    for (store.put({ id: "lost" }); ; ) await resultOf(store.get("lost"));
  });
  await expect(endless).rejects.toMatchObject({ name: "StorageError", reason: "blocked" });
  isHurried = false;
  expect(await database.run("readonly", (transaction) => resultOf(transaction.objectStore("x").getAll()))).toEqual([]);
});

it("outbox: puts back what an eviction took", async () => {
  const factory = new IDBFactory();
  const outbox = createDiskOutbox(factory, account, environment);
  await outbox.write({ put: [intentOf("a", 1), intentOf("b", 2)] });
  await outbox.write({ remove: [{ id: "a", revision: 0 }] });
  await evict(factory, outboxNameOf(account), outbox);
  expect(await outbox.read()).toEqual([intentOf("b", 2)]);

  await evict(factory, outboxNameOf(account), outbox);
  expect(await outbox.write({ put: [intentOf("c", 3)] })).toBe("written");
  const later = createDiskOutbox(factory, account, environment);
  expect(await later.read()).toEqual([intentOf("b", 2), intentOf("c", 3)]);
});

it("copies: entries that are appended at once share transactions", async () => {
  let writes = 0;
  const factory = noteTransactions(new IDBFactory(), (mode) => {
    writes += mode === "readwrite" ? 1 : 0;
  });
  const copies = createDiskCopies(factory, account, environment);
  await copies.replace("one", copyOf("one", 0));
  writes = 0;
  await Promise.all(Array.from({ length: 50 }, (_, index) => copies.append("one", entryOf("one", index + 1))));
  expect(writes).toBe(2);
});

it("copies: an eviction makes an append a gap, and a replacement mends it", async () => {
  const factory = new IDBFactory();
  const copies = createDiskCopies(factory, account, environment);
  await copies.replace("one", copyOf("one", 1));
  await evict(factory, copiesNameOf(account), copies.database);
  await expect(copies.append("one", entryOf("one", 2))).rejects.toMatchObject({ reason: "gap" });
  await copies.replace("one", copyOf("one", 2));
  await copies.append("one", entryOf("one", 3));
  expect((await copies.read("one"))?.journal).toEqual([entryOf("one", 3)]);
});

it("copies: one of another selection of fields or format is none", async () => {
  const factory = new IDBFactory();
  const copies = createDiskCopies(factory, account, environment);
  for (const id of ["one", "two"]) await copies.replace(id, copyOf(id, 1));
  await change(factory, "heads", "one", (head) => ({ ...head, schema: 1 }));
  await change(factory, "copies", "two", ({ value, ...copy }) => ({
    ...copy,
    value: { ...(value as object), format: 2 },
  }));
  expect(await copies.read("one")).toBeNull();
  expect(await copies.read("two")).toBeNull();
  await expect(copies.append("one", entryOf("one", 2))).rejects.toMatchObject({ reason: "gap" });
});

it("copies: the oldest go where too many are kept", async () => {
  let now = 0;
  const copies = createDiskCopies(new IDBFactory(), account, { ...environment, now: () => ++now });
  const ids = Array.from({ length: 53 }, (_, index) => `project-${index}`);
  for (const id of ids) await copies.replace(id, copyOf(id, 1));
  expect((await copies.list()).map(({ projectId }) => projectId).sort()).toEqual(ids.slice(3).sort());
});

it("copies: a full disk drops the other projects before it gives up", async () => {
  const disk = limitBytes(new IDBFactory());
  const copies = createDiskCopies(disk.factory, account, environment);
  for (const id of ["one", "two"]) await copies.replace(id, copyOf(id, 1, [taskOf(1, "x".repeat(1_000))]));
  disk.limit = 2_500;
  await copies.replace("three", copyOf("three", 1, [taskOf(1, "x".repeat(1_000))]));
  expect((await copies.list()).map(({ projectId }) => projectId)).toEqual(["three"]);
  disk.limit = 500;
  const large = copyOf("four", 1, [taskOf(1, "x".repeat(1_000))]);
  await expect(copies.replace("four", large)).rejects.toMatchObject({ reason: "full" });
});

it("outbox: a full disk rejects the write and keeps what is there", async () => {
  const disk = limitBytes(new IDBFactory());
  const outbox = createDiskOutbox(disk.factory, account, environment);
  await outbox.write({ put: [intentOf("a", 1)] });
  disk.limit = 10;
  await expect(outbox.write({ put: [intentOf("b", 2)] })).rejects.toMatchObject({ reason: "full" });
  expect(await outbox.read()).toEqual([intentOf("a", 1)]);
  disk.limit = Number.POSITIVE_INFINITY;
  expect(await outbox.write({ put: [intentOf("b", 2)] })).toBe("written");
});

it.each<[string, IDBFactory | undefined]>([
  ["is missing", undefined],
  ["throws", { open: () => fail("SecurityError") } as unknown as IDBFactory],
  ["fails to open", { open: () => failLater("UnknownError") } as unknown as IDBFactory],
  ["never answers", { open: () => ({}) } as unknown as IDBFactory],
])("storage that %s is blocked", async (_name, factory) => {
  const impatient = {
    ...environment,
    setTimer: (_: number, callback: () => void) => environment.setTimer(20, callback),
  };
  const { copies, outbox } = createDiskStorage(factory, account, impatient);
  await expect(copies.read("one")).rejects.toMatchObject({ reason: "blocked" });
  await expect(outbox.write({ put: [intentOf("a", 1)] })).rejects.toMatchObject({ reason: "blocked" });
});

it("a database of a newer version is left alone", async () => {
  const factory = new IDBFactory();
  const newer = factory.open(outboxNameOf(account), 2);
  const database = await resultOf(newer);
  database.close();
  const outbox = createDiskOutbox(factory, account, environment);
  await expect(outbox.read()).rejects.toMatchObject({ reason: "newer" });
  expect((await factory.databases()).map(({ version }) => version)).toEqual([2]);
});

it("an account sees nothing of another one, and a sign-out removes its own data in all tabs", async () => {
  const factory = new IDBFactory();
  const [ada, sameAda, grace] = ["ada", "ada", "grace"].map((name) =>
    createDiskStorage(factory, accountOf(name), environment),
  );
  await ada?.outbox.write({ put: [intentOf("a", 1)] });
  await ada?.copies.replace("one", copyOf("one", 1));
  expect(await sameAda?.copies.read("one")).not.toBeNull();
  expect(await grace?.copies.read("one")).toBeNull();
  expect(await grace?.outbox.read()).toEqual([]);
  await grace?.outbox.write({ put: [intentOf("g", 1)] });
  await sameAda?.outbox.read();

  await ada?.wipe();
  await expect(sameAda?.copies.read("one")).rejects.toMatchObject({ reason: "removed" });
  await expect((await sameAda?.openValues?.())?.write("inbox", 1)).rejects.toMatchObject({ reason: "removed" });
  await expect(sameAda?.outbox.write({ put: [intentOf("b", 2)] })).rejects.toMatchObject({ reason: "removed" });
  const again = createDiskStorage(factory, accountOf("ada"), environment);
  expect(await again.copies.read("one")).toBeNull();
  expect(await again.outbox.read()).toEqual([]);
  expect(await grace?.outbox.read()).toEqual([intentOf("g", 1)]);
});

it("the last account is known by server and forgotten only by itself", async () => {
  const factory = new IDBFactory();
  const last = createLastAccount(factory, account.server, environment);
  expect(await last.read()).toBeNull();
  await last.write(accountOf("ada"));
  await last.write(accountOf("grace"));
  await last.forget(accountOf("ada"));
  expect(await last.read()).toEqual(accountOf("grace"));
  expect(await createLastAccount(factory, "http://elsewhere/graphql", environment).read()).toBeNull();
  await last.forget(accountOf("grace"));
  expect(await last.read()).toBeNull();
});

it("a visit of the account that was the last one writes nothing", async () => {
  const factory = new IDBFactory();
  const last = createLastAccount(factory, account.server, environment);
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  await last.write(account);
  expect(put).toHaveBeenCalledTimes(1);
  await last.write(account);
  await createLastAccount(factory, account.server, environment).write(account);
  expect(put).toHaveBeenCalledTimes(1);
  put.mockRestore();
});

/** Takes a database away as a browser does that needs the space: the connection closes and nothing is left. */
async function evict(factory: IDBFactory, name: string, user: { close(): void }): Promise<void> {
  user.close();
  await resultOf(factory.deleteDatabase(name));
}

async function change(
  factory: IDBFactory,
  store: string,
  key: string,
  alter: (value: Record<string, unknown>) => unknown,
): Promise<void> {
  const stores = { heads: "projectId", copies: "projectId", journal: ["projectId", "seq"] };
  const database = new Database({ factory, name: copiesNameOf(account), stores, environment });
  await database.run("readwrite", async (transaction) => {
    const objects = transaction.objectStore(store);
    objects.put(alter(await resultOf<Record<string, unknown>>(objects.get(key))));
  });
  database.close();
}

/** Tells of each transaction of the databases that the factory opens. */
function noteTransactions(
  factory: IDBFactory,
  note: (mode: IDBTransactionMode | undefined, options: IDBTransactionOptions | undefined) => void,
): IDBFactory {
  return alterDatabases(factory, (database) => {
    const begin = database.transaction.bind(database);
    database.transaction = (names, mode, options) => {
      note(mode, options);
      return begin(names, mode, options);
    };
  });
}

/** A disk that takes no transaction which puts more than `limit` bytes beside those that are there. */
function limitBytes(inner: IDBFactory) {
  const sizes = new Map<string, number>();
  const disk = {
    limit: Number.POSITIVE_INFINITY,
    factory: alterDatabases(inner, (database) => {
      const begin = database.transaction.bind(database);
      database.transaction = (names, mode, options) => {
        const transaction = begin(names, mode, options);
        const open = transaction.objectStore.bind(transaction);
        transaction.objectStore = (name) => {
          const store = open(name);
          const put = store.put.bind(store);
          const remove = store.delete.bind(store);
          store.put = (value, key) => {
            const id = `${name} ${JSON.stringify(value.projectId ?? value.id)}`;
            sizes.set(id, JSON.stringify(value).length);
            const used = [...sizes.values()].reduce((sum, size) => sum + size, 0);
            if (used > disk.limit) {
              sizes.delete(id);
              throw new DOMException("No room", "QuotaExceededError");
            }
            return put(value, key);
          };
          store.delete = (key) => {
            sizes.delete(`${name} ${JSON.stringify(key)}`);
            return remove(key);
          };
          return store;
        };
        return transaction;
      };
    }),
  };
  return disk;
}

function alterDatabases(factory: IDBFactory, alter: (database: IDBDatabase) => void): IDBFactory {
  const open = factory.open.bind(factory);
  factory.open = (name, version) => {
    const request = open(name, version);
    request.addEventListener("success", () => alter(request.result));
    return request;
  };
  return factory;
}

function fail(name: string): never {
  throw new DOMException("No", name);
}

function failLater(name: string): object {
  const request = { error: new DOMException("No", name), onerror: () => undefined };
  queueMicrotask(() => request.onerror());
  return request;
}
