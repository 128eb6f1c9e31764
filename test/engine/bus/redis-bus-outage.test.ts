import type { Logger } from "pino";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Bus } from "../../../src/engine/bus/bus.ts";
import { createRedisBus } from "../../../src/engine/bus/redis-bus.ts";
import { askRedis } from "../../support/ask-redis.ts";
import { createTestRedis, type TestRedis } from "../../support/redis.ts";
import { testNamespace } from "../../support/test-namespace.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createRecordingLogger, type LogLine } from "./recording-logger.ts";
import { nextReconnect, untilAway, untilConnected, untilPublished } from "./until-connected.ts";

let redis: TestRedis;

beforeEach(async () => {
  redis = await createTestRedis();
});

afterEach(() => redis.close());

describe("createRedisBus, when Redis fails,", () => {
  let here: Bus;
  let there: Bus;
  let logger: Logger;
  let logLines: readonly LogLine[];
  let inbox: Inbox;

  beforeEach(async () => {
    ({ logger, lines: logLines } = createRecordingLogger());
    here = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
    there = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
    inbox = createInbox();
    await Promise.all([untilConnected(here), untilConnected(there)]);
  });

  afterEach(async () => {
    await Promise.all([here.close(), there.close()]);
  });

  test("starts without it and subscribes once it is there", async () => {
    await redis.kill();
    const bus = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
    onTestFinished(() => bus.close());
    await bus.subscribe("p", inbox.listener);
    expect(bus.isConnected()).toBe(false);
    bus.publish("p", "lost");
    const renewed = nextReconnect(bus);

    const unreachable = logLines.filter(({ msg }) => msg.startsWith("Redis is unreachable"));
    expect(unreachable).not.toEqual([]);
    for (const { reason } of unreachable) expect(reason).toMatch(/\S/);
    await redis.restart();

    await renewed;
    await untilConnected(bus);
    bus.publish("p", "heard");
    await inbox.untilHeard("heard");
    expect(inbox.received).toEqual(["heard"]);
  });

  test("goes on after a restart, and says so when the subscriptions stand", async () => {
    await there.subscribe("p", inbox.listener);
    await there.subscribe("q", inbox.listener);
    here.publish("p", "before");
    await inbox.untilHeard("before");

    await redis.kill();
    await Promise.all([untilAway(here), untilAway(there)]);
    here.publish("p", "lost");
    const standing = nextReconnect(there).then(() => subscribedChannels());
    await redis.restart();

    expect(await standing).toEqual(["lockstep:test:{p}", "lockstep:test:{q}"]);
    await untilConnected(here);
    here.publish("p", "after, p");
    here.publish("q", "after, q");
    await inbox.untilHeard("after, q");
    expect(inbox.received).toEqual(["before", "after, p", "after, q"]);
  });

  test("logs once per connection that it went and once that it came", async () => {
    await redis.kill();
    await Promise.all([untilAway(here), untilAway(there)]);
    const bus = createRedisBus({ url: redis.url, namespace: testNamespace, logger });
    onTestFinished(() => bus.close());
    // Long enough for several attempts of each connection.
    for (let attempt = 0; attempt < 5; attempt++) await bus.subscribe(`p${attempt}`, inbox.listener);
    await redis.restart();
    await Promise.all([untilConnected(here), untilConnected(there), untilConnected(bus)]);

    for (const name of ["publisher", "subscriber"]) {
      const messages = logLines.filter((line) => line.redis === name).map(({ msg }) => msg);
      expect(messages.filter((msg) => msg.includes("unreachable"))).toHaveLength(3);
      expect(messages.filter((msg) => msg.includes("Connected"))).toHaveLength(5);
      expect(messages).toHaveLength(8);
    }
  });

  test("notices that it accepts and never answers, and goes on when it does again", async () => {
    await there.subscribe("p", inbox.listener);

    redis.pause();
    await there.subscribe("q", inbox.listener);
    // It did not wait until the silence was noticed.
    expect(logLines.filter(({ msg }) => msg.includes("unreachable"))).toEqual([]);
    here.publish("p", "on the way or lost");
    await Promise.all([untilAway(here), untilAway(there)]);
    const renewed = nextReconnect(there);
    redis.resume();

    await renewed;
    await untilConnected(here);
    here.publish("p", "after, p");
    here.publish("q", "after, q");
    await Promise.all([inbox.untilHeard("after, p"), inbox.untilHeard("after, q")]);
  });

  test("tells of a subscription that stood only after nobody waited for it any more", async () => {
    redis.pause();
    const renewed = nextReconnect(there);
    await there.subscribe("p", inbox.listener);
    redis.resume();

    await renewed;

    expect(await subscribedChannels()).toEqual(["lockstep:test:{p}"]);
  });

  test("keeps 1,000 publishes under way and drops what is beyond", async () => {
    await there.subscribe("p", inbox.listener);
    redis.pause();

    for (let n = 0; n < 5_000; n++) here.publish("p", `${n}`);
    redis.resume();

    await inbox.untilHeard("999");
    await untilPublished(here, "p", inbox);
    expect(inbox.received.slice(0, 1_000)).toEqual(Array.from({ length: 1_000 }, (_, n) => `${n}`));
    expect(inbox.received.slice(1_000).every((message) => message === "marker")).toBe(true);
  });

  test("has room for publishes again after a silence that ended with the connection", async () => {
    await there.subscribe("p", inbox.listener);
    redis.pause();
    for (let n = 0; n < 5_000; n++) here.publish("p", `${n}`);
    await Promise.all([untilAway(here), untilAway(there)]);
    redis.resume();
    await Promise.all([untilConnected(here), untilConnected(there)]);

    await untilPublished(here, "p", inbox);
  });

  test("renews the subscriptions when only their connection is cut", async () => {
    await there.subscribe("p", inbox.listener);
    const renewed = nextReconnect(there);

    await askRedis(redis.url, (client) => client.client("KILL", "TYPE", "PUBSUB"));

    await renewed;
    here.publish("p", "after");
    await inbox.untilHeard("after");
  });

  test("publishes again when only that connection is cut", async () => {
    await there.subscribe("p", inbox.listener);

    await askRedis(redis.url, (client) => client.client("KILL", "TYPE", "NORMAL", "SKIPME", "YES"));

    await untilAway(here);
    here.publish("p", "lost");
    await untilConnected(here);
    here.publish("p", "after");
    await inbox.untilHeard("after");
    expect(inbox.received).toEqual(["after"]);
  });

  test("does not end a new connection for the silence of the last one", async () => {
    redis.pause();
    here.publish("p", "never answered");
    await redis.kill();
    await Promise.all([untilAway(here), untilAway(there)]);
    await redis.restart();
    await Promise.all([untilConnected(here), untilConnected(there)]);

    // Twelve heartbeats of four connections take longer than the silence that is allowed.
    await vi.waitFor(async () => expect(await countCommands("ping")).toBeGreaterThanOrEqual(12));

    expect(logLines.filter(({ msg }) => msg.includes("unreachable"))).toHaveLength(4);
  });

  test("forgets what was unsubscribed meanwhile", async () => {
    const unsubscribe = await there.subscribe("p", inbox.listener);
    await there.subscribe("q", inbox.listener);
    await redis.kill();
    await untilAway(there);
    unsubscribe();
    const unsubscribeNew = await there.subscribe("new", inbox.listener);
    unsubscribeNew();
    const renewed = nextReconnect(there);
    await redis.restart();
    await renewed;

    expect(await subscribedChannels()).toEqual(["lockstep:test:{q}"]);
  });

  test("leaves nothing behind, however often projects open and close", async () => {
    const openAndClose = async (projectId: string) => {
      const unsubscribe = await there.subscribe(projectId, inbox.listener);
      unsubscribe();
    };
    const projects = Array.from({ length: 100 }, (_, n) => `p${n % 10}`);

    await Promise.all(projects.map(openAndClose));
    await redis.kill();
    await Promise.all(projects.map(openAndClose));
    await untilAway(there);
    await Promise.all(projects.map(openAndClose));
    await redis.restart();
    await untilConnected(there);
    await Promise.all(projects.map(openAndClose));

    await vi.waitFor(async () => expect(await subscribedChannels()).toEqual([]));
  });

  test("closes without waiting for it", async () => {
    await there.subscribe("p", inbox.listener);
    redis.pause();
    here.publish("p", "never answered");
    await here.close();
    // It did not wait until the silence was noticed.
    expect(logLines.filter(({ msg }) => msg.includes("unreachable"))).toEqual([]);
    await redis.kill();
    await untilAway(there);
    await there.close();

    expect([here.isConnected(), there.isConnected()]).toEqual([false, false]);
    expect(() => here.publish("p", "too late")).not.toThrow();
  });
});

async function subscribedChannels(): Promise<unknown[]> {
  const channels = await askRedis(redis.url, (client) => client.pubsub("CHANNELS", "*"));
  return channels.filter((channel) => !String(channel).startsWith("lockstep:probe:")).sort();
}

async function countCommands(name: string): Promise<number> {
  const statistics = await askRedis(redis.url, (client) => client.info("commandstats"));
  return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(statistics)?.[1] ?? 0);
}
