import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import { startProxy, type TcpProxy } from "../../../faults/tcp-proxy.ts";
import { administer } from "../../../support/administer.ts";
import { type ActivityEvent, addMember, createProject, createTasks } from "../../../support/board.ts";
import { dropDatabase } from "../../../support/drop-database.ts";
import { UpdateTaskDocument } from "../../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { isLive } from "./until.ts";

let database: TestDatabase;
let instance: Instance;
let port: string;
let ada: Person;
let projectId: string;
let proxy: TcpProxy;
let opened: Lockstep[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ({ port } = new URL(instance.url));
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  // A browser of its own for each test.
  globalThis.indexedDB = new IDBFactory();
  proxy = await startProxy({ host: "127.0.0.1", port: Number(port) });
  projectId = await createProject(ada);
});

afterEach(async () => {
  for (const lockstep of opened) lockstep.close();
  opened = [];
  await proxy.close();
});

it("changes that build on each other are made offline, survive a reload, and leave once in their order", async () => {
  await createTasks(ada, projectId, 2);
  const before = open();
  const project = before.project(projectId);
  await until(() => isLive(project));
  takeNetwork();
  const [first, second] = project.column("TODO");
  const { id: taskId = "" } = project.submit({ kind: "createTask", input: { title: "Draft" } });
  project.submit({ kind: "updateTask", input: { taskId: String(taskId), title: "Made offline", priority: "HIGH" } });
  project.submit({ kind: "moveTask", input: { taskId: String(taskId), status: "DONE" } });
  project.submit({ kind: "createComment", input: { taskId: String(taskId), body: "A comment" } });
  project.submit({ kind: "createLabel", input: { name: "Red", color: "RED" } });
  project.submit({ kind: "updateTask", input: { taskId: String(first?.id), title: "One" } });
  project.submit({ kind: "updateTask", input: { taskId: String(first?.id), title: "Two" } });
  project.submit({ kind: "moveTask", input: { taskId: String(first?.id), status: "IN_PROGRESS" } });
  await project.submit({ kind: "deleteTask", input: { taskId: String(second?.id) } }).accepted;
  const shown = describeBoard(project);
  before.close();

  const after = open();
  const again = after.project(projectId);
  await until(() => again.state.status === "loaded" && after.outbox.intents.length === 7);
  expect(describeBoard(again)).toEqual(shown);
  proxy.turn({ kind: "fair" });
  await until(() => isLive(again) && after.outbox.intents.length === 0);
  expect(describeBoard(again)).toEqual(shown);
  const log = (await readLog()).slice(3);
  expect(log.map(({ __typename }) => __typename)).toEqual([
    "TaskCreated",
    "TaskStatusChanged",
    "CommentCreated",
    "LabelCreated",
    "TaskUpdated",
    "TaskStatusChanged",
    "TaskDeleted",
  ]);
  expect(log[0]).toMatchObject({ task: { id: taskId, title: "Made offline", priority: "HIGH" } });
});

it("500 changes that were made offline leave at once, as few requests, when the network is back", async () => {
  const bodies: string[] = [];
  const lockstep = open((input, init) => {
    bodies.push(String(init?.body));
    return fetch(input, init);
  });
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  takeNetwork();
  for (let made = 0; made < 500; made += 1) {
    project.submit({ kind: "createTask", input: { title: `Task ${made}` } });
  }
  bodies.length = 0;
  proxy.turn({ kind: "fair" });
  lockstep.reconnect();
  const begun = Date.now();
  await until(() => lockstep.outbox.intents.length === 0 && project.state.seq === 501);
  console.info(`500 changes left within ${Date.now() - begun} ms.`);
  expect(bodies.filter((body) => body.includes("applyChanges"))).toHaveLength(2);
  expect(project.column("TODO").map(({ title }) => title)).toEqual(
    Array.from({ length: 500 }, (_, index) => `Task ${index}`),
  );
});

it("10 of 500 changes that the server does not validate are refused, each with its reason, and the others leave at once", async () => {
  const bodies: string[] = [];
  const lockstep = open((input, init) => {
    bodies.push(String(init?.body));
    return fetch(input, init);
  });
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  takeNetwork();
  const isInvalid = (made: number) => made % 50 === 37;
  for (let made = 0; made < 500; made += 1) {
    project.submit({ kind: "createTask", input: { title: isInvalid(made) ? " " : `Task ${made}` } });
  }
  bodies.length = 0;
  proxy.turn({ kind: "fair" });
  lockstep.reconnect();
  await until(() => lockstep.outbox.intents.length === 10 && project.state.seq === 491);
  expect(bodies.filter((body) => body.includes("applyChanges"))).toHaveLength(3);
  expect(lockstep.outbox.intents.map(({ standing }) => standing)).toEqual(
    Array.from({ length: 10 }, () => ({
      ...{ kind: "refused", code: "BAD_USER_INPUT", message: "The title must not be empty." },
      path: ["createTask", "title"],
    })),
  );
});

it("every change stands once while the server restarts and connections break under them", async () => {
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  const titles: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    for (let made = 0; made < 5; made += 1) {
      titles.push(`Round ${round}, task ${made}`);
      project.submit({ kind: "createTask", input: { title: String(titles.at(-1)) } });
    }
    if (round === 3) await restart(database.url);
    else proxy.cut();
  }
  await until(() => lockstep.outbox.intents.length === 0 && isLive(project));
  const log = await readLog();
  const made = log.flatMap((event) => (event.__typename === "TaskCreated" ? [event.task.title] : []));
  expect(made).toEqual(titles);
});

