import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { scrape, total } from "../metrics/scrape.ts";
import { askRedis } from "../support/ask-redis.ts";
import { addMember, createProject, createTasks, take } from "../support/board.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createTestRedis } from "../support/redis.ts";
import { createTestSentinels } from "../support/redis-sentinels.ts";
import { openTab } from "../support/tab.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

/** A Redis that answers, and cannot be used. */
interface Unusable {
  readonly url: string;
  /** Part of what the log says of it. */
  readonly reason: RegExp;
  /** Makes it one that can be used; null where nobody can. */
  readonly mend: (() => Promise<unknown>) | null;
  close(): Promise<void>;
}

it.for<readonly [what: string, begin: () => Promise<Unusable>]>([
  ["a read-only replica", replica],
  ["full", full],
  ["not allowed to publish", () => restricted("-publish", "+publish", /NOPERM.*publish/)],
  ["not allowed to subscribe", () => restricted("-subscribe", "+subscribe", /NOPERM.*subscribe/)],
  ["not allowed to run scripts", () => restricted("-@scripting", "+@scripting", /NOPERM.*eval/)],
  ["not allowed any channel", () => restricted("resetchannels", "allchannels", /NOPERM/)],
  ["not allowed any key", () => restricted("resetkeys", "allkeys", /NOPERM/)],
  ["not let in", () => restricted("off", "on", /WRONGPASS/)],
  ["a Sentinel", sentinel],
  [
    "no node of a cluster",
    async () => {
      const { url, close } = await createTestRedis();
      return { url: `${url}?cluster=true`, reason: /cluster support/, mend: null, close };
    },
  ],
  [
    "nobody",
    async () => ({
      url: `redis://127.0.0.1:${await findFreePort()}`,
      reason: /ECONNREFUSED/,
      mend: null,
      close: async () => {},
    }),
  ],
])(
  "A Redis that is %s counts as down, with the reason in the log, and changes go on",
  { timeout: 90_000 },
  async ([_what, begin], { expect, onTestFinished }) => {
    const { url, reason, mend, close } = await begin();
    onTestFinished(close);
    const { logger, lines } = createRecordingLogger();
    const instance = await startInstance(database.url, { REDIS_URL: url }, {}, logger);
    onTestFinished(() => instance.close());
    const ada = await instance.person(crypto.randomUUID());
    const projectId = await createProject(ada);
    const stream = ada.watch({ projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);

    await vi.waitFor(
      () => expect(lines.map((line) => line.reason ?? "")).toContainEqual(expect.stringMatching(reason)),
      20_000,
    );
    expect(await readiness(instance.url)).toEqual([200, "ready", "down"]);
    expect(total(await scrape(instance.url), "lockstep_redis_connected")).toBe(0);
    await createTasks(ada, projectId, 2);
    expect(await take(stream, 2)).toEqual([2, 3]);
    expect(await readiness(instance.url)).toEqual([200, "ready", "down"]);

    // However often it is tried, each part of the server tells it once.
    const told = lines.filter((line) => line.level >= 40).map((line) => `${line.redis} ${line.msg}`);
    expect(told.length).toBe(new Set(told).size);

    if (mend) {
      await mend();
      await vi.waitFor(async () => expect(await readiness(instance.url)).toEqual([200, "ready", "up"]));
      expect(total(await scrape(instance.url), "lockstep_redis_connected")).toBe(1);
    }
    stream.stop();
  },
);

it("A user of Redis needs no more than the operating guide says", async () => {
  const { url, close } = await createTestRedis();
  onTestFinished(close);
  const guide = await readFile(join(projectRoot, "docs/operating.md"), "utf8");
  const rules = /needs\s+`(~lockstep:\*[^`]+)`/.exec(guide)?.[1]?.split(" ") ?? [];
  expect(rules.length).toBeGreaterThan(5);
  await askRedis(url, (client) => client.call("ACL", "SETUSER", "board", "reset", "on", ">open-sesame", ...rules));
  const { logger, lines } = createRecordingLogger();
  const variables = { REDIS_URL: url.replace("redis://", "redis://board:open-sesame@"), MUTATIONS_PER_MINUTE: "20" };
  const begin = () => startInstance(database.url, variables, {}, logger);
  const [one, two] = await Promise.all([begin(), begin()]);
  onTestFinished(async () => void (await Promise.all([one.close(), two.close()])));
  for (const instance of [one, two]) {
    await vi.waitFor(async () => expect(await readiness(instance.url)).toEqual([200, "ready", "up"]));
  }

  const ada = await one.person(crypto.randomUUID());
  const projectId = await createProject(ada);
  const here = await openTab(one.url, ada, { projectId });
  const grace = await two.person(crypto.randomUUID());
  await addMember(ada, projectId, grace);
  const there = await openTab(two.url, grace, { projectId });
  await here.untilHeard(`+${grace.name}`);
  there.close();
  // Each change is told to Redis, which counts them.
  await createTasks(ada, projectId, 5);
  here.close();
  expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
});

async function replica(): Promise<Unusable> {
  const [primary, other] = await Promise.all([createTestRedis(), createTestRedis()]);
  await askRedis(other.url, (client) => client.replicaof("127.0.0.1", Number(new URL(primary.url).port)));
  return {
    url: other.url,
    reason: /READONLY/,
    mend: () => askRedis(other.url, (client) => client.replicaof("NO", "ONE")),
    close: async () => void (await Promise.all([primary.close(), other.close()])),
  };
}

async function full(): Promise<Unusable> {
  const { url, close } = await createTestRedis();
  const limit = (bytes: string) => askRedis(url, (client) => client.config("SET", "maxmemory", bytes));
  await limit("1");
  return { url, reason: /OOM/, mend: () => limit("0"), close };
}

/** Lets in a user with all permissions but this one, who gets it later. */
async function restricted(without: string, permission: string, reason: RegExp): Promise<Unusable> {
  const { url, close } = await createTestRedis();
  const allow = (...rules: string[]) => askRedis(url, (client) => client.call("ACL", "SETUSER", "guest", ...rules));
  await allow("on", ">guest", "allkeys", "allchannels", "+@all", without);
  return { url: url.replace("redis://", "redis://guest:guest@"), reason, mend: () => allow(permission), close };
}

async function sentinel(): Promise<Unusable> {
  const { ports, close } = await createTestSentinels();
  return { url: `redis://127.0.0.1:${ports[0]}`, reason: /unknown command/i, mend: null, close };
}

/** Status, whether it can serve, and what it says of Redis. */
async function readiness(url: string): Promise<unknown[]> {
  const response = await fetch(`${url}/readyz`);
  const { status, redis } = (await response.json()) as { status: string; redis: string };
  return [response.status, status, redis];
}
