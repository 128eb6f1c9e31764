import { once } from "node:events";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addMember, createProject, createTasks, required, take, takeReplay, type Watched } from "../support/board.ts";
import { CreateTaskDocument, RemoveMemberDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";

let database: TestDatabase;
let redis: TestRedis;
let one: Instance;
let two: Instance;
/** On instance one. */
let ada: Person;
/** On instance two. */
let grace: Person;
let projectId: string;
let streams: Watched[];

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const variables = { REDIS_URL: redis.url };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, grace] = await Promise.all([one.person("ada"), two.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.close();
  await database.close();
});

beforeEach(async () => {
  projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
  streams = [ada.watch({ projectId }), grace.watch({ projectId })];
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 2"]);
  return () => {
    for (const stream of streams) stream.stop();
  };
});

it("brings what is too long for a message", async () => {
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Long" } });
  const listener = new Redis(redis.url);
  await listener.subscribe(`lockstep:{${projectId}}`);
  const told = once(listener, "message");
  // More than 64 KiB on the wire, though fewer than 64 Ki characters.
  const description = "字".repeat(22_000);
  await ada.expect(UpdateTaskDocument, { input: { taskId: required(createTask).task.id, description } });
  expect(await told).toEqual([`lockstep:{${projectId}}`, '{"seq":4}']);
  listener.disconnect();
  for (const stream of streams) {
    expect(await take(stream, 1)).toEqual([3]);
    const { data } = await stream.next();
    expect(data?.projectActivity).toMatchObject({ __typename: "TaskUpdated", seq: 4, task: { description } });
  }
});

it("brings everything once and in order while Redis is killed and comes back", async () => {
  await createTasks(ada, projectId, 2);
  await redis.kill();
  const writing = [ada, grace].map((writer) => createTasks(writer, projectId, 20));
  const newcomers = [ada, grace].map((person) => person.watch({ projectId, since: 2 }));
  await Promise.all(writing);
  for (const stream of [...streams, ...newcomers]) expect(await takeChanges(stream, 42)).toEqual(range(3, 44));

  const duringRestart = [ada, grace].map((writer) => createTasks(writer, projectId, 20));
  await redis.restart();
  await Promise.all(duringRestart);
  await createTasks(grace, projectId, 1);
  for (const stream of [...streams, ...newcomers]) expect(await takeChanges(stream, 41)).toEqual(range(45, 85));
  for (const stream of newcomers) stream.stop();
});

it("brings the last change of all though Redis is away", async () => {
  await redis.kill();
  try {
    await createTasks(ada, projectId, 1);
    for (const stream of streams) expect(await take(stream, 1)).toEqual([3]);
  } finally {
    await redis.restart();
  }
});

it("ends the streams of a removed member though Redis is away", async () => {
  await redis.kill();
  try {
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    await createTasks(ada, projectId, 2);
    const [, removed] = streams;
    expect(await required(removed).ended()).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(await take(required(removed), 1)).toEqual([3]);
    expect(required(removed).received).toHaveLength(2);
    expect(await grace.watch({ projectId }).ended()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  } finally {
    await redis.restart();
  }
});

it("opens a project while Redis accepts and never answers", async () => {
  redis.pause();
  try {
    const fresh = await createProject(ada);
    await addMember(ada, fresh, grace);
    const stream = grace.watch({ projectId: fresh, since: 1 });
    expect(await takeReplay(stream)).toEqual([2]);
    await createTasks(ada, fresh, 1);
    expect(await take(stream, 1)).toEqual([3]);
    stream.stop();
  } finally {
    redis.resume();
  }
});

/** Takes so many changes, and passes over the one Ready of a replay. */
async function takeChanges(stream: Watched, count: number): Promise<unknown[]> {
  const seqs: unknown[] = [];
  while (seqs.length < count) {
    const { extensions } = await stream.next();
    if (extensions) seqs.push(extensions["seq"]);
  }
  return seqs;
}
