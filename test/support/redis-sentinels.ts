import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vi } from "vitest";
import { askRedis } from "./ask-redis.ts";
import { findFreePort } from "./find-free-port.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { range } from "./range.ts";
import { guardConfiguration } from "./redis.ts";
import { type RedisServer, startRedisSentinel, startRedisServer } from "./redis-server.ts";
import type { TlsCertificate } from "./tls-certificate.ts";

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
  /** For the test itself, without TLS. */
  readonly url: string;
  /** The port by which Sentinels and other nodes know it. */
  readonly port: number;
}

/** Passwords and TLS of Sentinels and nodes. */
export interface SentinelGuard {
  readonly password: string;
  readonly certificate?: TlsCertificate;
}

const name = "board";

/** The caller closes them. */
export async function createTestSentinels(guard?: SentinelGuard): Promise<TestSentinels> {
  const password = guard?.password ?? "";
  const folder = await mkdtemp(join(await findServerFolder(), "lockstep-sentinels-"));
  const nodes: SentinelNode[] = [];
  for (const _node of range(1, 3)) nodes.push(await startNode(folder, nodes[0], guard));
  const ports: number[] = [];
  const hosts: string[] = [];
  const sentinels: RedisServer[] = [];
  for (const _sentinel of range(1, 3)) {
    const [port, tlsPort] = [await findFreePort(), await findFreePort()];
    ports.push(port);
    hosts.push(`127.0.0.1:${guard?.certificate ? tlsPort : port}`);
    sentinels.push(await startSentinel(folder, port, tlsPort, nodes[0]?.port ?? 0, guard));
  }
  const credentials = password && `:${password}@`;
  const ask = (port: number, ...command: [string, ...string[]]) =>
    askRedis(`redis://${credentials}127.0.0.1:${port}`, (client) => client.call(...command));
  const parameters = password && `?sentinelPassword=${password}`;
  const all: TestSentinels = {
    url: `${guard?.certificate ? "rediss" : "redis"}+sentinel://${credentials}${hosts.join()}/${name}${parameters}`,
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
          if (!node.isServing()) throw new Error("It does not answer.");
          const [role] = await askRedis(node.url, (client) => client.role());
          if (role !== "master") throw new Error("It is none yet.");
          return node;
        },
        { interval: 100 },
      ),
    async failOver() {
      const before = await all.primary();
      // It refuses while it has not heard of a replica for some time.
      await vi.waitFor(() => ask(ports[0] ?? 0, "SENTINEL", "FAILOVER", name), { interval: 100 });
      await vi.waitFor(
        async () => {
          if ((await all.primary()) === before) throw new Error("It is the same.");
        },
        { interval: 100 },
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

async function startNode(
  dir: string,
  primary: SentinelNode | undefined,
  guard: SentinelGuard | undefined,
): Promise<SentinelNode> {
  const [port, tlsPort] = [await findFreePort(), await findFreePort()];
  const server = await startRedisServer({
    port: String(port),
    dir,
    "repl-diskless-sync-delay": "0",
    ...configure(guard, tlsPort),
    ...(guard && { masterauth: guard.password }),
    ...(primary && { replicaof: `127.0.0.1 ${primary.port}` }),
  });
  const credentials = guard ? `:${guard.password}@` : "";
  return {
    ...server,
    port: guard?.certificate ? tlsPort : port,
    url: `redis://${credentials}127.0.0.1:${port}`,
  };
}

/** The lines of configuration that nodes and Sentinels share. */
function configure(guard: SentinelGuard | undefined, tlsPort: number): Readonly<Record<string, string>> {
  if (!guard) return {};
  const { password, certificate } = guard;
  if (!certificate) return { requirepass: password };
  const files = guardConfiguration({ password, certificate });
  const { masterauth: _masterauth, ...shared } = files;
  return { ...shared, "tls-port": String(tlsPort), "tls-replication": "yes" };
}

async function startSentinel(
  folder: string,
  port: number,
  tlsPort: number,
  primary: number,
  guard: SentinelGuard | undefined,
): Promise<RedisServer> {
  const file = join(folder, `sentinel-${port}.conf`);
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${name} 2000`,
    `sentinel failover-timeout ${name} 2000`,
    ...(guard ? [`sentinel auth-pass ${name} ${guard.password}`] : []),
    // Sentinels ask each other with the password that they ask for themselves.
    ...Object.entries(configure(guard, tlsPort)).map(([key, value]) => `${key} ${value}`),
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  return startRedisSentinel(file);
}

/**
 * Sentinels that do not know each other and the replicas cannot agree on a failover. Clients leave out those of them to
 * whom the one that they ask has no connection yet.
 */
async function untilKnown(
  ports: readonly number[],
  ask: (port: number, ...command: [string, ...string[]]) => Promise<unknown>,
): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const port of ports) {
        const info = String(await ask(port, "INFO", "sentinel"));
        if (!info.includes("status=ok") || !info.includes("slaves=2,sentinels=3")) throw new Error(info);
        const others = String(await ask(port, "SENTINEL", "SENTINELS", name));
        if (others.includes("disconnected")) throw new Error(others);
      }
    },
    { interval: 100 },
  );
}
