import { EventEmitter, once } from "node:events";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import type { Submitted } from "../../../../client/core/outbox/outbox.ts";
import type { Change, Task } from "../../../../client/core/wire.ts";
import { createProject } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";
import { isLive, until } from "./until.ts";

// Two tabs of one browser, in front of a real server, edit one task before they hear of each other.

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let opened: Lockstep[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  opened = [];
  vi.unstubAllGlobals();
});

const lines = ["one", "two", "three", "four", "five", "six", "seven"];
const write = (line: number, word: string): string => lines.with(line, word).join("\n");
const both = ["first", ...lines.slice(1, 6), "second"].join("\n");
const [soon, later] = ["2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"];

interface Pair {
  readonly name: string;
  readonly first: object;
  readonly second: object;
  readonly wanted: Partial<Task>;
}

const pairs: readonly Pair[] = [
  { name: "a title", first: { title: "First" }, second: { title: "Second" }, wanted: { title: "Second" } },
  { name: "a due date", first: { dueAt: soon }, second: { dueAt: later }, wanted: { dueAt: later } },
  {
    name: "two fields",
    first: { title: "First" },
    second: { priority: "HIGH" },
    wanted: { title: "First", priority: "HIGH" },
  },
  {
    name: "lines of a text, and a title",
    first: { title: "First", description: write(0, "first") },
    second: { title: "Second", description: write(6, "second") },
    wanted: { title: "Second", description: both },
  },
  { name: "a place", first: { status: "IN_PROGRESS" }, second: { status: "DONE" }, wanted: { status: "DONE" } },
];

/** Tells of each request with changes: `sent`, and `done` once the server has answered. */
const requests = new EventEmitter();

/** Moments of the second edit. */
const moments: Readonly<Record<string, (edit: Submitted, tab: Lockstep) => Promise<unknown>>> = {
  "at once": async () => {},
  "once it is stored": ({ accepted }) => accepted,
  "while it is sent": () => once(requests, "sent"),
  "once the server has done it": () => once(requests, "done"),
  "once its tab knows": (_edit, { outbox }) =>
    until(() => outbox.intents.every(({ standing }) => standing.kind !== "waiting")),
};

it.each(pairs.flatMap((pair) => Object.keys(moments).map((moment) => ({ ...pair, moment }))))(
  "two tabs: $name that the other edits $moment is no conflict, and the later edit counts",
  async ({ first, second, wanted, moment }) => {
    const projectId = await createProject(ada);
    const tabs = [open(), open()].map((lockstep) => ({ lockstep, project: lockstep.project(projectId) }));
    await until(() => tabs.every(({ project }) => isLive(project)));
    const [one, other] = tabs;
    if (!one || !other) throw new Error("There are two tabs.");
    const taskId = crypto.randomUUID();
    const input = { id: taskId, title: "Task", description: lines.join("\n") };
    one.project.submit({ kind: "createTask", input });
    await until(() =>
      tabs.every(({ project, lockstep }) => {
        return project.task(taskId) !== undefined && lockstep.outbox.intents.length === 0;
      }),
    );
    const seen = other.project.task(taskId);
    const toChange = (values: object): Change => {
      const kind = "status" in values ? "moveTask" : "updateTask";
      return { kind, input: { taskId, ...values } } as Change;
    };
    await moments[moment]?.(one.project.submit(toChange(first)), one.lockstep);
    // The person began to type before the tab heard of the first edit.
    const { accepted } = other.project.submit(toChange(second), seen);
    expect(await accepted).toBe("disk");
    const decided = ["conflict", "refused"];
    const isDecided = ({ outbox }: Lockstep) => outbox.intents.every(({ standing }) => decided.includes(standing.kind));
    await until(() => tabs.every(({ lockstep }) => isDecided(lockstep)));
    expect(tabs.flatMap(({ lockstep }) => lockstep.outbox.intents)).toEqual([]);
    await vi.waitFor(() => {
      for (const { project } of tabs) expect(project.task(taskId)).toMatchObject(wanted);
    });
  },
);

function open(): Lockstep {
  const lockstep = createLockstep({
    url: `${instance.url}/graphql`,
    getToken: () => ada.token,
    webSocketImpl: WebSocket,
    async fetch(input, init) {
      const isChange = String(init?.body).includes("applyChanges");
      if (isChange) requests.emit("sent");
      const response = await fetch(input, init);
      if (isChange) requests.emit("done");
      return response;
    },
  });
  opened.push(lockstep);
  return lockstep;
}
