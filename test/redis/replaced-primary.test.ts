import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createRedisBus } from "../../src/engine/bus/redis-bus.ts";
import { openRedis } from "../../src/redis/redis-client.ts";
import { createInbox } from "../engine/bus/inbox.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { untilAway, untilConnected, untilPublished } from "../engine/bus/until-connected.ts";
import { startProxy } from "../faults/tcp-proxy.ts";
import { askRedis } from "../support/ask-redis.ts";
import { range } from "../support/range.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { createTestSentinels } from "../support/redis-sentinels.ts";
import { testNamespace } from "../support/test-namespace.ts";

test("createRedisBus follows a name to another primary when its own becomes a replica that keeps its clients", async () => {
  const [first, second] = await Promise.all([createTestRedis(), createTestRedis()]);
  const name = await startName(first);
  onTestFinished(async () => {
    await name.close();
    await Promise.all([first.close(), second.close()]);
  });
  const { logger, lines } = createRecordingLogger();
  const [here, there] = [1, 2].map(() => createRedisBus({ url: name.url, namespace: testNamespace, logger })) as [
    ReturnType<typeof createRedisBus>,
    ReturnType<typeof createRedisBus>,
  ];
  onTestFinished(async () => void (await Promise.all([here.close(), there.close()])));
  const inbox = createInbox();
  await Promise.all([untilConnected(here), untilConnected(there)]);
  await there.subscribe("p", inbox.listener);
  await untilPublished(here, "p", inbox, "before");

  // It follows nobody who is there, so that nothing comes through it from the new primary.
  await askRedis(first.url, (client) => client.replicaof("127.0.0.1", 1));
  await Promise.all([untilAway(here), untilAway(there)]);
  expect(lines.some(({ reason }) => reason?.includes("READONLY"))).toBe(true);
  name.leadTo(second);

  await Promise.all([untilConnected(here), untilConnected(there)]);
  await untilPublished(here, "p", inbox, "after");
  expect(Number((await askRedis(first.url, (client) => client.pubsub("NUMSUB", "lockstep:test:{p}")))[1])).toBe(0);
  // However often it tried, each part has told it once.
  const told = lines.filter(({ level }) => level >= 40).map(({ redis, msg }) => `${redis} ${msg}`);
  expect(told.filter((line) => line.includes("unusable")).length).toBe(2);
});

test("openRedis finds the new primary when it is told of a failover while it waits for a Sentinel's answer", async () => {
  const sentinels = await createTestSentinels();
  // The client asks one after the other, two seconds each, before those that it learned from them.
  const proxies = await Promise.all(
    range(1, 8).map(() => startProxy({ host: "127.0.0.1", port: sentinels.ports[0] ?? 0 })),
  );
  onTestFinished(async () => void (await Promise.all([sentinels, ...proxies].map((each) => each.close()))));
  const client = openRedis(`redis+sentinel://${proxies.map(({ port }) => `127.0.0.1:${port}`)}/board`, "test");
  client.on("error", () => undefined);
  onTestFinished(() => client.disconnect());
  const isWatched = async (port: number) =>
    expect(await askRedis(`redis://127.0.0.1:${port}`, (one) => one.call("CLIENT", "LIST"))).toContain("cmd=subscribe");
  await vi.waitFor(() => Promise.all(sentinels.ports.map(isWatched)));
  const before = await sentinels.primary();

  for (const proxy of proxies) proxy.turn({ kind: "stalled" });
  await askRedis(before.url, (killer) => killer.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
  await vi.waitFor(() => expect(client.status).toBe("connecting"));
  await sentinels.failOver();
  for (const proxy of proxies) proxy.turn({ kind: "fair" });

  await vi.waitFor(() => expect(client.status).toBe("ready"));
  const { port } = await sentinels.primary();
  expect(await client.call("CONFIG", "GET", "port")).toEqual(["port", String(port)]);
});

/** An address behind which one Redis or another stands. Connections stay where they are. */
async function startName(redis: TestRedis) {
  let target = redis;
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target.url).port), "127.0.0.1");
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      // The close that follows tells it.
      from.on("error", () => undefined);
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(redis: TestRedis) {
      target = redis;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), "close");
    },
  };
}
