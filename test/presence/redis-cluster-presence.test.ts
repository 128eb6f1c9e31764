import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { range } from "../support/range.ts";
import { type ClusterNode, createTestRedisCluster, type TestRedisCluster } from "../support/redis-cluster.ts";
import { createOnlooker, type Onlooker, person } from "./onlooker.ts";
import { type Instances, testPresenceContract } from "./presence-contract.ts";
import { createStage, type Stage, type StageOptions } from "./presence-stage.ts";
import { createRedisProxy, type RedisProxy } from "./redis-proxy.ts";

/** A heartbeat that does not come within a test. */
const never = 600_000;

const listsKey = (projectId: string) => `lockstep:{${projectId}}:presence`;

let cluster: TestRedisCluster;

beforeAll(async () => {
  cluster = await createTestRedisCluster();
});

afterAll(() => cluster.close());

beforeEach(async () => {
  const primaries = await cluster.primaries();
  await Promise.all(primaries.map((node) => node.ask((client) => client.flushall())));
});

afterEach(() => cluster.untilWhole());

testPresenceContract("createRedisPresence on a cluster", async (grace) => {
  const { instances } = createStage({ urls: Array(3).fill(cluster.url), grace, debounce: 10 });
  await untilShared(instances);
  return instances as unknown as Instances;
});

