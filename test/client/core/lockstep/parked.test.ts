import { setImmediate } from "node:timers/promises";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import { createLastAccount } from "../../../../client/core/storage/last-account.ts";
import { createFakeSocketClass } from "../../../../client/testing/fake-socket.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { RequestError } from "../../../../client/testing/request-error.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";
import { createStillTime, isLive, type StillTime, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };
const url = "http://lockstep.test/graphql";
const parked = { status: "parked", reason: "Nobody is signed in." };

let server: FakeServer;
let shared: FakeProject;
let person: string | null;
let asked: number;
let time: StillTime;
let opened: Lockstep[];

beforeEach(() => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer([ada, grace]);
  time = createStillTime(server);
  shared = server.addProject({ members: { ada: "OWNER" } });
  person = "ada";
  asked = 0;
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

it("stays parked when the last project is closed, until a token is there, and asks for none by itself", async () => {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  const shown: string[] = [];
  lockstep.connection.subscribe(() => shown.push(lockstep.connection.state.status));
  person = null;
  lockstep.reconnect();
  await until(() => lockstep.connection.state.status === "parked");
  project.close();
  const before = asked;
  await time.settle();
  expect([lockstep.connection.state, shown, asked]).toEqual([parked, ["parked"], before]);
  person = "ada";
  lockstep.reconnect();
  await until(() => lockstep.connection.state.status === "idle");
  const again = lockstep.project(shared.id);
  await until(() => isLive(again) && lockstep.connection.state.status === "live");
});

it("a tab that does not lead stays parked, too, and goes on with the one that leads", async () => {
  const storage = createTestStorage();
  const tabs = [connect(storage), connect(storage)] as const;
  const projects = tabs.map((lockstep) => lockstep.project(shared.id));
  await until(() => projects.every(isLive));
  person = null;
  tabs[0].reconnect();
  await until(() => tabs.every(({ connection }) => connection.state.status === "parked"));
  for (const project of projects) project.close();
  await time.settle();
  expect(tabs.map(({ connection }) => connection.state)).toEqual([parked, parked]);
  person = "ada";
  tabs[1].reconnect();
  await until(() => tabs.every(({ connection }) => connection.state.status === "idle"));
});

it("with a socket that is still open the connection is parked, and what was changed goes after the sign-in", async () => {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  person = null;
  lockstep.reconnect();
  await until(() => lockstep.connection.state.status === "parked");
  project.submit({ kind: "createTask", input: { title: "Meanwhile" } });
  await until(() => lockstep.outbox.holdup(shared.id)?.kind === "parked");
  expect(lockstep.connection.state).toEqual(parked);
  person = "ada";
  // The page is looked at again.
  server.goOnline();
  await until(() => lockstep.connection.state.status === "live" && shared.column("TODO").length === 1);
});

it.each<[string, (lockstep: Lockstep) => void]>([
  ["a sign-in", (lockstep) => lockstep.reconnect()],
  ["a look at the page", () => server.goOnline()],
])("a token that was refused for a while is tried again after %s, also while nothing is open", async (_, act) => {
  const [lockstep, accept] = await refuse();
  const shown: string[] = [];
  lockstep.connection.subscribe(() => shown.push(lockstep.connection.state.status));
  act(lockstep);
  await time.settle();
  // A form that the app shows stays while the server goes on refusing the token.
  expect([shown, lockstep.connection.state.status]).toEqual([[], "parked"]);
  accept();
  act(lockstep);
  await until(() => lockstep.connection.state.status !== "parked");
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  expect(asked).toBeLessThan(10);
});

it("a hundred calls of reconnect ask the app a few times, and the last one for whoever is signed in by then", async () => {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  const before = asked;
  for (let call = 0; call < 100; call += 1) {
    lockstep.reconnect();
    await time.settle(0);
    await setImmediate();
  }
  expect(asked - before).toBeLessThanOrEqual(2);
  person = "grace";
  lockstep.reconnect();
  await time.settle(2);
  await until(() => lockstep.account.current?.subject === "grace");
});

it("a visitor who returns without a session is parked, although no project is opened", async () => {
  await visit();
  person = null;
  const lockstep = returnToPage();
  await until(() => lockstep.connection.state.status === "parked");
  expect(lockstep.account.current?.subject).toBe("ada");
  person = "ada";
  lockstep.reconnect();
  await until(() => lockstep.connection.state.status === "idle");
});

it("a visitor who returns while the app gets no token is offline, and is asked for again", async () => {
  await visit();
  let isFailing = true;
  const lockstep = returnToPage(() => {
    if (isFailing) throw new Error("No network");
  });
  await until(() => lockstep.connection.state.status === "offline");
  expect(lockstep.account.current?.subject).toBe("ada");
  isFailing = false;
  await until(() => lockstep.connection.state.status === "idle");
});

/**
 * Resolves with a client whose token the server refuses, once its connection is parked, and with the end of that. No
 * project is open.
 */
async function refuse(): Promise<[Lockstep, () => void]> {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  const refusing = vi.spyOn(server, "authenticate").mockImplementation(() => {
    throw new RequestError("UNAUTHENTICATED", "The token is not valid.");
  });
  server.goOffline();
  server.goOnline();
  await time.settle();
  await until(() => lockstep.connection.state.status === "parked");
  project.close();
  await time.settle();
  return [lockstep, () => refusing.mockRestore()];
}

function connect(storage = createTestStorage()): Lockstep {
  const lockstep = server.connect(
    () => {
      asked += 1;
      return person;
    },
    { storage, environment: time.environment },
  );
  opened.push(lockstep);
  return lockstep;
}

/** Opens the page once, so that the account is on disk. */
async function visit(): Promise<void> {
  const lockstep = returnToPage();
  const last = createLastAccount(indexedDB, url, server.createEnvironment());
  await expect.poll(() => last.read()).toMatchObject({ subject: "ada" });
  last.close();
  lockstep.close();
}

/** Creates a client with the disk of a browser. */
function returnToPage(check = () => {}): Lockstep {
  const lockstep = createLockstep({
    url,
    getToken() {
      check();
      return person && `fake.${btoa(JSON.stringify({ iss: "fake", sub: person }))}.fake`;
    },
    environment: server.createEnvironment(),
    fetch: () => Promise.reject(new TypeError("There are no requests.")),
    webSocketImpl: createFakeSocketClass(server),
  });
  opened.push(lockstep);
  return lockstep;
}
