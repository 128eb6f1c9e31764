import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { fastify } from "fastify";
import type { Logger } from "pino";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { metricsRoutes } from "../../../src/server/http/metrics-routes.ts";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { parseMetrics, scrape, total } from "../../metrics/scrape.ts";
import { createBoard } from "../../support/board.ts";
import { type Caddy, startCaddy } from "../../support/caddy.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { startPostgresProxy } from "../../support/postgres-proxy.ts";
import { createTestRedis } from "../../support/redis.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(variables: Readonly<Record<string, string>> = {}, logger?: Logger): Promise<Instance> {
  const database = await createTestDatabase();
  closers.push(() => database.close());
  const instance = await startInstance(database.url, variables, {}, logger);
  closers.push(() => instance.close());
  return instance;
}

describe("without METRICS_TOKEN", () => {
  it("metrics are for who asks from this machine, and directly", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(parseMetrics(await response.text()).size).toBeGreaterThan(50);

    for (const header of ["Forwarded", "Via", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto"]) {
      const forwarded = await fetch(`${url}/metrics`, { headers: { [header]: "127.0.0.1" } });
      expect([forwarded.status, await forwarded.json()]).toEqual([404, await nothingAt(url)]);
    }
  });

  it("there are none in production, so that a proxy that adds no header lets nobody in, and the log says so", async () => {
    const { logger, lines } = createRecordingLogger();
    const production = { NODE_ENV: "production", AUTH_SECRET: strong(), AUTH_JWT_SECRET: strong() };
    const { url } = await start(production, logger);
    const response = await fetch(`${url}/metrics`);
    expect([response.status, await response.json()]).toEqual([404, await nothingAt(url)]);
    expect(lines.map(({ msg }) => msg)).toEqual(["/metrics is off in production; set METRICS_TOKEN."]);

    const token = strong();
    const { url: guarded } = await start({ ...production, METRICS_TOKEN: token });
    expect((await fetch(`${guarded}/metrics`)).status).toBe(401);
    expect(total(await scrape(guarded, { authorization: `Bearer ${token}` }), "lockstep_sockets")).toBe(0);
  });

  it.each([
    ["127.0.0.1", 200],
    ["::1", 200],
    ["::ffff:127.0.0.1", 200],
    ["10.1.2.3", 404],
    ["192.168.0.1", 404],
    ["fd00::1", 404],
    ["203.0.113.7", 404],
  ])("a request from %s gets %i", async (remoteAddress, status) => {
    const app = fastify();
    const metrics = { contentType: "text/plain", render: async () => "some" };
    await app.register(metricsRoutes, { metrics, token: null, isOpenHere: true });
    expect((await app.inject({ url: "/metrics", remoteAddress })).statusCode).toBe(status);
  });

  it("there are none of Redis where there is none", async () => {
    const { url } = await start();
    expect([...(await scrape(url)).keys()].filter((name) => name.includes("redis"))).toEqual([]);
  });
});

it("with METRICS_TOKEN, metrics are for who shows it, wherever they are", async () => {
  const token = "a token of tests that is long enough to be taken";
  const { url } = await start({ METRICS_TOKEN: token });
  for (const authorization of ["", "Bearer", `Bearer ${token}x`, `Basic ${token}`, token]) {
    const response = await fetch(`${url}/metrics`, { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.text()).not.toContain(token);
  }
  const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": "192.0.2.1" };
  expect(total(await scrape(url, headers), "lockstep_sockets")).toBe(0);
});

it.each([{}, { METRICS_TOKEN: "a token of tests that is long enough to be taken" }])(
  "the proxy hands no request for metrics on, however they are written: %j",
  async (variables) => {
    const instance = await start(variables);
    const caddy = await startCaddy([instance.url]);
    closers.push(() => caddy.close());
    expect((await fetch(`${caddy.url}/healthz`)).status).toBe(200);
    const ways = [
      "/metrics",
      "/metrics?x",
      "/metrics/",
      "//metrics",
      "/%6detrics",
      "/METRICS",
      "/x/../metrics",
      "/./metrics",
    ];
    for (const path of ways) {
      expect([path, await ask(caddy, path, variables.METRICS_TOKEN)]).toEqual([path, { status: 404, text: "" }]);
    }
  },
);

it("reports that Redis cannot be reached", async () => {
  const redis = await createTestRedis();
  closers.push(() => redis.close());
  const { url } = await start({ REDIS_URL: redis.url });
  const connected = async () => total(await scrape(url), "lockstep_redis_connected");
  await vi.waitFor(async () => expect(await connected()).toBe(1));
  await redis.kill();
  await vi.waitFor(async () => expect(await connected()).toBe(0));
  await redis.restart();
  await vi.waitFor(async () => expect(await connected()).toBe(1));
});

it("tells while the log cannot be read how long that is so", async () => {
  const database = await createTestDatabase();
  closers.push(() => database.close());
  const proxy = await startPostgresProxy(database.url);
  closers.push(() => proxy.close());
  const instance = await startInstance(proxy.url, { REDIS_URL: inject("redisUrl") });
  closers.push(() => instance.close());
  const { projectId, owner } = await createBoard(await instance.person("ada"));
  await owner.watch({ projectId }).next();
  const lag = async () => total(await scrape(instance.url), "lockstep_reconciler_lag_seconds");
  await vi.waitFor(async () => expect(await lag()).toBeLessThan(3));
  proxy.stall();
  await vi.waitFor(async () => expect(await lag()).toBeGreaterThan(4));
  proxy.resume();
  await vi.waitFor(async () => expect(await lag()).toBeLessThan(2));
});

/** The path as it stands: fetch would tidy it. */
async function ask(caddy: Caddy, path: string, token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(caddy.url);
    request({ hostname, port, path, headers }, async (response) => {
      resolve({ status: response.statusCode, text: (await response.toArray()).join("") });
    })
      .on("error", reject)
      .end();
  });
}

/** A secret that production takes. */
function strong(): string {
  return randomBytes(32).toString("hex");
}

/** Answer to a path without a route. */
async function nothingAt(url: string): Promise<unknown> {
  return (await fetch(`${url}/nothing`)).json();
}
