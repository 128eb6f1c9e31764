import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { addMember, createProject, createTasks, seqOf, type Watched } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { readChannel } from "../support/read-channel.ts";
import { createTestRedisCluster, type TestRedisCluster } from "../support/redis-cluster.ts";
import { openTab, type Tab } from "../support/tab.ts";

/** A project whose events one instance writes and the other brings. */
interface Followed {
  readonly id: string;
  readonly channel: string;
  readonly stream: Watched;
  readonly tabs: readonly Tab[];
}

let database: TestDatabase;
let cluster: TestRedisCluster;
let instances: readonly Instance[];
/** On the first instance. */
let ada: Person;
/** On the second one. */
let grace: Person;
let projects: readonly Followed[];

beforeAll(async () => {
  [database, cluster] = await Promise.all([createTestDatabase(), createTestRedisCluster()]);
  const variables = { REDIS_URL: cluster.url, PRESENCE_GRACE_SECONDS: "1" };
  instances = await Promise.all(range(1, 2).map(() => startInstance(database.url, variables)));
  const [one, two] = instances as [Instance, Instance];
  [ada, grace] = await Promise.all([one.person("ada"), two.person("grace")]);
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await cluster.close();
  await database.close();
});

beforeEach(async () => {
  await untilRedis("up");
  projects = await Promise.all(range(1, 6).map(() => follow()));
  return () => {
    for (const { stream, tabs } of projects) {
      stream.stop();
      for (const tab of tabs) {
        tab.check();
        tab.close();
      }
    }
  };
});

it("brings everything once and in order while a primary dies", async () => {
  const primary = await cluster.primaryOf(projects[0]?.channel ?? "");
  const written = await writeWhile(async () => {
    await primary.kill();
    await untilRedis("down");
    await cluster.untilWhole();
    await untilRedis("up");
  });

  await expectAll(written);
  await expectToStand();
  await primary.restart();
  await cluster.untilWhole();
});

/** A new project with both in it: two changes were made, and both see both there. */
async function follow(): Promise<Followed> {
  const id = await createProject(ada);
  await addMember(ada, id, grace);
  const [one, two] = instances as [Instance, Instance];
  const tabs = await Promise.all([
    openTab(one.url, ada, { projectId: id }),
    openTab(two.url, grace, { projectId: id }),
  ]);
  for (const tab of tabs) await tab.untilPicture(["ada", "grace"]);
  const channel = await readChannel(database.url, id);
  return { id, channel, stream: grace.watch({ projectId: id, announce: false }), tabs };
}

/** Writes to all projects, one change after the other, until it is done; says up to which number. */
async function writeWhile(work: () => Promise<void>): Promise<readonly number[]> {
  let isDone = false;
  const writing = projects.map(async ({ id }) => {
    let seq = 2;
    while (!isDone) seq = await createTasks(ada, id, 1);
    return createTasks(ada, id, 1).then((last) => Math.max(seq, last));
  });
  await work().finally(() => {
    isDone = true;
  });
  return Promise.all(writing);
}

/** All subscribers have what was written, each change once and in order, and nobody was told that somebody left. */
async function expectAll(written: readonly number[]): Promise<void> {
  for (const [index, { stream, tabs }] of projects.entries()) {
    const last = written[index] ?? 0;
    const seqs: unknown[] = [];
    while (seqs.at(-1) !== last) {
      const seq = seqOf(await stream.next());
      if (seq !== undefined) seqs.push(seq);
    }
    expect(seqs).toEqual(range(3, last));
    for (const tab of tabs) {
      await tab.until(() => tab.seqs.at(-1) === last);
      expect(tab.seqs).toEqual(range(3, last));
      expect(tab.resyncs).toEqual([]);
      expect(tab.picture).toEqual(["ada", "grace"]);
      expect(tab.heard.filter((change) => change.startsWith("-"))).toEqual([]);
    }
  }
}

/** Both instances listen where the channels belong, and presence goes on. */
async function expectToStand(): Promise<void> {
  for (const { channel, tabs } of projects) {
    await vi.waitFor(async () => {
      const owner = await cluster.primaryOf(channel);
      const listeners = await owner.ask((client) => client.call("PUBSUB", "SHARDNUMSUB", channel));
      expect(listeners).toEqual([channel, 2]);
    });
    const [one] = tabs;
    tabs[1]?.close();
    await one?.untilHeard("-grace");
    expect(one?.picture).toEqual(["ada"]);
  }
}

async function untilRedis(redis: "up" | "down"): Promise<void> {
  for (const { url } of instances) {
    await vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis }), {
      interval: 20,
    });
  }
}