it("two tabs share one outbox: either shows what the other has put there, and it leaves once", async () => {
  const [one, other] = [open(), open()];
  const [here, there] = [one.project(projectId), other.project(projectId)];
  await until(() => isLive(here) && isLive(there));
  takeNetwork();
  await here.submit({ kind: "createTask", input: { title: "By one" } }).accepted;
  await until(() => there.column("TODO").length === 1);
  await there.submit({ kind: "createTask", input: { title: "By the other" } }).accepted;
  await until(() => here.column("TODO").length === 2);
  // The tab that made it is gone before the network is back.
  other.close();
  proxy.turn({ kind: "fair" });
  await until(() => isLive(here) && one.outbox.intents.length === 0);
  expect(here.column("TODO").map(({ title }) => title)).toEqual(["By one", "By the other"]);
  expect(await readLog()).toHaveLength(3);
});

it("an edit that somebody else has overtaken is shown with its text, and can be put through", async () => {
  await createTasks(ada, projectId, 1);
  const grace = await instance.person("grace");
  await addMember(ada, projectId, grace);
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  takeNetwork();
  const [task] = project.column("TODO");
  const taskId = String(task?.id);
  project.submit({ kind: "updateTask", input: { taskId, title: "Ada's" } });
  project.submit({ kind: "updateTask", input: { taskId, priority: "LOW" } });
  await grace.expect(UpdateTaskDocument, { input: { taskId, title: "Grace's" } });
  proxy.turn({ kind: "fair" });
  await until(() => isLive(project) && lockstep.outbox.intents[0]?.standing.kind === "conflict");
  const [conflict] = lockstep.outbox.intents;
  expect(conflict?.change.input).toMatchObject({ title: "Ada's" });
  expect(conflict?.standing).toMatchObject({ fields: ["TITLE"], current: { id: taskId, title: "Grace's" } });
  await until(() => project.task(taskId)?.priority === "LOW" && lockstep.outbox.intents.length === 1);
  expect(project.task(taskId)?.title).toBe("Grace's");
  await lockstep.outbox.resolve(String(conflict?.id));
  await until(() => lockstep.outbox.intents.length === 0);
  expect(project.task(taskId)?.title).toBe("Ada's");
});

it("a server whose database was restored gets what it has lost of the outbox, and no edit on a lost state", async () => {
  await createTasks(ada, projectId, 2);
  const copy = await copyDatabase();
  const lockstep = open();
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  const [kept, changed] = project.column("TODO").map(({ id }) => id);
  project.submit({ kind: "updateTask", input: { taskId: String(changed), title: "Lost" } });
  await until(() => lockstep.outbox.intents.length === 0 && project.state.seq === 4);
  takeNetwork();
  project.submit({ kind: "updateTask", input: { taskId: String(changed), title: "On what is lost" } });
  project.submit({ kind: "updateTask", input: { taskId: String(kept), title: "On what is kept" } });
  project.submit({ kind: "createTask", input: { title: "New" } });
  try {
    await restart(copy);
    proxy.turn({ kind: "fair" });
    await until(() => isLive(project) && lockstep.outbox.intents.every(({ standing }) => standing.kind === "conflict"));
    expect(lockstep.outbox.intents.map(({ change }) => change.input)).toEqual([
      { taskId: changed, title: "On what is lost" },
    ]);
    expect(project.column("TODO").map(({ title }) => title)).toEqual(["On what is kept", "A task", "New"]);
    expect(project.state.seq).toBe(5);
  } finally {
    await restart(database.url);
    await dropDatabase(adminUrl(), new URL(copy).pathname.slice(1));
  }
});

function open(given?: typeof fetch): Lockstep {
  const lockstep = createLockstep({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    getToken: () => ada.token,
    webSocketImpl: WebSocket,
    ...(given && { fetch: given }),
  });
  opened.push(lockstep);
  return lockstep;
}

function takeNetwork(): void {
  proxy.turn({ kind: "refusing" });
  proxy.cut();
}

/** Stops the server, and starts one on the database, at the same address. */
async function restart(databaseUrl: string): Promise<void> {
  await instance.close();
  instance = await startInstance(databaseUrl, { PORT: port });
  ada = await instance.person("ada");
}

/** Copies the database as it is now. The server stops meanwhile. */
async function copyDatabase(): Promise<string> {
  const name = new URL(database.url).pathname.slice(1);
  await instance.close();
  await administer(adminUrl(), `CREATE DATABASE ${name}_copy TEMPLATE ${name}`);
  instance = await startInstance(database.url, { PORT: port });
  ada = await instance.person("ada");
  const url = new URL(database.url);
  url.pathname = `${name}_copy`;
  return url.href;
}

function adminUrl(): string {
  const url = new URL(database.url);
  url.pathname = "postgres";
  return url.href;
}

async function readLog(): Promise<ActivityEvent[]> {
  const stream = ada.watch({ projectId, since: 0 });
  const messages = await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
  stream.stop();
  return messages.flatMap(({ data }) => (data && "at" in data.projectActivity ? [data.projectActivity] : []));
}

/** Everything that a person sees, without what only the server knows. */
function describeBoard(project: ProjectHandle) {
  const tasks = (["TODO", "IN_PROGRESS", "DONE"] as const).flatMap((status) => project.column(status));
  return {
    tasks: tasks.map(({ id, title, status, priority, commentCount }) => ({
      id,
      title,
      status,
      priority,
      commentCount,
    })),
    labels: project.labels().map(({ id, name, color }) => ({ id, name, color })),
  };
}

function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  return expect.poll(isReached, { interval: 20 }).toBe(true);
}
