import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { askRedis } from "./ask-redis.ts";
import { findFreePort } from "./find-free-port.ts";
import { range } from "./range.ts";
import { type RedisServer, startRedisSentinel, startRedisServer } from "./redis-server.ts";

/** Three Sentinels that watch a primary with two replicas, all of the test's own. */
export interface TestSentinels {
  /** As `REDIS_URL` names them. */
  readonly url: string;
  readonly sentinels: readonly RedisServer[];
  /** Ports of the Sentinels. */
  readonly ports: readonly number[];
  readonly nodes: readonly SentinelNode[];
  /** The primary by the word of all Sentinels that answer; waits until they agree on one that answers. */
  primary(): Promise<SentinelNode>;
  /** Has the Sentinels replace a primary that is well, and resolves when they have. */
  failOver(): Promise<void>;
  close(): Promise<void>;
}

export interface SentinelNode extends RedisServer {
  readonly url: string;
  readonly port: number;
}

const name = "board";

/** The caller closes them. With `password`, Sentinels and data nodes ask for it. */
export async function createTestSentinels({ password = "" } = {}): Promise<TestSentinels> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-sentinels-"));
  const nodes: SentinelNode[] = [];
  for (const _node of range(1, 3)) nodes.push(await startNode(folder, nodes[0], password));
  const ports: number[] = [];
  const sentinels: RedisServer[] = [];
  for (const _sentinel of range(1, 3)) {
    const port = await findFreePort();
    ports.push(port);
    sentinels.push(await startSentinel(folder, port, nodes[0]?.port ?? 0, password));
  }
  const credentials = password && `:${password}@`;
  const ask = (port: number, ...command: [string, ...string[]]) =>
    askRedis(`redis://${credentials}127.0.0.1:${port}`, (client) => client.call(...command));
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join();
  const parameters = password && `?sentinelPassword=${password}`;
  const all: TestSentinels = {
    url: `redis+sentinel://${credentials}${hosts}/${name}${parameters}`,
    sentinels,
    ports,
    nodes,
    primary: () =>
      vi.waitFor(
        async () => {
          const told = await Promise.all(ports.map((port) => ask(port, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)));
          const addresses = new Set(told.map((address) => Number((address as string[])[1])));
          const node = nodes.find(({ port }) => addresses.size === 1 && addresses.has(port));
          if (!node) throw new Error("The Sentinels disagree.");
          if ((await askRole(node)) !== "master") throw new Error("It is none yet.");
          return node;
        },
        { timeout: 30_000, interval: 100 },
      ),
    async failOver() {
      const before = await all.primary();
      await ask(ports[0] ?? 0, "SENTINEL", "FAILOVER", name);
      await vi.waitFor(
        async () => {
          if ((await all.primary()) === before) throw new Error("It is the same.");
        },
        { timeout: 30_000, interval: 100 },
      );
    },
    async close() {
      await Promise.all([...sentinels, ...nodes].map((server) => server.kill()));
      await rm(folder, { recursive: true });
    },
  };
  await untilKnown(ports, ask);
  return all;
}

/** Rejects within a second when it does not answer. */
async function askRole({ url }: SentinelNode): Promise<unknown> {
  const client = new Redis(url, { commandTimeout: 1_000, retryStrategy: () => null });
  client.on("error", () => {});
  try {
    return (await client.role())[0];
  } finally {
    client.disconnect();
  }
}

async function startNode(dir: string, primary: SentinelNode | undefined, password: string): Promise<SentinelNode> {
  const port = await findFreePort();
  const server = await startRedisServer({
    port: String(port),
    dir,
    "repl-diskless-sync-delay": "0",
    ...(password && { requirepass: password, masterauth: password }),
    ...(primary && { replicaof: `127.0.0.1 ${primary.port}` }),
  });
  return { ...server, port, url: `redis://${password && `:${password}@`}127.0.0.1:${port}` };
}

async function startSentinel(folder: string, port: number, primary: number, password: string): Promise<RedisServer> {
  const file = join(folder, `sentinel-${port}.conf`);
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
    ...(password ? [`sentinel auth-pass ${name} ${password}`, `requirepass ${password}`] : []),
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  return startRedisSentinel(file);
}

/** Sentinels that do not know each other and the replicas cannot agree on a failover. */
async function untilKnown(
  ports: readonly number[],
  ask: (port: number, ...command: [string, ...string[]]) => Promise<unknown>,
): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const port of ports) {
        const info = String(await ask(port, "INFO", "sentinel"));
        if (!info.includes("status=ok") || !info.includes("slaves=2,sentinels=3")) throw new Error(info);
      }
    },
    { timeout: 30_000, interval: 100 },
  );
}
