import { pino } from "pino";
import { createRedisBus } from "../../src/engine/bus/redis-bus.ts";
import { encodeHint } from "../../src/engine/feed/feed-message.ts";
import type { Presence } from "../../src/presence/presence.ts";
import { createRedisPresence, type RedisPresenceOptions } from "../../src/presence/redis-presence.ts";
import { createRedisProxy, type RedisProxy } from "../presence/redis-proxy.ts";
import { type Instance, startInstance } from "./instance.ts";
import { createTestDatabase } from "./postgres.ts";
import { createTestRedis, type TestRedis } from "./redis.ts";
import { testNamespace } from "./test-namespace.ts";

/** Three instances of one installation, in this process, on a database and a Redis of their own. */
export interface Trio {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly instances: readonly [Instance, Instance, Instance];
  close(): Promise<void>;
}

/** One whose instances are reached from within, too. */
export interface OpenTrio extends Trio {
  /** The instances' ways to Redis, in the same order. */
  readonly ways: readonly [RedisProxy, RedisProxy, RedisProxy];
  readonly presences: readonly [Presence, Presence, Presence];
}

/** As the environment makes them. */
export async function startTrio(variables: Readonly<Record<string, string>> = {}): Promise<Trio> {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const start = () => startInstance(database.url, { REDIS_URL: redis.url, ...variables });
  const instances = await Promise.all([start(), start(), start()]);
  return {
    databaseUrl: database.url,
    redis,
    instances,
    async close() {
      await Promise.all(instances.map((instance) => instance.close()));
      await redis.close();
      await database.close();
    },
  };
}

/** With other times than those of production, each over a proxy of its own. */
export async function startOpenTrio(
  times: Omit<RedisPresenceOptions, "url" | "namespace" | "logger" | "signal">,
): Promise<OpenTrio> {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const all = await Promise.all([start(), start(), start()]);
  return {
    databaseUrl: database.url,
    redis,
    instances: pick(all, ({ instance }) => instance),
    ways: pick(all, ({ way }) => way),
    presences: pick(all, ({ presence }) => presence),
    async close() {
      await Promise.all(all.map((each) => each.close()));
      await redis.close();
      await database.close();
    },
  };

  async function start() {
    const logger = pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" });
    const way = await createRedisProxy(redis.url);
    const bus = createRedisBus({ url: way.url, namespace: testNamespace, logger });
    const signal = (projectId: string, instanceId: string) =>
      bus.publish(`project:${projectId}`, encodeHint("presence", instanceId));
    const presence = createRedisPresence({ ...times, url: way.url, namespace: testNamespace, logger, signal });
    const parts = { bus, presence };
    const instance = await startInstance(database.url, { REDIS_URL: way.url }, parts);
    return {
      instance,
      way,
      presence,
      async close() {
        await instance.close();
        await presence.close();
        await bus.close();
        await way.close();
      },
    };
  }
}

function pick<From, To>([one, two, three]: readonly [From, From, From], choose: (from: From) => To): [To, To, To] {
  return [choose(one), choose(two), choose(three)];
}
