import type { Redis } from "ioredis";
import { afterEach, beforeEach, onTestFinished } from "vitest";
import { askRedis } from "../support/ask-redis.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { createRedisProxy, type RedisProxy } from "./redis-proxy.ts";
import { listsKey } from "./scene.ts";

/** Redis as the tests of one file see it. */
export interface RedisScene {
  readonly redis: TestRedis;
  /** A way to it that is closed after the test. */
  openProxy(): Promise<RedisProxy>;
  /** Asks Redis itself, over a connection of its own. */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>;
  countLists(projectId: string): Promise<number>;
  /** The fields of the lists that hold somebody of that name. */
  listsWith(projectId: string, name: string): Promise<string[]>;
  /** Until when the last list to end counts, by Redis' clock. */
  latestExpiry(projectId: string): Promise<number>;
}

/** Has each test of the file begin with a Redis of its own. */
export function setRedisScene(): RedisScene {
  let redis: TestRedis;

  beforeEach(async () => {
    redis = await createTestRedis();
  });

  afterEach(() => redis.close());

  const ask: RedisScene["ask"] = (question) => askRedis(redis.url, question);

  return {
    get redis() {
      return redis;
    },
    async openProxy() {
      const proxy = await createRedisProxy(redis.url);
      onTestFinished(() => proxy.close());
      return proxy;
    },
    ask,
    countLists: (projectId) => ask((client) => client.hlen(listsKey(projectId))),
    async listsWith(projectId, name) {
      const lists = await ask((client) => client.hgetall(listsKey(projectId)));
      return Object.keys(lists).filter((instanceId) => lists[instanceId]?.includes(`"name":"${name}"`));
    },
    async latestExpiry(projectId) {
      const lists = await ask((client) => client.hvals(listsKey(projectId)));
      return Math.max(...lists.map((list) => Number.parseInt(list, 10)));
    },
  };
}
