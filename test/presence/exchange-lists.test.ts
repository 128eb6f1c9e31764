import { Redis } from "ioredis";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { defineListExchange, type ListExchange, readReply } from "../../src/presence/exchange-lists.ts";
import { testNamespace } from "../support/test-namespace.ts";

test("defineListExchange takes an own list whose time is over for a lost one, be it still there", async () => {
  const client = new Redis(inject("redisUrl"));
  onTestFinished(() => client.disconnect());
  const send = defineListExchange(client, testNamespace);
  const projectId = crypto.randomUUID();
  const exchange = async (instanceId: string, action: ListExchange["action"], lifetime: number) =>
    readReply(await send({ projectId, instanceId, action, people: [], lifetime }));

  expect((await exchange("here", "write", 60_000)).hadOwn).toBe(false);
  // Another list keeps the key, and nobody reads who would drop what is over.
  await exchange("there", "write", 60_000);
  expect((await exchange("here", "write", 20)).hadOwn).toBe(true);
  const key = `lockstep:test:{${projectId}}:presence`;
  const expiry = Number.parseInt((await client.hget(key, "here")) ?? "", 10);
  await vi.waitFor(async () => {
    const [seconds, microseconds] = await client.time();
    expect(Number(seconds) * 1_000 + Number(microseconds) / 1_000).toBeGreaterThan(expiry);
  });

  expect(await client.hexists(key, "here")).toBe(1);
  expect((await exchange("here", "keep", 0)).hadOwn).toBe(false);
  expect((await exchange("here", "write", 60_000)).hadOwn).toBe(false);
  expect((await exchange("here", "remove", 0)).hadOwn).toBe(true);
  await exchange("there", "remove", 0);
});
