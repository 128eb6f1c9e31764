import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { renewIdentity } from "../../src/database/deployment-identity.ts";
import { askRedis } from "../support/ask-redis.ts";
import { addMember, createProject, required, take, type Watched } from "../support/board.ts";
import { copyDatabase } from "../support/copy-database.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { readChannel } from "../support/read-channel.ts";
import { createTestRedis } from "../support/redis.ts";
import { createTestRedisCluster } from "../support/redis-cluster.ts";
import { openTab, type Tab } from "../support/tab.ts";

/** Two instances on one database: Ada writes on one, Grace follows on the other, and stands in its list of people. */
interface Deployment {
  readonly ada: Person;
  readonly stream: Watched;
  readonly tab: Tab;
  openTab(person: "ada" | "grace"): Promise<Tab>;
  close(): Promise<void>;
}

const mutationsPerMinute = 100;

describe.each([
  ["one Redis", createTestRedis],
  ["a cluster", createTestRedisCluster],
])(
  "two deployments on %s, of which one began as a copy of the other's database,",
  { timeout: 120_000 },
  (_what, create) => {
    let projectId: string;
    let production: Deployment;
    let staging: Deployment;
    let closers: (() => Promise<void>)[];

    beforeAll(async () => {
      const redis = await create();
      const database = await createTestDatabase();
      projectId = await prepareProject(database);
      const copy = await copyDatabase(database.url);
      [production, staging] = (await Promise.all(
        [database, copy].map(({ url }) => deploy(url, redis.url, projectId)),
      )) as [Deployment, Deployment];
      closers = [production, staging, redis, copy, database].map((each) => () => each.close());
    });

    afterAll(async () => {
      for (const close of closers) await close();
    });

    it("each hear exactly their own changes, in order", async () => {
      await Promise.all([
        write(production.ada, projectId, "Production", 20),
        write(staging.ada, projectId, "Staging", 20),
      ]);
      for (const [{ stream }, name] of [
        [production, "Production"],
        [staging, "Staging"],
      ] as const) {
        expect(await titlesOf(stream, 20)).toEqual(range(1, 20).map((number) => `${number + 2} ${name} ${number}`));
      }
    });

    it("each see their own people alone", async () => {
      const visitor = await staging.openTab("ada");
      onTestFinished(() => visitor.close());
      await staging.tab.untilPicture(["ada", "grace"]);
      // It is read anew for whoever comes.
      const latecomer = await production.openTab("grace");
      onTestFinished(() => latecomer.close());
      expect(latecomer.found).toEqual(["grace"]);
      expect(production.tab.picture).toEqual(["grace"]);
    });

    it("each count what a user does by themselves", async () => {
      const outcomes = await Promise.allSettled(
        range(1, mutationsPerMinute).map((number) => write(staging.ada, projectId, `Many ${number}`, 1)),
      );
      expect(outcomes.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
      await write(production.ada, projectId, "Few", 10);
    });
  },
);

it("instances whose database gets another identity move there together, and lose nothing", async () => {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const projectId = await prepareProject(database);
  const deployment = await deploy(database.url, redis.url, projectId, { MUTATIONS_PER_MINUTE: "0" });
  onTestFinished(async () => {
    for (const each of [deployment, redis, database]) await each.close();
  });
  const before = await readChannel(database.url, projectId);
  const subscribers = (channel: string) => askRedis(redis.url, (client) => client.pubsub("NUMSUB", channel));
  expect(await subscribers(before)).toEqual([before, 1]);

  const pool = new Pool({ connectionString: database.url, max: 1 });
  await renewIdentity(pool);
  await pool.end();
  const after = await readChannel(database.url, projectId);
  expect(after).not.toBe(before);
  let written = 0;
  await vi.waitFor(
    async () => {
      written += 1;
      await write(deployment.ada, projectId, `During ${written}`, 1);
      expect(await subscribers(after)).toEqual([after, 1]);
    },
    { interval: 100 },
  );
  await vi.waitFor(async () => expect(await subscribers(before)).toEqual([before, 0]));
  await write(deployment.ada, projectId, "After", 5);
  expect((await take(deployment.stream, written + 5)).map(Number)).toEqual(range(3, written + 7));

  const visitor = await deployment.openTab("ada");
  onTestFinished(() => visitor.close());
  await deployment.tab.untilPicture(["ada", "grace"]);
  expect(deployment.tab.heard).toEqual(["+ada"]);
});

/** A project with Ada and Grace in it, at number 2. Nobody is connected to the database afterwards. */
async function prepareProject({ url }: TestDatabase): Promise<string> {
  const instance = await startInstance(url);
  const [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
  const projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
  await instance.close();
  return projectId;
}

async function deploy(
  databaseUrl: string,
  redisUrl: string,
  projectId: string,
  variables: Readonly<Record<string, string>> = { MUTATIONS_PER_MINUTE: String(mutationsPerMinute) },
): Promise<Deployment> {
  const start = () => startInstance(databaseUrl, { REDIS_URL: redisUrl, ...variables });
  const [one, two] = await Promise.all([start(), start()]);
  const people = { ada: await one.person("ada"), grace: await two.person("grace") };
  for (const { url } of [one, two]) {
    const isUp = async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis: "up" });
    await vi.waitFor(isUp);
  }
  const tab = await openTab(two.url, people.grace, { projectId });
  const stream = people.grace.watch({ projectId, announce: false });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  return {
    ada: people.ada,
    stream,
    tab,
    openTab: (name) => openTab(one.url, people[name], { projectId }),
    async close() {
      tab.close();
      await Promise.all([one.close(), two.close()]);
    },
  };
}

async function write(person: Person, projectId: string, name: string, count: number): Promise<void> {
  for (const number of range(1, count)) {
    await person.expect(CreateTaskDocument, { input: { projectId, title: `${name} ${number}` } });
  }
}

/** The next changes, each with its number and the title of its task; people come and go in between. */
async function titlesOf(stream: Watched, count: number): Promise<string[]> {
  const titles: string[] = [];
  while (titles.length < count) {
    const activity = required((await stream.next()).data).projectActivity;
    if (activity.__typename === "TaskCreated") titles.push(`${activity.seq} ${activity.task.title}`);
    else if (!activity.__typename.startsWith("Presence")) titles.push(activity.__typename);
  }
  return titles;
}
