import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { range } from "../support/range.ts";
import { type ClusterNode, createTestRedisCluster, type TestRedisCluster } from "../support/redis-cluster.ts";
import { person, present } from "./onlooker.ts";
import { type Instances, testPresenceContract } from "./presence-contract.ts";
import { createStage } from "./presence-stage.ts";
import { createRedisProxy, type RedisProxy } from "./redis-proxy.ts";
import { comeIn, listsKey, lookOn, lookOnAll, open, untilConnected } from "./scene.ts";

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

describe("createRedisPresence on a cluster", () => {
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
    await vi.waitFor(() => replica.ask((client) => client.hdel(listsKey("p"), theirs)));
    here.refresh("p", "another");
    await comeIn(all, elsewhere, "linus");
    await vi.waitFor(async () => expect(await listsWith(replica, "grace")).toEqual([theirs]));
    await comeIn(all, here, "barbara");

    expect(primaries).toContain(primary);
    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace", "+linus", "+barbara"]);
  });

  test("sends nothing about a primary that returns empty", async () => {
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
    const { instances } = open({ urls: Array(2).fill(cluster.url), heartbeat: 500 });
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

  test("keeps nobody waiting on all other nodes while one does not answer, however busy its projects are", async () => {
    // Less than the two seconds after which the silent node counts as gone.
    const patience = 1_500;
    const { instances } = open({ urls: Array(2).fill(cluster.url), heartbeat: 1_000, patience });
    const [here, there] = instances as Instances;
    const projects = range(1, 40).map((n) => `q${n}`);
    const owners = await Promise.all(projects.map((id) => cluster.primaryOf(listsKey(id))));
    const frozen = owners[0] as ClusterNode;
    const busy = projects.filter((_, index) => owners[index] === frozen);
    const [calm = "", arrived = ""] = projects.filter((_, index) => owners[index] !== frozen);
    const all = [await lookOn(here, calm), await lookOn(there, calm)];
    await Promise.all(instances.flatMap((presence) => busy.slice(0, 3).map((id) => lookOn(presence, id))));
    there.join(arrived, person("ada"));
    await vi.waitFor(async () => expect((await here.read([arrived])).get(arrived)).toEqual([present(person("ada"))]));
    await keepServing();
    let rounds = 0;
    const timeRound = async () => {
      const name = `n${++rounds}`;
      for (const id of busy) for (const presence of instances) presence.join(id, person(name))();
      const begin = performance.now();
      await comeIn(all, instances[rounds % 2] as Presence, name, calm);
      return performance.now() - begin;
    };
    const before: number[] = [];
    while (before.length < 15) before.push(await timeRound());

    frozen.pause();
    onTestFinished(() => frozen.resume());
    const end = performance.now() + 4_000;
    const times: number[] = [];
    const read: Promise<ReadonlyMap<string, readonly object[]>>[] = [];
    while (performance.now() < end || times.length < 15) {
      // It waits for the silent node to the end of patience.
      if (times.length % 10 === 0) read.push(here.read(["nobody's", arrived, busy[4] ?? ""]));
      times.push(await timeRound());
    }

    for (const lists of await Promise.all(read)) expect(lists.get(arrived)).toHaveLength(1);
    // Compared with the rounds before, as other tests keep the machine busy.
    expect(median(times)).toBeLessThan(median(before) + patience / 2);
  });

  test("costs one round trip to each node to renew all projects, with one command each", async () => {
    const proxies = await openProxies();
    const url = [...proxies.values()].map((proxy) => proxy.url).join();
    const [here] = open({ urls: [url], heartbeat: 700, patience: 10_000 }).instances as Instances;
    await untilConnected([here]);
    for (const n of range(1, 300)) here.join(`p${n}`, person("ada"));
    // When what was asked for is answered, nothing is under way.
    await here.read(["another"]);

    const read = () =>
      Promise.all([...proxies.keys()].map((node) => node.ask((client) => client.keys("lockstep:test:*"))));
    await vi.waitFor(async () => expect((await read()).flat()).toHaveLength(300));
    const lists = await read();

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

/** Has the nodes serve their own slots while others are without a primary, until the end of the test. */
async function keepServing(): Promise<void> {
  const setFullCoverage = (value: "yes" | "no") => (node: ClusterNode) =>
    node.ask((client) => client.config("SET", "cluster-require-full-coverage", value));
  await Promise.all(cluster.nodes.map(setFullCoverage("no")));
  onTestFinished(async () => {
    await Promise.all(cluster.nodes.map(setFullCoverage("yes")));
  });
}

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
    { interval: 50 },
  );
  return proxies;
}

/** Until each sees who comes to another. */
async function untilShared(instances: readonly Presence[]): Promise<void> {
  await untilConnected(instances);
  const share = async (presence: Presence, index: number) => {
    const [projectId, visitor] = [`hello ${index}`, person(`${index}`)];
    const leave = presence.join(projectId, visitor);
    for (const other of instances) {
      await vi.waitFor(async () => {
        expect((await other.read([projectId])).get(projectId)).toEqual([present(visitor)]);
      });
    }
    leave();
  };
  await Promise.all(instances.map(share));
}

/** The fields of a project's lists that hold somebody of that name. */
async function listsWith(node: ClusterNode, name: string): Promise<string[]> {
  const lists = await node.ask((client) => client.hgetall(listsKey("p")));
  return Object.keys(lists).filter((instanceId) => lists[instanceId]?.includes(`"name":"${name}"`));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
