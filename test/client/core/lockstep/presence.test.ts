import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstep, type LockstepOptions } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import { addMember, createProject } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { isLive } from "./until.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let projectId: string;
let opened: Lockstep[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { PRESENCE_GRACE_SECONDS: "0" });
  [ada, grace] = await Promise.all([instance.person("ada"), instance.person("grace")]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  opened = [];
});

it("a person who opens a project that was followed for its changes alone is present", async () => {
  const watching = await leaveUnsent();
  const seen = watchPresence(watching);
  const after = open(ada, { fetch: withoutChanges });
  await until(() => after.outbox.holdup(projectId)?.kind === "retrying");
  expect(seen).toEqual([]);
  const project = after.project(projectId);
  await until(() => isLive(project) && isPresent(watching));
  expect(seen).toEqual([true]);
});

it("a person whose changes are sent without a look at the project is not present", async () => {
  const watching = await leaveUnsent();
  const seen = watchPresence(watching);
  open(ada);
  await until(() => watching.column("TODO").length === 1);
  expect(seen).toEqual([]);
});

/** Ada leaves with a change that is not sent. Returns the project as Grace sees it then. */
async function leaveUnsent(): Promise<ProjectHandle> {
  const watching = open(grace).project(projectId);
  const lockstep = open(ada, { fetch: withoutChanges });
  const project = lockstep.project(projectId);
  await until(() => isLive(project) && isPresent(watching));
  expect(await project.submit({ kind: "createTask", input: { title: "Own" } }).accepted).toBe("disk");
  lockstep.close();
  await until(() => !isPresent(watching));
  return watching;
}

/** A server that takes no changes. */
const withoutChanges: typeof fetch = async (input, init) => {
  if (String(init?.body).includes("applyChanges")) return new Response("", { status: 502 });
  return fetch(input, init);
};

function open(person: Person, options: Partial<LockstepOptions> = {}): Lockstep {
  const url = `${instance.url}/graphql`;
  const lockstep = createLockstep({ url, getToken: () => person.token, webSocketImpl: WebSocket, ...options });
  opened.push(lockstep);
  return lockstep;
}

/** Notes each time that Ada comes or leaves. */
function watchPresence(watching: ProjectHandle): readonly boolean[] {
  const changes: boolean[] = [];
  let last = isPresent(watching);
  watching.subscribe("state", () => {
    const now = isPresent(watching);
    if (now !== last) changes.push(now);
    last = now;
  });
  return changes;
}

function isPresent({ state }: ProjectHandle): boolean {
  return state.present.some(({ user }) => user.name === "ada");
}

function until(isReached: () => boolean): Promise<void> {
  return expect.poll(isReached, { interval: 20 }).toBe(true);
}
