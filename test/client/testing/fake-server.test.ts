import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { ProjectHandle } from "../../../client/core/lockstep/lockstep.ts";
import { createTestStorage, type FakeProject, FakeServer, RequestError } from "../../../client/testing/index.ts";
import { commentLimits } from "../../../src/model/comment.ts";
import { labelLimits } from "../../../src/model/label.ts";
import { taskLimits } from "../../../src/model/task.ts";
import { createProject } from "../../support/board.ts";
import { document } from "../../support/document.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

type Batch = readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const applyChanges = document<object, { input: { projectId: string; changes: Batch } }>(
  "mutation ($input: ApplyChangesInput!) { applyChanges(input: $input) { seq } }",
);

let server: FakeServer;
let project: FakeProject;

beforeEach(() => {
  server = new FakeServer([ada]);
  project = server.addProject({ members: { ada: "OWNER" } });
});

it("sign-out removes all that the person wrote, and the next sign-in sends nothing of it", async () => {
  let person: string | null = "ada";
  const storage = createTestStorage();
  const lockstep = server.connect(() => person, { storage });
  const handle = lockstep.project(project.id);
  await isLive(handle);
  server.goOffline();
  await handle.submit({ kind: "createTask", input: { title: "Unsent" } }).accepted;
  expect(await storage.outbox.read()).toHaveLength(1);
  await vi.waitFor(async () => expect(await storage.copies.list()).toHaveLength(1));

  person = null;
  await lockstep.signOut();
  expect(await storage.outbox.read()).toEqual([]);
  expect(await storage.copies.list()).toEqual([]);

  person = "ada";
  server.goOnline();
  lockstep.reconnect();
  await isLive(handle);
  expect(lockstep.outbox.intents).toEqual([]);
  handle.submit({ kind: "createTask", input: { title: "Later" } });
  await vi.waitFor(() => expect(project.column("TODO")).toMatchObject([{ title: "Later" }]));
  lockstep.close();
});

it("a text that the server does not take becomes a failure of its own, and the others are made", async () => {
  const lockstep = server.connect("ada");
  const handle = lockstep.project(project.id);
  await isLive(handle);
  const titles = ["One", "", "Two", "x".repeat(taskLimits.title + 1)];
  for (const title of titles) handle.submit({ kind: "createTask", input: { title } });
  const made = () => project.column("TODO").map(({ title }) => title);
  await vi.waitFor(() => expect(made()).toEqual(["One", "Two"]));
  await vi.waitFor(() =>
    expect(lockstep.outbox.intents.map(({ standing }) => standing.kind)).toEqual(["refused", "refused"]),
  );
  lockstep.close();
});

it.each([
  [{ status: 502 }, { kind: "retrying", code: "HTTP 502" }],
  [
    { status: 200, html: "<h1>Welcome</h1>" },
    { kind: "retrying", code: "HTTP 200" },
  ],
  [{ code: "UNAVAILABLE" }, { kind: "retrying", code: "UNAVAILABLE" }],
  [{ code: "TOKEN_EXPIRED" }, { kind: "retrying", code: "unreachable" }],
] as const)("requests fail by %o, and the change is made once they pass", async (fault, holdup) => {
  const lockstep = server.connect("ada");
  const handle = lockstep.project(project.id);
  await isLive(handle);
  const end = server.failRequests(fault);
  handle.submit({ kind: "createTask", input: { title: "Kept" } });
  await vi.waitFor(() => expect(lockstep.outbox.holdup(project.id)).toMatchObject(holdup));
  expect(project.column("TODO")).toEqual([]);
  end();
  lockstep.reconnect();
  await vi.waitFor(() => expect(project.column("TODO")).toMatchObject([{ title: "Kept" }]));
  lockstep.close();
});

it("changes made as somebody are judged, too", () => {
  expect(() => project.change(ada, { kind: "createTask", input: { title: " " } })).toThrow(/title: must not be empty/);
  expect(project.column("TODO")).toEqual([]);
});

it("labels that are put on a task never conflict", () => {
  const [taskId, red, blue] = [randomUUID(), randomUUID(), randomUUID()];
  const put = (id: string) => ({ updateTask: { taskId, addLabelIds: [id], expectedVersion: 0 } });
  const answers = project.applyChanges(ada, [
    { createLabel: { id: red, name: "Red", color: "RED" } },
    { createLabel: { id: blue, name: "Blue", color: "BLUE" } },
    { createTask: { id: taskId, title: "Marked" } },
    ...[put(red), put(blue)],
  ]);
  expect(answers.slice(3)).toMatchObject([{ __typename: "UpdateTaskPayload" }, { __typename: "UpdateTaskPayload" }]);
  expect(project.column("TODO")).toMatchObject([{ labels: [{ name: "Red" }, { name: "Blue" }] }]);
});

it("a comment is edited by its author alone, and deleted by its author or an administrator", () => {
  const people = ["ada", "bob", "cyd"].map((id) => ({ id, name: id, email: `${id}@example.org` }));
  const [owner, author, other] = people as [typeof ada, typeof ada, typeof ada];
  const shared = new FakeServer(people).addProject({ members: { ada: "OWNER", bob: "MEMBER", cyd: "MEMBER" } });
  const [taskId, commentId] = [randomUUID(), randomUUID()];
  shared.change(owner, { kind: "createTask", input: { id: taskId, title: "Task" } });
  shared.change(author, { kind: "createComment", input: { id: commentId, taskId, body: "Mine" } });
  const update = { kind: "updateComment", input: { commentId, body: "Changed" } } as const;
  const remove = { kind: "deleteComment", input: { commentId } } as const;
  for (const person of [owner, other]) expect(() => shared.change(person, update)).toThrow("FORBIDDEN");
  expect(() => shared.change(other, remove)).toThrow("FORBIDDEN");
  shared.change(author, update);
  shared.change(owner, remove);
  expect(shared.comments(taskId)).toEqual([]);
});

