import { Fleet, type Instance } from "../faults/fleet.ts";
import { Journal } from "../faults/journal.ts";
import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";

/** Two instances in processes of their own, each behind ways that can be broken. Faults hit the first one, or both. */
export interface Stage {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly instances: readonly [Instance, Instance];
  /** Way of clients to the first instance; to the second one while the first is down, as a load balancer does. */
  readonly front: TcpProxy & { readonly url: string };
  /** Address of an instance that listens: the first one, if it does. */
  findUrl(): string;
  /** Ends of processes that nobody ordered. */
  readonly complaints: readonly unknown[];
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const journal = new Journal();
  const fleet = await Fleet.start({ size: 2, databaseUrl: database.url, redisUrl: redis.url, journal });
  const instances = fleet.instances as readonly [Instance, Instance];
  const findUrl = () => {
    const url = instances[0].url ?? instances[1].url;
    if (url === null) throw new Error("No instance listens.");
    return url;
  };
  const target = {
    host: "127.0.0.1",
    get port() {
      return Number(new URL(findUrl()).port);
    },
  };
  const proxy = await startProxy(target);
  return {
    databaseUrl: database.url,
    redis,
    instances,
    front: { ...proxy, url: `http://127.0.0.1:${proxy.port}` },
    findUrl,
    complaints: journal.violations,
    async close() {
      await proxy.close();
      await fleet.close();
      await redis.close();
      await database.close();
    },
  };
}
