import "fake-indexeddb/auto";
import { randomUUID } from "node:crypto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createEnvironment } from "../../../../client/core/environment/create-environment.ts";
import { createLockstep, type LockstepOptions } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import { createDiskStorage } from "../../../../client/core/storage/account-storage.ts";
import { startProxy, type TcpProxy } from "../../../faults/tcp-proxy.ts";
import { administer } from "../../../support/administer.ts";
import { addMember, createProject, createTasks } from "../../../support/board.ts";
import {
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  RemoveMemberDocument,
  UpdateCommentDocument,
} from "../../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { isLive } from "./until.ts";

const megabyte = 1_048_576;

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let projectId: string;
let proxy: TcpProxy;
let opened: Lockstep[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MAX_ANSWER_BYTES: String(megabyte) }, { profileInterval: 100 });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  // A browser of its own for each test.
  globalThis.indexedDB = new IDBFactory();
  proxy = await startProxy({ host: "127.0.0.1", port: Number(new URL(instance.url).port) });
  projectId = await createProject(ada);
});

afterEach(async () => {
  for (const lockstep of opened) lockstep.close();
  opened = [];
  await proxy.close();
});

it("an item that was made with an id in upper case is found by that id, before and after the server has it", async () => {
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  const id = randomUUID().toUpperCase();
  const heard: unknown[] = [];
  project.subscribe(`task:${id}`, () => heard.push(project.task(id)?.title));
  project.submit({ kind: "createTask", input: { id, title: "Upper" } });
  project.submit({ kind: "createComment", input: { taskId: id, body: "On it" } });
  expect([project.task(id)?.title, project.comments(id)?.length]).toEqual(["Upper", 1]);
  await until(() => lockstep.outbox.intents.length === 0);
  project.submit({ kind: "updateTask", input: { taskId: id, title: "Edited" } });
  await until(() => lockstep.outbox.intents.length === 0);
  expect([project.task(id)?.title, project.comments(id)?.length]).toEqual(["Edited", 1]);
  expect(heard).toContain("Edited");
});

it("shows a project and follows it", async () => {
  await createTasks(ada, projectId, 3);
  const lockstep = open();
  const project = lockstep.project(projectId);
  expect(project.state.status).toBe("empty");
  expect(project.stream).toEqual({ kind: "loading" });
  await until(() => isLive(project));
  expect(project.column("TODO")).toHaveLength(3);
  expect(lockstep.connection.state).toEqual({ status: "live", transport: "websocket" });
  await createTasks(ada, projectId, 2);
  await until(() => project.column("TODO").length === 5);
  expect(project.state.seq).toBe(6);
  project.close();
});

it("shows a project that was open before from disk, without a request, and then gets only what it missed", async () => {
  await createTasks(ada, projectId, 3);
  await visit();
  await createTasks(ada, projectId, 2);
  const asked: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const lockstep = open({
    getToken: () => held.then(() => ada.token),
    fetch: (input, init) => {
      asked.push(String(init?.body));
      return fetch(input, init);
    },
  });
  const project = lockstep.project(projectId);
  await until(() => project.state.status === "loaded");
  expect(project.column("TODO")).toHaveLength(3);
  expect(lockstep.connection.state.status).toBe("connecting");
  expect(asked).toEqual([]);
  release();
  await until(() => project.column("TODO").length === 5 && isLive(project));
  expect(asked).toEqual([]);
});

it("shows what is on disk while the server cannot be reached, and while the app has no token", async () => {
  await createTasks(ada, projectId, 3);
  await visit();
  proxy.turn({ kind: "refusing" });
  const offline = open();
  const project = offline.project(projectId);
  await until(() => project.state.status === "loaded");
  expect(project.column("TODO")).toHaveLength(3);
  offline.close();
  const signedOut = open({ getToken: () => null });
  const parked = signedOut.project(projectId);
  await until(() => parked.state.status === "loaded");
  await until(() => signedOut.connection.state.status === "parked");
});