it("browsers of one person on two servers do not take each other's lead", async () => {
  // Where Web Locks exist, one tab of a person leads for all of one server.
  const held = new Set<string>();
  const asked: string[] = [];
  const request = (name: string, ...rest: unknown[]) => {
    asked.push(name);
    const run = rest.at(-1) as (lock: object | null) => unknown;
    if (held.has(name)) return new Promise(() => {});
    held.add(name);
    return Promise.resolve(run({ name }));
  };
  vi.stubGlobal("navigator", { locks: { request } });
  const other = new FakeServer([ada]);
  const beside = other.addProject({ members: { ada: "OWNER" } });
  const clients = [server.connect("ada"), other.connect("ada")];
  const [first, second] = [clients[0]?.project(project.id), clients[1]?.project(beside.id)];
  if (!first || !second) throw new Error("Both are there.");
  await isLive(first);
  await isLive(second);
  expect(new Set(asked).size).toBe(2);
  for (const client of clients) client.close();
  vi.unstubAllGlobals();
});

it("a restore is told to the clients that follow the project", async () => {
  const lockstep = server.connect("ada");
  const handle = lockstep.project(project.id);
  await isLive(handle);
  const restore = project.backUp();
  project.change(ada, { kind: "createTask", input: { title: "Lost" } });
  await vi.waitFor(() => expect(handle.column("TODO")).toHaveLength(1));
  restore();
  await vi.waitFor(() => expect(handle.column("TODO")).toEqual([]));
  project.change(ada, { kind: "createTask", input: { title: "Later" } });
  await vi.waitFor(() => expect(handle.column("TODO")).toMatchObject([{ title: "Later" }]));
  lockstep.close();
});

it("an operation that is not the kit's own is refused by name", async () => {
  const lockstep = server.connect("ada");
  const outcome = await lockstep.send({ document: "query Urgent { me { id } }", variables: {} });
  expect(JSON.stringify(outcome)).toContain("Urgent");
  lockstep.close();
});

const [astral, steering] = ["\u{1F600}", "\u200b \u2060"];
const create = (input: object) => ({ createTask: { id: randomUUID(), ...input } });
const edit = (input: object) => ({ updateTask: { taskId: randomUUID(), expectedVersion: 0, ...input } });
const comment = (body: string) => ({ createComment: { id: randomUUID(), taskId: randomUUID(), body } });
const label = (name: string) => ({ createLabel: { id: randomUUID(), name, color: "RED" } });

/** One request each. Ids are of items that do not exist: texts are judged first. */
const batches: Readonly<Record<string, Batch>> = {
  "a title of the greatest length": [create({ title: astral.repeat(taskLimits.title) })],
  "a longer title": [create({ title: "x".repeat(taskLimits.title + 1) })],
  "titles without a visible character": [create({ title: "" }), create({ title: steering }), edit({ title: " " })],
  "a title of two lines": [create({ title: "One\nTwo" })],
  "no title": [edit({ title: null })],
  "what PostgreSQL cannot store": ["\0", "\ud800 "].flatMap((text) => [
    create({ title: text }),
    edit({ description: text }),
    comment(text),
    label(text),
  ]),
  "two faults of one text": [
    label(`\0${"x".repeat(labelLimits.name)}`),
    comment(`\0${"x".repeat(commentLimits.body)}`),
  ],
  "a description of the greatest length": [edit({ description: "\r\n".repeat(taskLimits.description) })],
  "a longer description": [create({ title: "x", description: "x".repeat(taskLimits.description + 1) })],
  "no description": [edit({ description: null }), edit({ description: "" })],
  "a comment of the greatest length": [comment("x".repeat(commentLimits.body))],
  "a longer comment": [comment("x".repeat(commentLimits.body + 1))],
  "an empty comment": [comment("\r\n")],
  "a label of the greatest length": [label("x".repeat(labelLimits.name))],
  "a longer label": [label("x".repeat(labelLimits.name + 1))],
  "more faults than one error tells": Array.from({ length: 30 }, () => create({ title: "" })),
};

let database: TestDatabase;
let instance: Instance;
let real: Person;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  real = await instance.person("ada");
  projectId = await createProject(real);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it.each(Object.entries(batches))("%s: the answer is that of the real server", async (_name, batch) => {
  const inProject = batch.map((change) =>
    Object.fromEntries(
      Object.entries(change).map(([kind, input]) => [kind, /^create[TL]/.test(kind) ? { ...input, projectId } : input]),
    ),
  );
  const { errors } = await real.request(applyChanges, { input: { projectId, changes: inProject } });
  const { message, extensions } = errors?.[0] ?? {};
  const expected = errors && { message, code: extensions?.["code"], issues: extensions?.["issues"] };
  expect(judge(batch)).toEqual(expected);
});

function judge(batch: Batch): object | undefined {
  try {
    project.applyChanges(ada, batch);
    return undefined;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message, code, issues } = error;
    return { message, code, issues };
  }
}

async function isLive(handle: ProjectHandle): Promise<void> {
  await vi.waitFor(() => expect(handle.stream).toMatchObject({ kind: "following", isLive: true }));
}
