import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RateLimitedError } from "../../src/errors/expected-error.ts";
import { createRedisConnection } from "../../src/redis/redis-connection.ts";
import {
  createRateLimit,
  type RateLimit,
  type RateLimitOptions,
  type SharedCounts,
} from "../../src/server/limits/rate-limit.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { createTestRedisCluster } from "../support/redis-cluster.ts";
import { testNamespace } from "../support/test-namespace.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

const refusal = "Too much of this";

describe("alone an instance", () => {
  it("lets so much through, says when there is more, and then there is", async () => {
    vi.useFakeTimers();
    const limit = limitOf({ most: 3, seconds: 1 });
    expect(await takeAll(limit, "ada", 5)).toBe(3);
    const error = await limit.take("ada").catch((error: unknown) => error);
    expect(error).toEqual(new RateLimitedError("Too much of this; try again in 1 s.", 1));
    expect(await takeAll(limit, "grace", 3)).toBe(3);
    vi.advanceTimersByTime(1_000 * Object(error).retryAfter);
    expect(await takeAll(limit, "ada", 5)).toBe(3);
  });

  it("refuses an amount that no time would let through with its budget, and does not count it", async () => {
    const limit = limitOf({ most: 3 });
    const message = "Too much of this; one request may ask for 3 at most (got 4). Send smaller ones.";
    await expect(limit.take("ada", 4)).rejects.toEqual(new RateLimitedError(message, 1, 3));
    await limit.take("ada", 3);
    await expect(limit.take("ada")).rejects.toMatchObject({ budget: null });
  });

  it("lets any amount through where there is no limit", async () => {
    expect(await takeAll(limitOf({ most: 0 }), "ada", 1_000)).toBe(1_000);
  });

  it("counts anew what it forgets", async () => {
    const limit = limitOf({ most: 3 });
    await takeAll(limit, "ada", 3);
    limit.forget("ada");
    expect(await takeAll(limit, "ada", 5)).toBe(3);
  });
});

describe.each([
  ["Redis", createTestRedis],
  ["a Redis Cluster", createTestRedisCluster],
])("with %s instances", (_name, createRedis) => {
  it("count together, exactly where they wait for each other", async () => {
    const [one, two] = await together({ most: 10, tellEvery: 1, patience: 5_000 });
    const taken = await Promise.all([takeAll(one, "ada", 30), takeAll(two, "ada", 30), takeAll(one, "grace", 10)]);
    expect(taken[0] + taken[1]).toBe(10);
    expect(taken[2]).toBe(10);
    for (const limit of [one, two]) await expect(limit.take("ada")).rejects.toMatchObject({ retryAfter: 60 });
    one.forget("ada");
    await vi.waitFor(() => expect(one.take("ada")).resolves.toBeUndefined());
  });

  it("count together, within what they do not tell at once where they do not wait", async () => {
    const [one, two] = await together({ most: 100, tellEvery: 5, patience: 0 });
    expect(await takeAll(one, "ada", 100)).toBe(100);
    let more = 0;
    await vi.waitFor(
      async () => {
        more += await takeAll(two, "ada", 1);
        await expect(two.take("ada")).rejects.toThrow(RateLimitedError);
      },
      { interval: 10 },
    );
    expect(more).toBeLessThan(100);
  });

  async function together(options: Partial<RateLimitOptions>): Promise<readonly [RateLimit, RateLimit]> {
    const redis = await createRedis();
    closers.push(() => redis.close());
    const limits = await Promise.all([connect(redis.url), connect(redis.url)]);
    return limits.map((shared) => limitOf({ ...options, shared })) as [RateLimit, RateLimit];
  }
});

describe("while Redis cannot be reached an instance", () => {
  it.each([
    ["is gone", (redis: TestRedis) => redis.kill(), false],
    ["accepts and never answers", async (redis: TestRedis) => redis.pause(), true],
  ])("counts alone, and nobody waits for long: it %s", async (_how, leave, keepsConnection) => {
    const redis = await createTestRedis();
    closers.push(() => redis.close());
    const shared = await connect(redis.url);
    const patient = limitOf({ name: "patient", most: 3, tellEvery: 1, patience: 100, shared });
    const hasty = limitOf({ name: "hasty", most: 30, tellEvery: 1, patience: 0, shared });
    await leave(redis);
    expect(await takeAll(patient, "ada", 5)).toBe(3);
    expect(await takeAll(hasty, "ada", 50)).toBe(30);
    // They did not wait until the connection was given up.
    if (keepsConnection) expect(shared.isReady()).toBe(true);
  });
});

function limitOf(options: Partial<RateLimitOptions>): RateLimit {
  return createRateLimit({
    name: "test",
    most: 10,
    seconds: 60,
    refusal,
    shared: null,
    tellEvery: 1,
    patience: 0,
    ...options,
  });
}

async function connect(url: string): Promise<SharedCounts & { isReady(): boolean }> {
  const connection = createRedisConnection(url, { name: "limits", logger: pino({ level: "silent" }) });
  closers.push(() => connection.close());
  await vi.waitFor(() => expect(connection.isReady()).toBe(true));
  return { ...connection, namespace: testNamespace };
}

/** Number of simultaneous tries that were let through. */
async function takeAll(limit: RateLimit, key: string, tries: number): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: tries }, () => limit.take(key)));
  return outcomes.filter(({ status }) => status === "fulfilled").length;
}
