import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createRedisBus } from "../../../src/engine/bus/redis-bus.ts";
import { askRedis } from "../../support/ask-redis.ts";
import { createTestRedis, type TestRedis } from "../../support/redis.ts";
import { testNamespace } from "../../support/test-namespace.ts";
import { testBusContract } from "./bus-contract.ts";
import { createInbox } from "./inbox.ts";
import { createRecordingLogger } from "./recording-logger.ts";
import { untilConnected } from "./until-connected.ts";

let redis: TestRedis;

beforeEach(async () => {
  redis = await createTestRedis();
});

afterEach(() => redis.close());

testBusContract("createRedisBus", async (logger) => {
  const here = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
  const there = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
  await Promise.all([untilConnected(here), untilConnected(there)]);
  return { here, there };
});

describe("createRedisBus, with a password,", () => {
  beforeEach(() => askRedis(redis.url, (client) => client.config("SET", "requirepass", "open sesame")));

  test("signs in with the one in the URL", async () => {
    const { logger } = createRecordingLogger();
    const bus = createRedisBus({ url: withCredentials(":open%20sesame"), namespace: testNamespace, logger });
    onTestFinished(() => bus.close());
    const inbox = createInbox();
    await untilConnected(bus);
    await bus.subscribe("p", inbox.listener);

    bus.publish("p", "heard");

    await inbox.untilHeard("heard");
  });

  test("stays away with a wrong one, and never logs it", async () => {
    const { logger, lines } = createRecordingLogger();
    const bus = createRedisBus({ url: withCredentials(":wrong"), namespace: testNamespace, logger });
    onTestFinished(() => bus.close());

    await bus.subscribe("p", createInbox().listener);
    bus.publish("p", "lost");
    await vi.waitFor(() => expect(lines).toHaveLength(2));

    expect(bus.isConnected()).toBe(false);
    expect(lines.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining("WRONGPASS")));
    expect(JSON.stringify(lines)).not.toContain(":wrong");
    expect(JSON.stringify(lines)).not.toContain('"wrong"');
  });
});

test("createRedisBus says once that Redis refuses its channels, and is not connected", async () => {
  await askRedis(redis.url, (client) =>
    client.call("ACL", "SETUSER", "guest", "on", ">guest", "+@all", "allkeys", "resetchannels"),
  );
  const { logger, lines } = createRecordingLogger();
  const bus = createRedisBus({ url: withCredentials("guest:guest"), namespace: testNamespace, logger });
  onTestFinished(() => bus.close());
  const refusals = () => lines.filter(({ reason }) => reason?.includes("NOPERM")).map(({ redis }) => redis);
  await vi.waitFor(() => expect(lines.filter(({ msg }) => msg === "Connected to Redis.")).toHaveLength(2));

  await bus.subscribe("p", createInbox().listener);
  await bus.subscribe("q", createInbox().listener);

  expect(bus.isConnected()).toBe(false);
  // Refuses the messages that the bus sends to itself.
  await vi.waitFor(() => expect(refusals().sort()).toEqual(["subscriber", undefined]));
  bus.publish("p", "refused");
  bus.publish("p", "refused");
  await vi.waitFor(() => expect(refusals().sort()).toEqual(["publisher", "subscriber", undefined]));
});

function withCredentials(credentials: string): string {
  return redis.url.replace("redis://", `redis://${credentials}@`);
}