it("never shows another person's data: the copy is Ada's alone", async () => {
  await createTasks(ada, projectId, 1);
  await visit();
  const grace = await instance.person("grace");
  const lockstep = open({ getToken: () => grace.token });
  const project = lockstep.project(projectId);
  // The last account shows until the token is there; nothing of it stays.
  await until(() => project.state.status === "ended");
  expect(project.state.ended).toBe("not-found");
  expect(project.column("TODO")).toEqual([]);
  expect(project.me).toBeUndefined();
  lockstep.close();
  expect(await readDisk()).toContain("A task");
});

it("shows nothing of one person to the next, and then what she may see", async () => {
  const grace = await instance.person("grace");
  await createTasks(ada, projectId, 1);
  const secret = await createProject(ada);
  await addMember(ada, projectId, grace);
  let token = ada.token;
  const lockstep = open({ getToken: () => token });
  const [shared, hidden] = [lockstep.project(projectId), lockstep.project(secret)];
  await until(() => isLive(shared) && isLive(hidden));
  const heard: unknown[] = [];
  shared.onItem((item) => heard.push(item.kind));
  shared.subscribe("state", () => heard.push(shared.me?.name));
  token = grace.token;
  lockstep.reconnect();
  await until(() => shared.me?.name === "grace" && isLive(shared));
  // Ada was seen before, nobody between, Grace after; the listeners went along.
  expect(heard).toContain(undefined);
  expect(heard.indexOf("ready")).toBeGreaterThan(heard.indexOf(undefined));
  await until(() => hidden.state.status === "ended");
  expect(hidden.project).toBeUndefined();
  shared.submit({ kind: "createTask", input: { title: "By Grace" } });
  expect(lockstep.outbox.intents.map(({ actorId }) => actorId)).toEqual([grace.id]);
});

it("keeps what it is told of a change offline, also over a reload", async () => {
  await visit();
  proxy.turn({ kind: "refusing" });
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => project.state.status === "loaded");
  const { accepted } = project.submit({ kind: "createTask", input: { title: "Made offline" } });
  expect(await accepted).toBe("disk");
  expect(project.column("TODO").map(({ title }) => title)).toEqual(["Made offline"]);
  lockstep.close();
  const reloaded = open();
  const again = reloaded.project(projectId);
  await until(() => again.column("TODO").length === 1);
  expect(reloaded.outbox.intents).toHaveLength(1);
});

it("a sign-out leaves nothing in sight and nothing on disk, and the person can return", async () => {
  await createTasks(ada, projectId, 1);
  await visit();
  proxy.turn({ kind: "refusing" });
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => project.state.status === "loaded");
  await project.submit({ kind: "createTask", input: { title: "Unsent" } }).accepted;
  expect(lockstep.outbox.intents).toHaveLength(1);
  await lockstep.signOut();
  expect(project.column("TODO")).toEqual([]);
  expect(lockstep.outbox.intents).toEqual([]);
  const names = (await indexedDB.databases()).map(({ name }) => name);
  expect(names).toEqual(["lockstep-accounts"]);
  expect(await readDisk()).toBe("null");
  proxy.turn({ kind: "fair" });
  lockstep.reconnect();
  await until(() => project.column("TODO").length === 1 && isLive(project));
});

it("removes at a sign-out what the last visit left, before the person is known again", async () => {
  await createTasks(ada, projectId, 1);
  await visit();
  expect(await readDisk()).not.toBe("null");
  const lockstep = open({ getToken: () => new Promise<string>(() => {}) });
  const seen: unknown[] = [];
  lockstep.account.subscribe(() => seen.push(lockstep.account.current));
  await lockstep.signOut();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(["lockstep-accounts"]);
  expect(await readDisk()).toBe("null");
  expect(lockstep.account.current).toBeNull();
  expect(seen.at(-1)).toBeNull();
});

it("tells that the person is gone also where the storage cannot be removed", async () => {
  const lockstep = open({
    storage: (account) => ({
      ...createDiskStorage(indexedDB, account, createEnvironment()),
      wipe: () => Promise.reject(new Error("The disk is gone.")),
    }),
  });
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  const seen: unknown[] = [];
  lockstep.account.subscribe(() => seen.push(lockstep.account.current));
  await expect(lockstep.signOut()).rejects.toThrow("The disk is gone.");
  expect(seen).toEqual([null]);
});

