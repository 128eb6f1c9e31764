import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";
import { createFastEnvironment, isLive } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };

let server: FakeServer;
let shared: FakeProject;
let storage: AccountStorage;
let opened: Lockstep[];
/** Documents of all requests, by the operation's name. */
let requests: string[];

beforeEach(() => {
  server = new FakeServer([ada, grace]);
  shared = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
  shared.change(ada, { kind: "createTask", input: { title: "Shared" } });
  storage = createTestStorage();
  opened = [];
  requests = [];
  const find = shared.roleOf.bind(shared);
  vi.spyOn(shared, "roleOf").mockImplementation((person) => {
    requests.push(person.id);
    return find(person);
  });
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

/** Ways to look again, with the handle that shows the project then. */
const ways: readonly [string, (lockstep: Lockstep, project: ProjectHandle) => ProjectHandle][] = [
  ["another handle", (lockstep) => lockstep.project(shared.id)],
  [
    "reconnect()",
    (lockstep, project) => {
      lockstep.reconnect();
      return project;
    },
  ],
];

it.each(ways)("a person who was removed and added again finds the project by %s", async (_name, find) => {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  shared.removeMember(ada, grace);
  await until(() => project.stream.kind === "ended");
  expect([project.state, project.column("TODO")]).toMatchObject([{ status: "ended", ended: "removed" }, []]);
  shared.setMember(ada, grace, "MEMBER");
  shared.change(ada, { kind: "createTask", input: { title: "Meanwhile" } });

  const other = find(lockstep, project);
  await until(() => isLive(project) && isLive(other));
  for (const handle of [project, other]) {
    expect(handle.state).toMatchObject({ status: "loaded", seq: shared.seq });
    expect(handle.state).not.toHaveProperty("ended");
    expect(titles(handle)).toEqual(["Shared", "Meanwhile"]);
  }
  project.submit({ kind: "createTask", input: { title: "Own" } });
  await until(() => shared.column("TODO").length === 3);
});

it.each(ways)("a person who is no member looks once by %s, and the reason of the end stays", async (_name, find) => {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project) && storage.copies.list().then((copies) => copies.length === 1));
  shared.removeMember(ada, grace);
  await until(() => project.stream.kind === "ended");
  const shown: unknown[] = [];
  project.subscribe("state", () => shown.push([project.state.status, project.project, ...titles(project)]));
  requests = [];
  find(lockstep, project);
  expect(project.stream.kind).not.toBe("ended");
  await until(() => project.stream.kind === "ended");
  // A project that is not found is looked for twice.
  expect(requests).toEqual(["grace", "grace"]);
  expect(project.stream).toEqual({ kind: "ended", reason: "removed" });
  expect(project.state).toMatchObject({ status: "ended", ended: "removed" });
  expect(new Set(shown.map(String))).toEqual(new Set(["ended,"]));
  expect(await storage.copies.list()).toEqual([]);
});

it("a tab that does not lead finds the project, too", async () => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  const leader = connect().project(shared.id);
  await until(() => isLive(leader));
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  shared.removeMember(ada, grace);
  await until(() => project.stream.kind === "ended" && leader.stream.kind === "ended");
  shared.setMember(ada, grace, "MEMBER");
  lockstep.reconnect();
  await until(() => isLive(project) && isLive(leader));
  expect([titles(project), titles(leader)]).toEqual([["Shared"], ["Shared"]]);
});

it("a tab that opens the project where the tab that leads shows its end is told of it", async () => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  const leader = connect().project(shared.id);
  await until(() => isLive(leader));
  shared.removeMember(ada, grace);
  await until(() => leader.stream.kind === "ended");
  const project = connect().project(shared.id);
  await until(() => project.state.status === "ended");
  expect(project.stream).toMatchObject({ kind: "ended" });
});

it("the copy on disk goes also where a listener closes the project at its end", async () => {
  const project = connect().project(shared.id);
  await until(() => isLive(project) && storage.copies.list().then((copies) => copies.length === 1));
  project.onItem(({ kind }) => kind === "ended" && project.close());
  shared.removeMember(ada, grace);
  await until(() => storage.copies.list().then((copies) => copies.length === 0));
});

it("submit: throws for a project that ended before it was loaded, and by a closed handle, and says so", async () => {
  shared.removeMember(ada, grace);
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  const submit = () => project.submit({ kind: "createTask", input: { title: "Lost" } });
  expect(submit).toThrow("The project is not loaded.");
  expect(await project.loadComments(shared.column("TODO")[0]?.id ?? "")).toBe("The project is not loaded.");
  await until(() => project.stream.kind === "ended");
  expect(submit).toThrow("The project has ended.");
  project.close();
  expect(submit).toThrow("The handle is closed.");
});

it.each(["the tab that leads", "another tab"])("retry() by %s asks the server again: refused, or sent", async (tab) => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  const [leader, other] = [connect(), connect()];
  const lockstep = tab === "another tab" ? other : leader;
  const [first, project] = [leader.project(shared.id), lockstep.project(shared.id)];
  await until(() => isLive(first) && isLive(project));
  shared.removeMember(ada, grace);
  await until(() => first.stream.kind === "ended" && project.stream.kind === "ended");
  const { id, accepted } = project.submit({ kind: "createTask", input: { title: "Own" } });
  await accepted;
  const kinds: unknown[] = [];
  lockstep.outbox.subscribe(() => kinds.push(lockstep.outbox.find(id)?.standing.kind));
  await lockstep.outbox.retry(id);
  await until(() => kinds.includes("waiting") && lockstep.outbox.find(id)?.standing.kind === "refused");
  shared.setMember(ada, grace, "MEMBER");
  await lockstep.outbox.retry(id);
  await until(() => lockstep.outbox.intents.length === 0 && isLive(project));
  expect(shared.column("TODO").map(({ title }) => title)).toEqual(["Shared", "Own"]);
});

/** Creates a tab of Grace's whose time passes faster. */
function connect(): Lockstep {
  const lockstep = server.connect("grace", { storage, environment: createFastEnvironment(server) });
  opened.push(lockstep);
  return lockstep;
}

function titles(project: ProjectHandle): string[] {
  return project.column("TODO").map(({ title }) => title);
}

function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await isDone()).toBe(true), { interval: 2 });
}
