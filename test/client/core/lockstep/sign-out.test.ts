import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import { createFakeSocketClass } from "../../../../client/testing/fake-socket.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createStillTime, type StillTime, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

let server: FakeServer;
let shared: FakeProject;
let time: StillTime;
let opened: Lockstep[];

beforeEach(() => {
  server = new FakeServer([ada]);
  time = createStillTime(server);
  shared = server.addProject({ members: { ada: "OWNER" } });
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
});

describe("while the app is asked for a token", () => {
  it("parks, and the token that comes later lets nobody in", async () => {
    const { lockstep, asked } = await askSlowly();
    await lockstep.signOut();
    asked[0]?.("ada");
    await time.settle();
    expect(lockstep.account.current).toBeNull();
    expect(lockstep.connection.state).toEqual({ status: "parked", reason: "Nobody is signed in." });
    expect(asked).toHaveLength(1);
  });

  it("a failure that comes later has the app not asked again", async () => {
    const { lockstep, asked } = await askSlowly();
    await lockstep.signOut();
    asked[0]?.(new Error("No network"));
    await time.settle();
    expect([lockstep.connection.state.status, asked.length]).toEqual(["parked", 1]);
  });

  it("an attempt that was to follow a failure does not follow", async () => {
    const { lockstep, asked } = await askSlowly();
    asked[0]?.(new Error("No network"));
    await until(() => lockstep.connection.state.status === "offline");
    await lockstep.signOut();
    await time.settle();
    expect([lockstep.connection.state.status, asked.length]).toEqual(["parked", 1]);
  });

  it("reconnect() asks anew instead of waiting for the answer from before", async () => {
    const { lockstep, asked } = await askSlowly();
    await lockstep.signOut();
    lockstep.reconnect();
    await until(() => asked.length === 2);
    asked[0]?.("ada");
    // The app has ten seconds for an answer.
    await time.settle(5);
    expect(lockstep.account.current).toBeNull();
    asked[1]?.("ada");
    await until(() => lockstep.account.current?.subject === "ada");
  });
});

describe("storage that does not remove", () => {
  it("listeners are told first, and the call rejects after a limit", async () => {
    const lockstep = await enter({ ...createTestStorage(), wipe: () => new Promise(() => {}) });
    const told: unknown[] = [];
    lockstep.account.subscribe(() => told.push(lockstep.account.current));
    lockstep.outbox.subscribe(() => told.push("outbox"));
    const done = lockstep.signOut();
    expect(told).toEqual([null, "outbox"]);
    expect(lockstep.connection.state.status).toBe("parked");
    const failed = expect(done).rejects.toThrow("Storage did not answer within 10 s.");
    time.elapse(10_000);
    await failed;
  });

  it("another call tries again, also where the removal failed more than once", async () => {
    const failures = [new Error("First"), new Error("Second")];
    let wipes = 0;
    const wipe = async () => {
      wipes += 1;
      const failure = failures.shift();
      if (failure) throw failure;
    };
    const lockstep = await enter({ ...createTestStorage(), wipe });
    await expect(lockstep.signOut()).rejects.toThrow("First");
    await expect(lockstep.signOut()).rejects.toThrow("Second");
    await lockstep.signOut();
    await lockstep.signOut();
    expect(wipes).toBe(3);
  });
});

describe("a request whose signal is aborted", () => {
  it("ends at once while the app is asked for a token", async () => {
    const { lockstep, asked } = await askSlowly();
    const aborting = new AbortController();
    const { signal } = aborting;
    const outcome = lockstep.send({ document: "{ me { id } }", variables: {}, signal });
    aborting.abort();
    expect(await outcome).toEqual({ kind: "aborted" });
    expect(await lockstep.send({ document: "{ me { id } }", variables: {}, signal })).toEqual({ kind: "aborted" });
    expect(asked).toHaveLength(1);
  });

  it("leaves no listener at a signal of many requests", async () => {
    const lockstep = server.connect("ada");
    opened.push(lockstep);
    const { signal } = new AbortController();
    for (let request = 0; request < 20; request += 1) {
      await lockstep.send({ document: "{ me { id } }", variables: {}, signal });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

/** Creates a client whose app answers with a person or an error when the test says so. Resolves when it was asked. */
async function askSlowly() {
  const asked: ((answer: string | Error) => void)[] = [];
  const ask = () =>
    new Promise<string>((resolve, reject) => {
      asked.push((answer) => (typeof answer === "string" ? resolve(answer) : reject(answer)));
    });
  const lockstep = createLockstep({
    url: "http://lockstep.test/graphql",
    getToken: async () => `fake.${btoa(JSON.stringify({ iss: "fake", sub: await ask() }))}.fake`,
    storage: createTestStorage,
    environment: time.environment,
    webSocketImpl: createFakeSocketClass(server),
  });
  opened.push(lockstep);
  await until(() => asked.length === 1);
  return { lockstep, asked };
}

async function enter(storage: AccountStorage): Promise<Lockstep> {
  const lockstep = server.connect("ada", { storage, environment: time.environment });
  opened.push(lockstep);
  lockstep.project(shared.id);
  await until(() => lockstep.connection.state.status === "live");
  return lockstep;
}
