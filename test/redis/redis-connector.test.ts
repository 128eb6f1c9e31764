import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { createConnector } from "../../src/redis/redis-connector.ts";
import { range } from "../support/range.ts";
import { createTestRedis } from "../support/redis.ts";
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
