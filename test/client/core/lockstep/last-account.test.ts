import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLockstep, type LockstepOptions } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import type { Account } from "../../../../client/core/storage/account.ts";
import type { LastAccount } from "../../../../client/core/storage/last-account.ts";
import {
  type ConnectOptions,
  createTestStorage,
  type FakeProject,
  FakeServer,
} from "../../../../client/testing/index.ts";
import { isLive, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };

let server: FakeServer;
let shared: FakeProject;
let opened: Lockstep[];
let reported: unknown[];

beforeEach(() => {
  reported = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  server = new FakeServer([ada, grace]);
  shared = server.addProject({ name: "Ada's plans", members: { ada: "OWNER" } });
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

it.each<[string, LockstepOptions["isExpected"], string | undefined]>([
  ["another person is expected", ({ subject }) => subject === "grace", undefined],
  ["nobody is expected", () => false, undefined],
  ["the app fails to say who is expected", () => JSON.parse("nonsense"), undefined],
  ["the same person is expected", ({ subject, issuer }) => `${issuer} ${subject}` === "fake ada", "ada"],
  ["the app does not say who is expected", undefined, "ada"],
])("before a token is there, where %s, the person of the last visit shows or not", async (_, isExpected, shown) => {
  const disk = await visit();
  const lockstep = connect(fail, { ...disk, ...(isExpected && { isExpected }) });
  const project = lockstep.project(shared.id);
  const seen: unknown[] = [];
  lockstep.account.subscribe(() => seen.push(lockstep.account.current?.subject));
  await until(() => lockstep.connection.state.status === "offline");
  if (shown) await until(() => project.project?.name === "Ada's plans");
  expect([seen, project.state.status]).toEqual(shown ? [[shown], "loaded"] : [[], "empty"]);
});

it("an expected person enters with the token, and the one of the last visit is never seen", async () => {
  const disk = await visit();
  const lockstep = connect(() => "grace", { ...disk, isExpected: ({ subject }) => subject === "grace" });
  const seen: unknown[] = [];
  lockstep.account.subscribe(() => seen.push(lockstep.account.current?.subject));
  await until(() => lockstep.account.current !== null);
  expect(seen).toEqual(["grace"]);
});

it("a sign-out forgets who came last", async () => {
  const disk = await visit();
  const lockstep = connect(fail, disk);
  await until(() => lockstep.account.current?.subject === "ada");
  await lockstep.signOut();
  expect(await disk.lastAccount.read()).toBeNull();
});

it("with storage of the app's own alone, nothing shows before a token is there", async () => {
  const { storage } = await visit();
  const lockstep = connect(fail, { storage });
  await until(() => lockstep.connection.state.status === "offline");
  expect(lockstep.account.current).toBeNull();
});

const away = () => Promise.reject(new Error("Out of order."));

it.each<[string, Partial<LastAccount>]>([
  ["throws", { read: fail, write: fail, forget: fail }],
  ["rejects", { read: away, write: away, forget: away }],
  ["does not say who it was", { read: async () => null }],
])("a last account of the app's own that %s costs nothing but the early view", async (_, faults) => {
  const lockstep = connect(() => "ada", { lastAccount: { ...createLastAccount(), ...faults } });
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  await lockstep.signOut();
  expect([lockstep.account.current, reported]).toEqual([null, []]);
});

it("a platform without a WebSocket does for transports that need none, and is refused for others", () => {
  vi.stubGlobal("WebSocket", undefined);
  const options = { url: "http://lockstep.test/graphql", getToken: fail };
  for (const transports of [["sse"], ["polling", "sse"]] as const) {
    opened.push(createLockstep({ ...options, transports }));
  }
  for (const given of [{}, { transports: ["sse", "websocket"] as const }]) {
    expect(() => createLockstep({ ...options, ...given })).toThrow("The platform has no WebSocket");
  }
});

/** Opens the project once as Ada, until it is on disk. */
async function visit() {
  const disk = { storage: createTestStorage(), lastAccount: createLastAccount() };
  const lockstep = connect(() => "ada", disk);
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  await vi.waitFor(async () => expect(await disk.storage.copies.list()).toHaveLength(1));
  lockstep.close();
  return disk;
}

function connect(findPerson: () => string, options: ConnectOptions): Lockstep {
  const lockstep = server.connect(findPerson, options);
  opened.push(lockstep);
  return lockstep;
}

function fail(): never {
  throw new Error("Out of order.");
}

/** One in memory. */
function createLastAccount(): LastAccount {
  let last: Account | null = null;
  return {
    read: async () => last,
    write: async (account) => {
      last = account;
    },
    forget: async () => {
      last = null;
    },
    close: () => {},
  };
}
