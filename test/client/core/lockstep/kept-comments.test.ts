import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import { loadProjectCopy } from "../../../../client/core/store/load-project-copy.ts";
import { ProjectStore } from "../../../../client/core/store/project-store.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { patience } from "../../../support/patience.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";
import { isLive, until } from "./until.ts";

const [ada, grace] = ["Ada", "Grace"].map((name) => {
  return { id: name.toLowerCase(), name, email: `${name.toLowerCase()}@example.org` };
}) as [Person, Person];
type Person = { id: string; name: string; email: string };

const [taskId, other] = [crypto.randomUUID(), crypto.randomUUID()];
const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];

let server: FakeServer;
let shared: FakeProject;
let storage: AccountStorage;
let opened: Lockstep[];

beforeEach(() => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  server = new FakeServer([ada, grace]);
  shared = server.addProject({ members: { ada: "OWNER", grace: "ADMIN" } });
  for (const id of [taskId, other]) shared.change(ada, { kind: "createTask", input: { id, title: "Discussed" } });
  write(ada, first, "The first of Ada");
  write(grace, second, "The second of Grace");
  storage = createTestStorage();
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

type Change = Parameters<FakeProject["change"]>[1];
const changes: Readonly<Record<string, readonly Change[]>> = {
  "a comment is added": [{ kind: "createComment", input: { id: crypto.randomUUID(), taskId, body: "The third" } }],
  "a comment is edited": [{ kind: "updateComment", input: { commentId: second, body: "Anew" } }],
  "a comment is deleted": [{ kind: "deleteComment", input: { commentId: second } }],
  "a deleted comment is restored": [
    { kind: "deleteComment", input: { commentId: second } },
    { kind: "createComment", input: { id: crypto.randomUUID(), taskId, body: "The third" } },
    { kind: "restoreComment", input: { commentId: second } },
  ],
  "a comment of another task is added": [
    { kind: "createComment", input: { id: crypto.randomUUID(), taskId: other, body: "Elsewhere" } },
  ],
  "the task is edited": [{ kind: "updateTask", input: { taskId, title: "Edited" } }],
  "the task is deleted": [{ kind: "deleteTask", input: { taskId } }],
  "the task is deleted and restored": [
    { kind: "deleteTask", input: { taskId } },
    { kind: "restoreTask", input: { taskId } },
  ],
};
/** Comments of a task that was deleted are loaded again. */
const isForgetting = ([change]: readonly Change[]) => change?.kind === "deleteTask";

it.each(Object.entries(changes))("comments on disk follow where nobody looks at them: %s", async (_, made) => {
  const lockstep = await read();
  for (const change of made) shared.change(grace, change);
  await isStored(isForgetting(made));
  lockstep.close();
  await showsOffline(isForgetting(made));
});

it.each(Object.entries(changes))(
  "comments on disk follow what was done while the device was offline: %s",
  async (_, made) => {
    (await read()).close();
    for (const change of made) shared.change(grace, change);
    const lockstep = connect();
    const project = lockstep.project(shared.id);
    await until(() => isLive(project));
    await isStored(isForgetting(made));
    lockstep.close();
    await showsOffline(isForgetting(made));
  },
);

it("a comment that was deleted while the device was offline is nowhere on its disk after the next contact", async () => {
  (await read()).close();
  expect(await diskText()).toContain("The second of Grace");
  shared.change(grace, { kind: "deleteComment", input: { commentId: second } });
  connect().project(shared.id);
  await vi.waitFor(async () => expect(await diskText()).not.toContain("The second of Grace"), { timeout: patience });
  expect(await diskText()).toContain("The first of Ada");
});

it("comments that were read in a tab that does not lead are on disk, and shown in the others", async () => {
  const [leader, tab] = [connect(), connect()];
  const [leading, project] = [leader, tab].map((each) => each.project(shared.id));
  await until(() => [leading, project].every((each) => each && isLive(each)));
  expect(await project?.loadComments(taskId)).toBeNull();
  await until(() => leading?.comments(taskId)?.length === 2);
  await isStored();
  leader.close();
  tab.close();
  await showsOffline();
});

it("comments go from disk with the access to the project, and when the person signs out", async () => {
  await read();
  shared.removeMember(grace, ada);
  await vi.waitFor(async () => expect(await diskText()).toBe("null"), { timeout: patience });
  shared.setMember(grace, ada, "MEMBER");
  const lockstep = await read();
  await lockstep.signOut();
  expect(await diskText()).toBe("null");
});

it("comments of a history that was lost are not shown from disk", async () => {
  const restore = shared.backUp();
  write(grace, crypto.randomUUID(), "The lost one");
  (await read()).close();
  restore();
  write(grace, crypto.randomUUID(), "The one instead");
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  await vi.waitFor(async () => expect(await diskText()).not.toContain("The lost one"), { timeout: patience });
  lockstep.close();
  await showsOffline(true);
});

it("a comment that is written on top of those from disk stands last, and reaches the server in this order", async () => {
  (await read()).close();
  server.goOffline();
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => project.comments(taskId)?.length === 2);
  project.submit({ kind: "createComment", input: { taskId, body: "Written offline" } });
  const bodies = ["The first of Ada", "The second of Grace", "Written offline"];
  expect(project.comments(taskId)?.map(({ body }) => body)).toEqual(bodies);
  server.goOnline();
  await until(() => lockstep.outbox.intents.length === 0);
  expect(shared.comments(taskId).map(({ body }) => body)).toEqual(bodies);
  await isStored();
});

function write(actor: Person, id: string, body: string): void {
  shared.change(actor, { kind: "createComment", input: { id, taskId, body } });
}

function connect(): Lockstep {
  const lockstep = server.connect("ada", { storage });
  opened.push(lockstep);
  return lockstep;
}

/** Reads the comments of the task once, until they are on disk. */
async function read(): Promise<Lockstep> {
  const lockstep = connect();
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  expect(await project.loadComments(taskId)).toBeNull();
  await isStored();
  return lockstep;
}

/** The disk is as new as the server; its comments too, or they are forgotten. */
async function isStored(isForgotten = false): Promise<void> {
  await vi.waitFor(
    async () => {
      const store = new ProjectStore(shared.id);
      await loadProjectCopy(store, storage.copies);
      expect(store.state.seq).toBe(shared.seq);
      expect(store.comments(taskId)).toEqual(isForgotten ? undefined : shared.comments(taskId));
    },
    { timeout: patience, interval: 2 },
  );
}

async function showsOffline(isForgotten = false): Promise<void> {
  server.goOffline();
  const project = connect().project(shared.id);
  await until(() => project.state.status === "loaded");
  const expected = isForgotten ? undefined : shared.comments(taskId);
  expect(project.comments(taskId)).toEqual(expected);
}

async function diskText(): Promise<string> {
  return JSON.stringify(await storage.copies.read(shared.id));
}
