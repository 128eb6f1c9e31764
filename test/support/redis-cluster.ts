import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Command, Redis } from "ioredis";
import { vi } from "vitest";
import { findFreePort } from "./find-free-port.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { range } from "./range.ts";
import { guardConfiguration, type RedisGuard } from "./redis.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

/** A Redis Cluster of the test's own. */
export interface TestRedisCluster {
  /** As `REDIS_URL` names all of its nodes. */
  readonly url: string;
  /** The primaries of the beginning first, then the replica of each, in the same order. */
  readonly nodes: readonly ClusterNode[];
  /** Node that serves a key, or a channel, according to the nodes that answer. */
  primaryOf(key: string): Promise<ClusterNode>;
  /** A replica of a primary, once it has one. */
  replicaOf(primary: ClusterNode): Promise<ClusterNode>;
  /** All primaries that answer. */
  primaries(): Promise<readonly ClusterNode[]>;
  /** Moves a key's whole slot to another primary, as an operator's tools do, and resolves when all nodes know. */
  moveSlotOf(key: string, target: ClusterNode): Promise<void>;
  /** Resolves when all nodes that answer agree that every slot is served, and replicas follow their primaries. */
  untilWhole(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterNode extends RedisServer {
  /** The way in for clients; these tests themselves use the port, without TLS. */
  readonly url: string;
  readonly port: number;
  /** Asks this node itself, over a connection of its own. */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>;
}

const slotCount = 16_384;

/** Without it, the nodes tell clients of each other's ports without TLS. */
const tlsAmongNodes = { "tls-cluster": "yes", "tls-replication": "yes" };

/**
 * Three primaries, each with a replica that takes its place two seconds or three after its end. The caller closes it.
 */
export async function createTestRedisCluster(guard?: RedisGuard): Promise<TestRedisCluster> {
  const folder = await mkdtemp(join(await findServerFolder(), "lockstep-redis-cluster-"));
  const nodes = await Promise.all(range(1, 6).map(() => startNode(folder, guard)));
  await introduce(nodes);
  const cluster: TestRedisCluster = {
    url: nodes.map(({ url }) => url).join(),
    nodes,
    primaryOf: (key) => primaryOf(nodes, key),
    replicaOf: (primary) => replicaOf(primary, nodes),
    primaries: () => primariesOf(nodes),
    moveSlotOf: async (key, target) => moveSlot(slotOf(key), await primaryOf(nodes, key), target, nodes),
    untilWhole: () => untilWhole(nodes),
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(folder, { recursive: true });
    },
  };
  await cluster.untilWhole();
  return cluster;
}

/** Tries other ports where somebody else took one between the look for it and the start. */
async function startNode(dir: string, guard: RedisGuard | undefined, tries = 5): Promise<ClusterNode> {
  try {
    return await startNodeOnce(dir, guard);
  } catch (error) {
    if (tries === 1 || !String(error).includes("Address already in use")) throw error;
    return await startNode(dir, guard, tries - 1);
  }
}

async function startNodeOnce(dir: string, guard: RedisGuard | undefined): Promise<ClusterNode> {
  const [port, tlsPort, busPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const server = await startRedisServer({
    port: String(port),
    dir,
    "cluster-enabled": "yes",
    "cluster-port": String(busPort),
    "cluster-config-file": `nodes-${port}.conf`,
    "cluster-node-timeout": "2000",
    "cluster-replica-validity-factor": "0",
    "repl-diskless-sync-delay": "0",
    ...(guard && { "tls-port": String(tlsPort), ...guardConfiguration(guard), ...tlsAmongNodes }),
  });
  const credentials = guard && { password: guard.password };
  return {
    ...server,
    url: guard ? `rediss://:${guard.password}@127.0.0.1:${tlsPort}` : `redis://127.0.0.1:${port}`,
    port,
    async ask(question) {
      const client = new Redis({ port, host: "127.0.0.1", ...credentials });
      try {
        return await question(client);
      } finally {
        client.disconnect();
        await once(client, "end");
      }
    },
  };
}

/** Makes one cluster of nodes that know nothing of each other. */
async function introduce(nodes: readonly ClusterNode[]): Promise<void> {
  const primaries = nodes.slice(0, nodes.length / 2);
  const busPorts = await Promise.all(nodes.map((node) => node.ask((client) => client.config("GET", "cluster-port"))));
  for (const [index, node] of nodes.entries()) {
    await node.ask((client) => client.cluster("SET-CONFIG-EPOCH", index + 1));
  }
  for (const [index, primary] of primaries.entries()) {
    const first = Math.ceil((index * slotCount) / primaries.length);
    const last = Math.ceil(((index + 1) * slotCount) / primaries.length) - 1;
    await primary.ask((client) => client.call("CLUSTER", "ADDSLOTSRANGE", first, last));
  }
  for (const node of nodes) {
    await node.ask(async (client) => {
      for (const [other, { port }] of nodes.entries()) {
        const [, busPort] = busPorts[other] as [string, string];
        await client.call("CLUSTER", "MEET", "127.0.0.1", port, busPort);
      }
    });
  }
  await untilWhole(nodes);
  for (const [index, replica] of nodes.slice(primaries.length).entries()) {
    const id = await idOf(primaries[index] as ClusterNode);
    await vi.waitFor(() => replica.ask((client) => client.cluster("REPLICATE", id)));
  }
  await Promise.all(primaries.map((primary) => replicaOf(primary, nodes)));
}

/** Waits until it has one that follows it. */
function replicaOf(primary: ClusterNode, nodes: readonly ClusterNode[]): Promise<ClusterNode> {
  const find = async () => {
    const [, , replicas] = (await primary.ask((client) => client.role())) as [string, number, [string, string][]];
    const node = nodes.find(({ url }) => new URL(url).port === replicas[0]?.[1]);
    if (!node) throw new Error("It has no replica.");
    return node;
  };
  return vi.waitFor(find, { interval: 50 });
}

function untilWhole(nodes: readonly ClusterNode[]): Promise<void> {
  const check = async (client: Redis) => {
    const info = `${await client.cluster("INFO")}${await client.info("replication")}`;
    const isWhole = info.includes("cluster_state:ok") && info.includes(`cluster_slots_ok:${slotCount}`);
    if (!isWhole || info.includes("master_link_status:down")) throw new Error(info);
  };
  return vi.waitFor(
    async () => {
      await Promise.all(answering(nodes).map((node) => node.ask(check)));
    },
    { interval: 50 },
  );
}

/** Those that are neither killed nor frozen. */
function answering(nodes: readonly ClusterNode[]): readonly ClusterNode[] {
  return nodes.filter((node) => node.isServing());
}

async function primaryOf(nodes: readonly ClusterNode[], key: string): Promise<ClusterNode> {
  const slot = slotOf(key);
  const find = async () => {
    const [witness] = answering(nodes);
    const slots = await witness?.ask((client) => client.cluster("SLOTS"));
    const range = slots?.find(([first, last]) => first <= slot && slot <= last);
    const node = nodes.find(({ port }) => port === range?.[2]?.[1]);
    if (!node) throw new Error(`Nobody answers for slot ${slot}.`);
    return node;
  };
  return await vi.waitFor(find, { interval: 50 });
}

async function moveSlot(
  slot: number,
  source: ClusterNode,
  target: ClusterNode,
  nodes: readonly ClusterNode[],
): Promise<void> {
  const [sourceId, targetId] = [await idOf(source), await idOf(target)];
  await target.ask((client) => client.cluster("SETSLOT", slot, "IMPORTING", sourceId));
  await source.ask(async (client) => {
    await client.cluster("SETSLOT", slot, "MIGRATING", targetId);
    const keys = (await client.cluster("GETKEYSINSLOT", slot, 1_000)) as string[];
    if (keys.length > 0) await client.migrate("127.0.0.1", target.port, "", 0, 5_000, "KEYS", ...keys);
  });
  for (const node of [target, source, ...(await primariesOf(nodes))]) {
    await node.ask((client) => client.cluster("SETSLOT", slot, "NODE", targetId));
  }
  await untilWhole(nodes);
}

async function primariesOf(nodes: readonly ClusterNode[]): Promise<ClusterNode[]> {
  const present = answering(nodes);
  const roles = await Promise.all(present.map((node) => node.ask((client) => client.role())));
  return present.filter((_, index) => roles[index]?.[0] === "master");
}

function idOf(node: ClusterNode): Promise<string> {
  return node.ask(async (client) => String(await client.cluster("MYID")));
}

function slotOf(key: string): number {
  return new Command("get", [key]).getSlot() as number;
}
