import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import {
  createConnector,
  forgetSilence,
  holdsShardedChannel,
  isStrayReply,
  onMoved,
} from "../../src/redis/ioredis-compat.ts";
import { range } from "../support/range.ts";
import { createTestRedis } from "../support/redis.ts";
import { createTestRedisCluster } from "../support/redis-cluster.ts";
import { createTlsCertificate } from "../support/tls-certificate.ts";

test("createConnector keeps the process alive when TLS is broken off while it shakes hands", async () => {
  const certificate = await createTlsCertificate();
  onTestFinished(() => certificate.remove());
  const redis = await createTestRedis({ certificate, password: "open-sesame" });
  onTestFinished(() => redis.close());
  const errors: Error[] = [];
  const Connector = createConnector((error) => errors.push(error));
  const tls = { rejectUnauthorized: false };

  // The shorter it is left to it, the earlier in the handshake: some of these meet the moment.
  for (const pause of range(0, 199).map((n) => n / 20)) {
    const client = new Redis(redis.url, { Connector, tls, retryStrategy: () => null });
    client.on("error", () => {});
    await sleep(pause);
    const ended = new Promise((resolve) => client.once("end", resolve));
    client.disconnect();
    if (client.status !== "end") await ended;
  }

  // An error that nobody hears fails the run.
  expect(errors.some(({ message }) => message.includes("alert"))).toBe(true);
});

test("forgetSilence: ends the timer that the client leaves running", async () => {
  const redis = await createTestRedis();
  onTestFinished(() => redis.close());
  const client = new Redis(redis.url, { socketTimeout: 60_000, retryStrategy: () => null });
  onTestFinished(() => client.disconnect());
  await client.ping();
  redis.pause();
  void client.ping().catch(() => undefined);
  await expect.poll(() => client["socketTimeoutTimer"]).toBeDefined();
  const timer = client["socketTimeoutTimer"] as NodeJS.Timeout & { readonly _destroyed: boolean };

  forgetSilence(client);

  expect(client["socketTimeoutTimer"]).toBeUndefined();
  expect(timer._destroyed).toBe(true);
  redis.resume();
});

test("isStrayReply: tells the error of a reply that nobody asked for", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    // More than the client asks for by itself when it connects.
    socket.write("+OK\r\n".repeat(10));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const client = new Redis({ port, enableReadyCheck: false, retryStrategy: () => null });
  onTestFinished(() => client.disconnect());
  const errors: Error[] = [];
  client.on("error", (error) => errors.push(error));

  await expect.poll(() => errors.some(isStrayReply)).toBe(true);
  expect(isStrayReply(new Error("Connection is closed."))).toBe(false);
});

test("holdsShardedChannel and onMoved: follow what a node of a cluster says of a channel", async () => {
  const cluster = await createTestRedisCluster();
  onTestFinished(() => cluster.close());
  const channel = "lockstep:{a}";
  const owner = await cluster.primaryOf(channel);
  const other = (await cluster.primaries()).find((node) => node !== owner);
  const [client, astray] = [owner, other].map((node) => new Redis({ host: "127.0.0.1", port: node?.port ?? 0 }));
  if (!client || !astray || !other) throw new Error("A cluster has several primaries.");
  onTestFinished(() => [client, astray].forEach((each) => void each.disconnect()));
  client.on("error", () => {});

  expect(holdsShardedChannel(client, channel)).toBe(false);
  await client.ssubscribe(channel);
  expect(holdsShardedChannel(client, channel)).toBe(true);

  let moves = 0;
  onMoved(astray, () => {
    moves += 1;
  });
  void astray.ssubscribe(channel).catch(() => undefined);
  await expect.poll(() => moves).toBe(1);
  expect(holdsShardedChannel(astray, channel)).toBe(false);

  await cluster.moveSlotOf(channel, other);
  // The node ends it unasked.
  await expect.poll(() => holdsShardedChannel(client, channel)).toBe(false);
});