it("loads the comments of a task and keeps them up to date", async () => {
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Discussed" } });
  const taskId = createTask?.task.id ?? "";
  for (let made = 0; made < 105; made += 1) {
    await ada.expect(CreateCommentDocument, { input: { taskId, body: `Comment ${made}` } });
  }
  const project = open().project(projectId);
  await until(() => isLive(project));
  expect(project.comments(taskId)).toBeUndefined();
  expect(await project.loadComments(taskId)).toBeNull();
  expect(project.comments(taskId)).toHaveLength(105);
  await ada.expect(CreateCommentDocument, { input: { taskId, body: "Later" } });
  await until(() => project.comments(taskId)?.at(-1)?.body === "Later");
  expect(await project.loadComments(randomUUID())).toBe("Task not found, or you are not a member of its project.");
});

it("shows comments that were read before without the server, and what became of them once it is back", async () => {
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Discussed" } });
  const taskId = createTask?.task.id ?? "";
  const bodies = ["First", "Taken back", "Third"];
  const ids: string[] = [];
  for (const body of bodies) {
    const { createComment } = await ada.expect(CreateCommentDocument, { input: { taskId, body } });
    ids.push(createComment?.comment.id ?? "");
  }
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  expect(await project.loadComments(taskId)).toBeNull();
  await until(async () => (await readDisk()).includes("Taken back"));
  lockstep.close();

  proxy.turn({ kind: "refusing" });
  const offline = open();
  const again = offline.project(projectId);
  await until(() => again.state.status === "loaded");
  expect(again.comments(taskId)?.map(({ body }) => body)).toEqual(bodies);
  expect(await again.submit({ kind: "createComment", input: { taskId, body: "Offline" } }).accepted).toBe("disk");
  await ada.expect(UpdateCommentDocument, { input: { commentId: ids[0] ?? "", body: "First, edited" } });
  await ada.expect(DeleteCommentDocument, { input: { commentId: ids[1] ?? "" } });
  proxy.turn({ kind: "fair" });
  offline.reconnect();
  await until(() => isLive(again) && offline.outbox.intents.length === 0);
  const expected = ["First, edited", "Third", "Offline"];
  await until(() => JSON.stringify(again.comments(taskId)?.map(({ body }) => body)) === JSON.stringify(expected));
  await until(async () => !(await readDisk()).includes("Taken back"));

  globalThis.indexedDB = new IDBFactory();
  const fresh = open().project(projectId);
  await until(() => isLive(fresh));
  expect(await fresh.loadComments(taskId)).toBeNull();
  expect(fresh.comments(taskId)?.map(({ body }) => body)).toEqual(expected);
});

it("loads comments that are too large for an answer in smaller pages", async () => {
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Discussed at length" } });
  const taskId = createTask?.task.id ?? "";
  const bodies = Array.from({ length: 60 }, (_, made) => `${made} ${"漢".repeat(9_000)}`);
  for (const body of bodies) await ada.expect(CreateCommentDocument, { input: { taskId, body } });
  const sizes: number[] = [];
  const noting: typeof fetch = (input, init) => {
    const { query, variables } = JSON.parse(String(init?.body));
    if (query.includes("TaskComments")) sizes.push(variables.first);
    return fetch(input, init);
  };
  const project = open({ fetch: noting }).project(projectId);
  await until(() => isLive(project));
  expect(await project.loadComments(taskId)).toBeNull();
  expect(project.comments(taskId)?.map(({ body }) => body)).toEqual(bodies);
  expect(sizes).toEqual([100, 50, 25, 25, 25]);
});

