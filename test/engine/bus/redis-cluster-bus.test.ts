import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Bus } from "../../../src/engine/bus/bus.ts";
import { createRedisBus } from "../../../src/engine/bus/redis-bus.ts";
import { holdTimers } from "../../support/hold-timers.ts";
import { range } from "../../support/range.ts";
import { type ClusterNode, createTestRedisCluster, type TestRedisCluster } from "../../support/redis-cluster.ts";
import { testNamespace } from "../../support/test-namespace.ts";
import { testBusContract } from "./bus-contract.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createRecordingLogger, type LogLine } from "./recording-logger.ts";
import { nextReconnect, untilAway, untilConnected, untilPublished } from "./until-connected.ts";

const channel = "lockstep:test:{p}";

let cluster: TestRedisCluster;

beforeAll(async () => {
  cluster = await createTestRedisCluster();
});

afterAll(() => cluster.close());

testBusContract("createRedisBus on a cluster", async (logger) => {
  const [here, there] = [
    createRedisBus({ url: cluster.url, namespace: testNamespace, logger }),
    createRedisBus({ url: cluster.url, namespace: testNamespace, logger }),
  ];
  await Promise.all([untilConnected(here), untilConnected(there)]);
  return { here, there };
});

describe("createRedisBus on a cluster", () => {
  let here: Bus;
  let there: Bus;
  let inbox: Inbox;
  let logLines: readonly LogLine[];

  beforeEach(async () => {
    const { logger, lines } = createRecordingLogger();
    logLines = lines;
    here = createRedisBus({ url: cluster.url, namespace: testNamespace, logger });
    there = createRedisBus({ url: cluster.url, namespace: testNamespace, logger });
    inbox = createInbox();
    await Promise.all([untilConnected(here), untilConnected(there)]);
  });

  afterEach(async () => {
    await Promise.all([here.close(), there.close()]);
    await cluster.untilWhole();
  });

  test("is found from one node that is told to be of a cluster", async () => {
    const { logger } = createRecordingLogger();
    const [node] = cluster.nodes;
    const bus = createRedisBus({
      url: `redis://127.0.0.1:${node?.port}?cluster=true`,
      namespace: testNamespace,
      logger,
    });
    onTestFinished(() => bus.close());
    await untilConnected(bus);
    await there.subscribe("p", inbox.listener);

    bus.publish("p", "heard");

    await inbox.untilHeard("heard");
  });

  test("has a message visit one shard alone", async () => {
    const projects = range(1, 30).map((n) => `p${n}`);
    await Promise.all(projects.map((id) => there.subscribe(id, inbox.listener)));
    const before = await Promise.all(cluster.nodes.map(countPublishes));

    for (const id of projects) here.publish(id, id);
    await Promise.all(projects.map((id) => inbox.untilHeard(id)));

    const owners = await Promise.all(projects.map((id) => cluster.primaryOf(`lockstep:test:{${id}}`)));
    for (const [index, node] of cluster.nodes.entries()) {
      const own = projects.filter((_, project) => owners[project] === node).map((id) => `lockstep:test:{${id}}`);
      // Each bus sends itself a message a second through each node, too; to all nodes it would be 30 more.
      const count = (await countPublishes(node)) - (before[index] ?? 0);
      expect(count).toBeGreaterThanOrEqual(own.length);
      expect(count).toBeLessThan(30);
      expect(await channelsOn(node)).toEqual(own.sort());
      // A plain publish goes to every node.
      expect(await node.ask((client) => client.cluster("INFO"))).not.toContain("messages_publish_");
    }
    expect(new Set(owners).size).toBe(3);
  });

  test("follows a channel whose slot moves, again and again, and says so", async () => {
    const witness = createInbox();
    await there.subscribe("p", inbox.listener);
    await there.subscribe("q", witness.listener);
    const primaries = cluster.nodes.slice(0, 3);

    for (const round of range(1, 6)) {
      const target = primaries.find((node) => node !== primaries[round % 3]) as ClusterNode;
      if (target === (await cluster.primaryOf(channel))) continue;
      const renewed = nextReconnect(there);
      await cluster.moveSlotOf(channel, target);
      await renewed;
      await untilPublished(here, "p", inbox, `round ${round}`);
      expect(await whereSubscribed()).toEqual([target]);
    }

    here.publish("q", "untouched");
    await witness.untilHeard("untouched");
    expect(logLines.filter(({ level }) => level > 30)).toEqual([]);
  });

  test("finds a channel again whose slot moved away and returned at once, as the cluster tells of it", async () => {
    // The look at the nodes every 5 s is for what the cluster does not tell.
    const look = holdTimers(5_000);
    const { logger } = createRecordingLogger();
    const told = createRedisBus({ url: cluster.url, namespace: testNamespace, logger });
    onTestFinished(() => told.close());
    await untilConnected(told);
    expect(look.count).toBeGreaterThan(0);
    await told.subscribe("p", inbox.listener);
    const source = await cluster.primaryOf(channel);
    const target = cluster.nodes.slice(0, 3).find((node) => node !== source) as ClusterNode;
    const renewed = nextReconnect(told);

    await cluster.moveSlotOf(channel, target);
    await cluster.moveSlotOf(channel, source);

    await renewed;
    await vi.waitFor(async () => expect(await whereSubscribed()).toEqual([source]));
    await untilPublished(here, "p", inbox);
  });

  test("goes on with the replica of a primary that died", async () => {
    await there.subscribe("p", inbox.listener);
    const primary = await cluster.primaryOf(channel);
    const renewed = nextReconnect(there);

    await primary.kill();
    onTestFinished(() => primary.restart());
    await untilAway(there);
    await there.subscribe("p", inbox.listener);

    await renewed;
    await untilPublished(here, "p", inbox);
    await untilConnected(there);
  });

  test("goes on with the replica of a primary that accepts and never answers", async () => {
    await there.subscribe("p", inbox.listener);
    const primary = await cluster.primaryOf(channel);
    const renewed = nextReconnect(there);

    primary.pause();
    onTestFinished(() => primary.resume());
    here.publish("p", "on the way or lost");
    await there.subscribe("p", createInbox().listener);
    // It did not wait until the silence was noticed.
    expect(logLines.filter(({ msg }) => msg.includes("unreachable"))).toEqual([]);
    await untilAway(there);

    await renewed;
    await untilPublished(here, "p", inbox);
    await untilConnected(there);
  });

  test("keeps 1,000 publishes under way and drops what is beyond", async () => {
    await there.subscribe("p", inbox.listener);
    const primary = await cluster.primaryOf(channel);
    primary.pause();

    for (const n of range(0, 4_999)) here.publish("p", `${n}`);
    primary.resume();

    await inbox.untilHeard("999");
    await untilPublished(here, "p", inbox);
    expect(inbox.received.slice(0, 1_000)).toEqual(range(0, 999).map(String));
    expect(inbox.received.slice(1_000).every((message) => message === "marker")).toBe(true);
  });

  test("starts though nodes that it is told of are dead or do not answer", async () => {
    const [dead, frozen] = cluster.nodes.slice(3) as [ClusterNode, ClusterNode];
    await dead.kill();
    frozen.pause();
    onTestFinished(async () => {
      frozen.resume();
      await dead.restart();
    });
    const { logger } = createRecordingLogger();
    const bus = createRedisBus({ url: cluster.url, namespace: testNamespace, logger });
    onTestFinished(() => bus.close());

    await bus.subscribe("p", inbox.listener);
    await untilConnected(bus);

    await untilPublished(here, "p", inbox);
  });

  test.each<[string, (node: ClusterNode) => Promise<void> | void, (node: ClusterNode) => Promise<void> | void]>([
    ["all nodes accept and never answer", (node) => node.pause(), (node) => node.resume()],
    ["all nodes are gone", (node) => node.kill(), (node) => node.restart()],
  ])("goes on after %s", async (_, begin, end) => {
    await there.subscribe("p", inbox.listener);
    await Promise.all(cluster.nodes.map(begin));
    await Promise.all([untilAway(here), untilAway(there)]);
    for (const n of range(1, 5_000)) here.publish("p", `lost ${n}`);
    await there.subscribe("q", inbox.listener);
    const { logger } = createRecordingLogger();
    const late = createRedisBus({ url: cluster.url, namespace: testNamespace, logger });
    onTestFinished(() => late.close());
    await late.subscribe("p", createInbox().listener);

    await Promise.all(cluster.nodes.map(end));
    await cluster.untilWhole();

    await Promise.all([untilConnected(here), untilConnected(there), untilConnected(late)]);
    await untilPublished(late, "p", inbox);
    here.publish("q", "after, q");
    await inbox.untilHeard("after, q");
  });

  test("closes without waiting for it", async () => {
    await there.subscribe("p", inbox.listener);
    for (const node of cluster.nodes) node.pause();
    onTestFinished(() => {
      for (const node of cluster.nodes) node.resume();
    });
    here.publish("p", "never answered");
    await here.close();
    // It did not wait until the silence was noticed.
    expect(logLines.filter(({ msg }) => msg.includes("unreachable"))).toEqual([]);
    await untilAway(there);
    await there.close();

    expect([here.isConnected(), there.isConnected()]).toEqual([false, false]);
    here.publish("p", "too late");
  });
});

async function channelsOn(node: ClusterNode): Promise<string[]> {
  const channels = await node.ask((client) => client.call("PUBSUB", "SHARDCHANNELS"));
  return (channels as string[]).filter((channel) => !channel.startsWith("lockstep:probe:")).sort();
}

async function whereSubscribed(): Promise<ClusterNode[]> {
  const channels = await Promise.all(cluster.nodes.map(channelsOn));
  return cluster.nodes.filter((_, index) => channels[index]?.includes(channel));
}

async function countPublishes(node: ClusterNode): Promise<number> {
  const statistics = await node.ask((client) => client.info("commandstats"));
  return Number(/cmdstat_spublish:calls=(\d+)/.exec(statistics)?.[1] ?? 0);
}
