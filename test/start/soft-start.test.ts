import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { findFreePort } from "../support/find-free-port.ts";
import { startKeyServer } from "../support/key-server.ts";
import { startMailServer } from "../support/mail-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startRedisServer } from "../support/redis-server.ts";
import { startServerProcess } from "../support/server-process.ts";
import { standIn } from "./refusal.ts";
import { startSilentServer, startWebsite } from "./stand-in-servers.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

it("starts without Redis, the mail server and the issuer, says each once, and has them when they are there", async () => {
  const ports = { redis: await findFreePort(), mail: await findFreePort() };
  const keyServer = await startKeyServer();
  onTestFinished(() => keyServer.stop());
  await keyServer.stop();
  const server = await startServerProcess({
    ...own(),
    ...keyServer.variables,
    REDIS_URL: `redis://:unseen@127.0.0.1:${ports.redis}`,
    SMTP_URL: `smtp://127.0.0.1:${ports.mail}`,
  });
  onTestFinished(async () => void (await server.stop("SIGTERM")));
  for (const pattern of [
    /"redis":"publisher".*ECONNREFUSED/,
    /ECONNREFUSED.*SMTP_URL/,
    /ECONNREFUSED.*AUTH_JWKS_URL/,
  ]) {
    await server.line(pattern);
  }
  expect(await readiness(server.url)).toEqual([200, "ready", "down", "down", "down"]);

  const redis = await startRedisServer({ port: String(ports.redis), requirepass: "unseen" });
  onTestFinished(() => redis.kill());
  const mailServer = await startMailServer({ port: ports.mail });
  onTestFinished(() => mailServer.close());
  await keyServer.start();
  const isUp = async () => expect(await readiness(server.url)).toEqual([200, "ready", "up", "up", "up"]);
  await vi.waitFor(isUp, { interval: 100 });
  const told = server.output.filter((line) => /"level":40/.test(line)).map((line) => JSON.parse(line));
  const said = told.map(({ redis: part, msg }) => `${part} ${msg}`);
  expect(said.length).toBe(new Set(said).size);
  expect(server.output.join()).not.toContain("unseen");
});

it.each([
  ["say nothing", () => standIn(startSilentServer())],
  ["are something else", () => standIn(startWebsite(404, "Not found"))],
])("starts at once beside servers that %s, and tells /readyz", async (_what, start) => {
  const [redis, mail, issuer] = await Promise.all([start(), start(), start()]);
  const server = await startServerProcess({
    ...own(),
    REDIS_URL: `redis://${redis}`,
    SMTP_URL: `smtp://${mail}`,
    AUTH_JWKS_URL: `http://${issuer}/jwks.json`,
    AUTH_ISSUER: "https://id.example",
    AUTH_AUDIENCE: "board",
  });
  onTestFinished(async () => void (await server.stop("SIGTERM")));
  expect(await readiness(server.url)).toEqual([200, "ready", "down", "down", "down"]);
  for (const pattern of [
    /"redis":"publisher".*unreachable|unreachable.*"redis":"publisher"/,
    /SMTP_URL/,
    /AUTH_JWKS_URL/,
  ]) {
    await server.line(pattern);
  }
});

function own(): Record<string, string> {
  return {
    PORT: "0",
    DATABASE_URL: database.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    MAIL_FROM: "board@example.com",
    PUBLIC_URL: "https://board.example",
    DRAIN_SECONDS: "0",
  };
}

async function readiness(url: string): Promise<unknown[]> {
  const response = await fetch(`${url}/readyz`);
  const { status, redis, mail, issuer } = (await response.json()) as Readonly<Record<string, unknown>>;
  return [response.status, status, redis, mail, issuer];
}
