import { once } from "node:events";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Bus } from "../../src/engine/bus/bus.ts";
import { createRedisBus } from "../../src/engine/bus/redis-bus.ts";
import { channelOf } from "../../src/redis/namespace.ts";
import { addMember, createProject, createTasks, required, take, type Watched } from "../support/board.ts";
import { CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { testNamespace } from "../support/test-namespace.ts";

let database: TestDatabase;
let redis: TestRedis;
let buses: Bus[];
/** Messages that instances have received through Redis. */
const messages: { readonly channel: string; readonly seq: number }[] = [];
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
  const { url } = redis;
  buses = [1, 2].map(() =>
    listenIn(createRedisBus({ url, namespace: testNamespace, logger: pino({ level: "silent" }) })),
  );
  const instances = buses.map((bus) => startInstance(database.url, { REDIS_URL: url }, { bus }));
  [one, two] = (await Promise.all(instances)) as [Instance, Instance];
  [ada, grace] = await Promise.all([one.person("ada"), two.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await Promise.all(buses.map((bus) => bus.close()));
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
  const channel = channelOf(testNamespace, `project:${projectId}`);
  await listener.subscribe(channel);
  const told = once(listener, "message");
  // More than 64 KiB on the wire, though fewer than 64 Ki characters.
  const description = "字".repeat(22_000);
  await ada.expect(UpdateTaskDocument, { input: { taskId: required(createTask).task.id, description } });
  const [heardOn, message] = (await told) as [string, string];
  expect([heardOn, JSON.parse(message)]).toEqual([channel, { kind: "number", seq: 4, token: expect.any(String) }]);
  listener.disconnect();
  for (const stream of streams) {
    expect(await take(stream, 1)).toEqual([3]);
    const { data } = await stream.next();
    expect(data?.projectActivity).toMatchObject({ __typename: "TaskUpdated", seq: 4, task: { description } });
  }
});

it("delivers the last change of all though Redis cannot be reached", async () => {
  await redis.kill();
  try {
    await createTasks(ada, projectId, 1);
    for (const stream of streams) expect(await take(stream, 1)).toEqual([3]);
  } finally {
    await redis.restart();
  }
});

it("keeps no message for it: when Redis is back, messages come by it again", async () => {
  await redis.kill();
  try {
    await untilRedis("down");
    await createTasks(ada, projectId, 2);
    for (const stream of streams) expect(await take(stream, 2)).toEqual([3, 4]);
    expect(heard(3)).toEqual([]);
  } finally {
    await redis.restart();
  }
  await untilRedis("up");
  await createTasks(ada, projectId, 1);
  for (const stream of streams) expect(await take(stream, 1)).toEqual([5]);
  await vi.waitFor(() => expect(heard(3)).toEqual([5, 5]));
});

// A mutation that waits for Redis is answered when that counts as down, after two seconds of silence. A machine that is
// busy for so long shows nothing.
it("keeps no mutation waiting while Redis does not answer", { retry: 4 }, async () => {
  await untilRedis("up");
  redis.pause();
  try {
    expect(await createTasks(ada, projectId, 1)).toBe(3);
    expect(await createTasks(grace, projectId, 1)).toBe(4);
    for (const { url } of [one, two]) expect(await readiness(url)).toMatchObject({ redis: "up" });
  } finally {
    redis.resume();
  }
});

async function untilRedis(redis: "up" | "down"): Promise<void> {
  for (const { url } of [one, two]) {
    await vi.waitFor(async () => expect(await readiness(url)).toEqual({ status: "ready", database: "up", redis }));
  }
}

/** Answer of a healthy `/readyz`. */
async function readiness(url: string): Promise<unknown> {
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  const { status, database: postgres, redis } = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status, database: postgres, redis };
}

/** The numbers of the project's changes from this one on that instances heard by Redis, in order. */
function heard(from: number): number[] {
  const seqs = messages.flatMap((message) => (message.channel === `project:${projectId}` ? [message.seq] : []));
  return seqs.filter((seq) => seq >= from).sort((a, b) => a - b);
}

/** The bus of an instance, whose messages are also kept for `heard`. */
function listenIn(bus: Bus): Bus {
  return {
    ...bus,
    subscribe: (channel, listener) =>
      bus.subscribe(channel, (message) => {
        messages.push({ channel, seq: (JSON.parse(message) as { seq: number }).seq });
        listener(message);
      }),
  };
}
