import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import type { StoredCopy } from "../../../../client/core/types.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createFastEnvironment, isLive } from "./until.ts";

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
  shared = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
  shared.change(ada, { kind: "createTask", input: { title: "Shared" } });
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

it("a copy that storage never gives does not keep the project from loading", async () => {
  const storage = createTestStorage();
  const { copies } = storage;
  const project = connect({ ...storage, copies: { ...copies, read: () => new Promise(() => {}) } });
  await until(() => isLive(project));
  expect(titles(project)).toEqual(["Shared"]);
});

it("a copy that comes after the server's board changes nothing", async () => {
  const storage = createTestStorage();
  const visit = connect(storage);
  await until(() => isLive(visit) && storage.copies.list().then((copies) => copies.length === 1));
  visit.close();
  shared.change(ada, { kind: "createTask", input: { title: "Since" } });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let given: StoredCopy | null = null;
  const read = async (projectId: string) => {
    await held;
    given = await storage.copies.read(projectId);
    return given;
  };
  const project = connect({ ...storage, copies: { ...storage.copies, read } });
  await until(() => isLive(project));
  release();
  await until(() => given !== null);
  expect(titles(project)).toEqual(["Shared", "Since"]);
  shared.change(ada, { kind: "createTask", input: { title: "Last" } });
  await until(() => titles(project).length === 3);
});

const absent: readonly [string, () => AccountStorage][] = [
  ["storage() throws", () => JSON.parse("nonsense")],
  ["storage() gives nothing", () => [].at(0) as unknown as AccountStorage],
];

it.each(absent)("where %s, the client goes on in memory and says so", async (_name, storage) => {
  let person = "ada";
  const project = connect(storage, () => person);
  const [lockstep] = opened;
  await until(() => isLive(project));
  expect(await project.submit({ kind: "createTask", input: { title: "Own" } }).accepted).toBe("memory");
  expect(lockstep?.outbox.durability).toBe("memory");
  await until(() => shared.column("TODO").length === 2 && lockstep?.outbox.intents.length === 0);
  person = "grace";
  lockstep?.reconnect();
  await until(() => project.me?.id === "grace" && isLive(project));
  await lockstep?.signOut();
  expect(lockstep?.account.current).toBeNull();
  expect(reported.every((error) => error instanceof SyntaxError)).toBe(true);
});

it("storage whose every function throws is gone on without", async () => {
  const fail = () => {
    throw new Error("Out of order.");
  };
  const broken: AccountStorage = {
    outbox: { read: fail, write: fail },
    copies: { read: fail, replace: fail, append: fail, remove: fail, list: fail },
    ...{ persist: fail, wipe: fail, close: fail },
  };
  let person = "ada";
  const project = connect(
    () => broken,
    () => person,
  );
  const [lockstep] = opened;
  await until(() => isLive(project));
  server.goOffline();
  await until(() => lockstep?.connection.state.status === "offline");
  const { accepted } = project.submit({ kind: "createTask", input: { title: "Own" } });
  expect(await accepted).toBe("memory");
  server.goOnline();
  await until(() => shared.column("TODO").length === 2 && lockstep?.outbox.intents.length === 0);
  person = "grace";
  lockstep?.reconnect();
  await until(() => project.me?.id === "grace" && isLive(project));
  lockstep?.close();
  // `close` of each account's storage.
  expect(reported).toEqual([new Error("Out of order."), new Error("Out of order.")]);
});

/** Opens the project as Ada, whose time passes faster. */
function connect(storage: AccountStorage | (() => AccountStorage), findPerson = () => "ada"): ProjectHandle {
  const lockstep = server.connect(findPerson, { environment: createFastEnvironment(server), storage });
  opened.push(lockstep);
  return lockstep.project(shared.id);
}

function titles(project: ProjectHandle): string[] {
  return project.column("TODO").map(({ title }) => title);
}

function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await isDone()).toBe(true), { interval: 2 });
}
