import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { createProject, createTasks, take } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { createPerson, type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openConnection } from "../support/raw-socket.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { transports } from "../support/transports.ts";

let database: TestDatabase;
let server: ServerProcess;
let ada: Person;
let projectId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    // It never ends by itself.
    DRAIN_SECONDS: "3600",
  });
  ada = await createPerson(server.url, "ada");
  projectId = await createProject(ada);
});

afterEach(async () => {
  await ada.leave();
  await server.stop("SIGKILL");
  await database.close();
});

it("takes no new sockets once it is told to stop, and serves those that it has, and requests, until it is told again", async () => {
  const first = await openConnection(server.url, ada.token);
  const stream = ada.watch({ projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const ended = server.stop("SIGTERM");
  expect(await first.closed).toMatchObject({ code: 1012 });

  const ready = await fetch(`${server.url}/readyz`);
  expect({ status: ready.status, body: await ready.json() }).toMatchObject({
    status: 503,
    body: { status: "stopping" },
  });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await post(server.url, undefined, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
  await expect(openConnection(server.url, ada.token)).rejects.toThrow("503");
  await createTasks(transports.WebSocket(ada), projectId, 2);
  expect(await take(stream, 2)).toEqual([2, 3]);
  const another = ada.watch({ projectId, since: 1 });
  expect(await take(another, 3)).toEqual([2, 3, "Ready 3"]);

  expect(await insist(ended)).toBe(1);
  expect(await stream.ended()).toMatchObject({ code: 1006 });
});

it("takes two signals at the same moment for one, and finishes what is under way", async () => {
  const socket = await openConnection(server.url, ada.token);
  const lock = await holdProject(database.url, projectId);
  const answer = ada.request(CreateTaskDocument, { input: { projectId, title: "In time" } });
  await lock.waiting(1);
  const ended = Promise.all((["SIGINT", "SIGTERM"] as const).map((signal) => server.stop(signal)));
  expect(await socket.closed).toMatchObject({ code: 1012 });
  await lock.release();
  expect(await answer).toMatchObject({ data: { createTask: { seq: 2 } } });
  expect(await ended).toEqual([0, 0]);
});

/** Sends the signal until it ends: one that comes right behind the first counts as the same. */
async function insist(ended: Promise<number | null>): Promise<number | null> {
  let isRunning = true;
  void ended.finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    void server.stop("SIGTERM");
    await Promise.race([ended, fetch(`${server.url}/healthz`).catch(() => undefined)]);
  }
  return ended;
}