it.each(["{}", '{"task":{}}', '{"task":{"project":{"seq":9}}}'])(
  "comments that the server answers with %s say so",
  async (data) => {
    const odd: typeof fetch = async (input, init) => {
      if (!String(init?.body).includes("TaskComments")) return fetch(input, init);
      return new Response(`{"data":${data}}`, { headers: { "content-type": "application/json" } });
    };
    const project = open({ fetch: odd }).project(projectId);
    await until(() => isLive(project));
    expect(await project.loadComments(randomUUID())).toMatch(/^(Task not found|The server's answer lists no comments)/);
  },
);

it("works in memory where the browser has no storage, and says so", async () => {
  Object.assign(globalThis, { indexedDB: undefined });
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  proxy.turn({ kind: "refusing" });
  proxy.cut();
  await until(() => lockstep.connection.state.status === "offline");
  const { accepted } = project.submit({ kind: "createTask", input: { title: "In memory" } });
  expect(await accepted).toBe("memory");
  expect(lockstep.outbox.durability).toBe("memory");
  expect(project.column("TODO")).toHaveLength(1);
});

it("a renamed person is renamed in the copy on disk, journal included", async () => {
  const linus = await instance.person("linus");
  await addMember(ada, projectId, linus);
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  await createTasks(linus, projectId, 1);
  await until(async () => /"journal":\[\{.*linus@example.com/.test(await readDisk()));
  await administer(
    database.url,
    `UPDATE users SET name = 'Linus II', email = 'two@example.com' WHERE id = '${linus.id}'`,
  );
  await until(async () => (await readDisk()).includes("Linus II"));
  expect(await readDisk()).not.toContain("linus@example.com");
});

it("a person who has left and is erased later is erased in the copy on disk, at a visit a day after", async () => {
  const linus = await instance.person("linus.left");
  await addMember(ada, projectId, linus);
  await createTasks(linus, projectId, 1);
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  const [{ id: taskId = "" } = {}] = project.column("TODO");
  await linus.expect(CreateCommentDocument, { input: { taskId, body: "By one who leaves" } });
  await until(() => project.task(taskId)?.commentCount === 1);
  expect(await project.loadComments(taskId)).toBeNull();
  await ada.expect(RemoveMemberDocument, { input: { projectId, userId: linus.id } });
  await until(async () => /"author":\{[^}]*linus.left/.test(await readDisk()) && project.members().length === 1);
  lockstep.close();
  await administer(database.url, `UPDATE users SET name = 'Deleted user', email = NULL WHERE id = '${linus.id}'`);

  const asked: string[] = [];
  const noting: typeof fetch = (input, init) => {
    asked.push(String(init?.body));
    return fetch(input, init);
  };
  const soon = open({ fetch: noting });
  const sooner = soon.project(projectId);
  await until(() => isLive(sooner));
  soon.close();
  expect(asked).toEqual([]);
  expect(await readDisk()).toContain("linus.left");

  const real = createEnvironment();
  const later = open({ fetch: noting, environment: { ...real, now: () => real.now() + 25 * 3_600_000 } });
  const again = later.project(projectId);
  await until(() => again.task(taskId)?.createdBy.name === "Deleted user" && isLive(again));
  expect(asked.filter((body) => body.includes("BoardStart"))).toHaveLength(1);
  expect(await again.loadComments(taskId)).toBeNull();
  expect(again.comments(taskId)).toMatchObject([{ body: "By one who leaves", author: { name: "Deleted user" } }]);
  await until(async () => !(await readDisk()).includes("linus.left"));
});

function open(options: Partial<LockstepOptions> = {}): Lockstep {
  const lockstep = createLockstep({
    url: urlOfProxy(),
    getToken: () => ada.token,
    webSocketImpl: WebSocket,
    ...options,
  });
  opened.push(lockstep);
  return lockstep;
}

/** Opens the project once, so that it is on disk. */
async function visit(): Promise<void> {
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  await until(async () => (await readDisk()) !== "null");
  lockstep.close();
}

/** Ada's copy of the project as text. */
async function readDisk(): Promise<string> {
  const account = { server: urlOfProxy(), issuer: "", subject: "ada" };
  const { copies, close } = createDiskStorage(indexedDB, account, createEnvironment());
  const copy = await copies.read(projectId);
  close();
  return JSON.stringify(copy);
}

function urlOfProxy(): string {
  return `http://127.0.0.1:${proxy.port}/graphql`;
}

function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  return expect.poll(isReached, { interval: 20 }).toBe(true);
}
