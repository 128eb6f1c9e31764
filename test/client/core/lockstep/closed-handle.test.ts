import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import { ProjectStore } from "../../../../client/core/store/project-store.ts";
import { type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { isLive, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

let shared: FakeProject;
let lockstep: Lockstep;
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer([ada]);
  shared = server.addProject({ members: { ada: "OWNER" } });
  shared.change(ada, { kind: "createTask", input: { title: "First" } });
  lockstep = server.connect("ada");
});

afterEach(() => {
  lockstep.close();
  vi.restoreAllMocks();
});

it("a closed handle shows nothing, and hears nothing that others of the project hear", async () => {
  const [closed, open] = [lockstep.project(shared.id), lockstep.project(shared.id)];
  await until(() => isLive(closed) && isLive(open));
  const heard: string[] = [];
  closed.subscribe("column:TODO", () => heard.push("before"));
  closed.close();
  const listened = vi.spyOn(ProjectStore.prototype, "subscribe");
  const ends = [
    closed.subscribe("column:TODO", () => heard.push("column")),
    closed.subscribe("state", () => heard.push("state")),
    closed.onItem(({ kind }) => heard.push(kind)),
  ];
  // The store of the other handle holds none of it.
  expect(listened.mock.contexts.filter((store) => (store as ProjectStore).column("TODO").length > 0)).toEqual([]);
  shared.change(ada, { kind: "createTask", input: { title: "Second" } });
  await until(() => open.column("TODO").length === 2);
  expect([closed.column("TODO"), closed.project, closed.me, closed.state.status]).toEqual([
    ...[[], undefined, undefined, "empty"],
  ]);
  expect(heard).toEqual([]);
  for (const end of ends) end();
  closed.close();
  expect(open.column("TODO")).toHaveLength(2);
});

it("submit: tells that the handle, or the client, is closed", async () => {
  const [closed, open] = [lockstep.project(shared.id), lockstep.project(shared.id)];
  await until(() => isLive(open));
  const change = { kind: "createTask", input: { title: "Late" } } as const;
  closed.close();
  expect(() => closed.submit(change)).toThrow("The handle is closed. Open the project again.");
  lockstep.close();
  expect(() => open.submit(change)).toThrow("Nobody is signed in or the client is closed.");
  expect(() => lockstep.project(shared.id).submit(change)).toThrow("Nobody is signed in or the client is closed.");
});

it("a read without an id finds nothing", async () => {
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  const missing = undefined as unknown as string;
  expect([project.task(missing), project.comments(missing)]).toEqual([undefined, undefined]);
});

it("a decision made for one person does nothing for the next", async () => {
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  server.goOffline();
  const { id } = project.submit({ kind: "createTask", input: { title: "First" } });
  const decision = lockstep.outbox.retry(id);
  await lockstep.signOut();
  expect(await decision).toBe(false);
});