describe("createRedisPresence on a cluster", { timeout: 60_000 }, () => {
  test("tells nothing of a slot that moves with its lists", async () => {
    const { instances } = open({ urls: Array(3).fill(cluster.url), heartbeat: 300 });
    const [here, there] = instances as Instances;
    const all = await lookOnAll(instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");

    const primaries = await cluster.primaries();
    for (const target of [...primaries, ...primaries]) {
      if (target !== (await cluster.primaryOf(listsKey("p")))) await cluster.moveSlotOf(listsKey("p"), target);
    }
    await comeIn(all, here, "linus");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace", "+linus"]);
  });

  test("tells nothing of a primary that dies and whose replica takes its place, be lists lost with it", async () => {
    const { instances } = open({ urls: Array(3).fill(cluster.url), heartbeat: 2_000 });
    const [here, there, elsewhere] = instances as Instances;
    const all = await lookOnAll(instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");
    const primaries = await cluster.primaries();
    const primary = await cluster.primaryOf(listsKey("p"));
    const replica = await cluster.replicaOf(primary);
    const [theirs = ""] = await listsWith(primary, "grace");

    await primary.kill();
    onTestFinished(() => primary.restart());
    // As if it had not heard of it in time.
    await vi.waitFor(() => replica.ask((client) => client.hdel(listsKey("p"), theirs)), { timeout: 20_000 });
    here.refresh("p");
    await comeIn(all, elsewhere, "linus");
    await vi.waitFor(async () => expect(await listsWith(replica, "grace")).toEqual([theirs]), { timeout: 10_000 });
    await comeIn(all, here, "barbara");

    expect(primaries).toContain(primary);
    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace", "+linus", "+barbara"]);
  });

  test("tells nothing of a primary that comes back empty", async () => {
    const { instances } = open({ urls: Array(3).fill(cluster.url), heartbeat: 2_000 });
    const [here, there] = instances as Instances;
    const all = await lookOnAll(instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");
    const primary = await cluster.primaryOf(listsKey("p"));
    const replica = await cluster.replicaOf(primary);

    await Promise.all([primary.kill(), replica.kill()]);
    here.join("p", person("linus"));
    await Promise.all([primary.restart(), replica.restart()]);
    await comeIn(all, there, "barbara");

    for (const onlooker of all) await onlooker.until(() => onlooker.picture.length === 4);
    for (const { heard } of all) expect(heard.toSorted()).toEqual(["+ada", "+barbara", "+grace", "+linus"]);
  });

  test("goes on with all other nodes while one does not answer", async () => {
    const { instances } = open({ urls: Array(2).fill(cluster.url), heartbeat: never });
    const [here, there] = instances as Instances;
    const primaries = await cluster.primaries();
    const frozen = await cluster.primaryOf(listsKey("p"));
    const projects = range(1, 20).map((n) => `q${n}`);
    const owners = await Promise.all(projects.map((id) => cluster.primaryOf(listsKey(id))));
    const elsewhere = projects.find((_, index) => owners[index] !== frozen) ?? "";
    const onlookers = [await lookOn(here, elsewhere), await lookOn(there, elsewhere)];
    const all = await lookOnAll(instances);
    await comeIn(all, here, "ada");

    frozen.pause();
    onTestFinished(() => frozen.resume());
    here.join("p", person("grace"));
    await comeIn(onlookers, here, "linus", elsewhere);

    for (const onlooker of all) await onlooker.untilHeard("+grace");
    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace"]);
    expect(primaries).toContain(frozen);
  });

  test("costs one round trip to each node to renew all projects, with one command each", async () => {
    const proxies = await openProxies();
    const url = [...proxies.values()].map((proxy) => proxy.url).join();
    const [here] = open({ urls: [url], heartbeat: 700, patience: 10_000 }).instances as Instances;
    await Promise.all(range(1, 300).map((n) => lookOn(here, `p${n}`)));
    // When what was asked for is answered, nothing is under way.
    await here.read(["another"]);

    const lists = await Promise.all([...proxies.keys()].map((node) => node.ask((client) => client.keys("*"))));
    expect(lists.flat()).toHaveLength(300);

    for (const proxy of proxies.values()) proxy.hold();
    for (const [index, proxy] of [...proxies.values()].entries()) {
      const own = lists[index] ?? [];
      expect(own.length).toBeGreaterThan(50);
      await proxy.untilExchanged(own.length);
      expect(proxy.exchanged.map(listsKey).sort()).toEqual(own.sort());
    }
    for (const proxy of proxies.values()) proxy.release();
  });
});

/** A proxy before each primary, which the cluster tells of in the node's stead. */
async function openProxies(): Promise<ReadonlyMap<ClusterNode, RedisProxy>> {
  const primaries = await cluster.primaries();
  const proxies = new Map<ClusterNode, RedisProxy>();
  for (const node of primaries) {
    const proxy = await createRedisProxy(`redis://127.0.0.1:${node.port}`);
    const announce = (port: string) => node.ask((client) => client.config("SET", "cluster-announce-port", port));
    await announce(new URL(proxy.url).port);
    onTestFinished(async () => {
      await announce("0");
      await proxy.close();
    });
    proxies.set(node, proxy);
  }
  const ports = [...proxies.values()].map(({ url }) => Number(new URL(url).port)).sort();
  await vi.waitFor(
    async () => {
      for (const node of primaries) {
        const slots = await node.ask((client) => client.cluster("SLOTS"));
        expect([...new Set(slots.map(([, , primary]) => primary?.[1]))].sort()).toEqual(ports);
      }
    },
    { timeout: 10_000, interval: 50 },
  );
  return proxies;
}

function open(options: StageOptions): Stage {
  const stage = createStage({ grace: 20, debounce: 10, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

async function lookOn(presence: Presence, projectId = "p"): Promise<Onlooker> {
  const onlooker = await createOnlooker(presence, projectId);
  onTestFinished(() => onlooker.check());
  return onlooker;
}

function lookOnAll(instances: readonly Presence[]): Promise<Onlooker[]> {
  return Promise.all(instances.map((presence) => lookOn(presence)));
}

/** Somebody comes, and all have heard of it. */
async function comeIn(all: readonly Onlooker[], presence: Presence, name: string, projectId = "p"): Promise<void> {
  presence.join(projectId, person(name));
  for (const onlooker of all) await onlooker.untilHeard(`+${name}`);
}

/** Until each sees who comes to another. */
async function untilShared(instances: readonly Presence[]): Promise<void> {
  for (const [index, presence] of instances.entries()) {
    const leave = presence.join("hello", person(`${index}`));
    for (const other of instances) {
      await vi.waitFor(async () => {
        expect((await other.read(["hello"])).get("hello")).toEqual([person(`${index}`)]);
      });
    }
    leave();
    for (const other of instances) {
      await vi.waitFor(async () => expect((await other.read(["hello"])).get("hello")).toEqual([]));
    }
  }
}

/** The fields of a project's lists that hold somebody of that name. */
async function listsWith(node: ClusterNode, name: string): Promise<string[]> {
  const lists = await node.ask((client) => client.hgetall(listsKey("p")));
  return Object.keys(lists).filter((instanceId) => lists[instanceId]?.includes(`"name":"${name}"`));
}
