import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import { createTestStorage } from "../../../../client/testing/index.ts";
import { createProject } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let lockstep: Lockstep;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MAX_SOCKET_OPERATIONS: "1" });
  ada = await instance.person("ada");
});

afterEach(() => lockstep.close());

afterAll(async () => {
  await instance.close();
  await database.close();
});

it("changes of a project that waits for a place name the limit, and go once there is a place", async () => {
  lockstep = createLockstep({
    url: `${instance.url}/graphql`,
    getToken: () => ada.token,
    storage: createTestStorage,
    webSocketImpl: WebSocket,
  });
  const first = await open();
  await until(() => first.stream.kind === "following" && first.stream.isLive);
  const changed = await open();
  await until(() => changed.stream.kind === "waiting");
  const told: unknown[] = [];
  lockstep.outbox.subscribe(() => told.push(lockstep.outbox.holdup(changed.projectId)));
  changed.submit({ kind: "createTask", input: { title: "Made while it waits" } });
  const holdup = { kind: "stream", reason: "A connection may have 1 operations under way." };
  await expect.poll(() => told.at(-1)).toEqual(holdup);
  first.close();
  await until(() => lockstep.outbox.intents.length === 0);
  expect([lockstep.outbox.holdup(changed.projectId), changed.column("TODO").length]).toEqual([null, 1]);
});

it("a place that is free goes to a project with unsent changes, although others have waited longer", async () => {
  lockstep = createLockstep({
    url: `${instance.url}/graphql`,
    getToken: () => ada.token,
    storage: createTestStorage,
    webSocketImpl: WebSocket,
  });
  const first = await open();
  await until(() => first.stream.kind === "following" && first.stream.isLive);
  const calm = [await open(), await open(), await open()];
  const changed = await open();
  await until(() => [...calm, changed].every(({ stream }) => stream.kind === "waiting"));
  changed.submit({ kind: "createTask", input: { title: "Made while it waits" } });
  await until(() => lockstep.outbox.intents.length === 1);
  first.close();
  await until(() => lockstep.outbox.intents.length === 0);
  expect(changed.stream).toEqual({ kind: "following", isLive: true });
  expect(calm.map(({ stream }) => stream.kind)).toEqual(["waiting", "waiting", "waiting"]);
});

async function open(): Promise<ProjectHandle> {
  return lockstep.project(await createProject(ada));
}

function until(isReached: () => boolean): Promise<void> {
  return expect.poll(isReached, { interval: 20 }).toBe(true);
}
