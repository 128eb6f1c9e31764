import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Nginx, startNginx } from "../support/nginx.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";
import { startLockstep } from "./run-lockstep.ts";

let database: TestDatabase;
let ports: [number, number];
let servers: [ServerProcess, ServerProcess];
let nginx: Nginx;

beforeAll(async () => {
  database = await createTestDatabase();
  ports = [await findFreePort(), await findFreePort()];
  servers = await Promise.all([start(ports[0]), start(ports[1])]);
  nginx = await startNginx([servers[0].url, servers[1].url], { nonIdempotent: true });
});

afterAll(async () => {
  await nginx.close();
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  await database.close();
});

it("two instances behind nginx keep every guarantee, and lose nothing while both are restarted", async () => {
  const receiver = ["--receiver", `http://127.0.0.1:${await findFreePort()}`];
  const load = ["--clients", "10", "--rate", "10", "--seconds", "25"];
  // Their tokens are an outside issuer's: nothing is asked of the accounts of an instance that is starting.
  const people = ["--token", await signToken("ada"), "--other-token", await signToken("grace")];
  const args = ["check", "--url", nginx.url, ...people, ...receiver, ...load, "--json"];
  const { child, ended } = startLockstep(args);
  onTestFinished(() => void child.kill("SIGKILL"));
  await vi.waitFor(async () => {
    const [row] = await administer(
      database.url,
      "SELECT count(*)::int AS count FROM tasks WHERE title LIKE 'Change %'",
    );
    expect(row?.["count"]).toBeGreaterThan(3);
  });
  for (const place of [0, 1] as const) {
    expect(await servers[place].stop("SIGTERM")).toBe(0);
    servers[place] = await start(ports[place]);
  }
  const { code, stdout } = await ended;
  const report = JSON.parse(stdout);
  expect([code, report.isGood, report.left]).toEqual([0, true, []]);
  expect(report.proofs.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(21).fill("kept"));
  // The check itself cuts each client off twice. The others were those of a restarting instance.
  expect(report.load.reconnects).toBeGreaterThan(2 * 10);
});

it("names the proxy where WebSockets are refused", async () => {
  await nginx.allow({ upgrades: false, streams: true });
  const people = ["--token", await signToken("ada"), "--other-token", await signToken("grace")];
  const { child, ended } = startLockstep(["check", "--url", nginx.url, ...people, "--clients", "0"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const { code, stdout } = await ended;
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining("does a proxy pass on the headers Upgrade and Connection"),
  ]);
});

function start(port: number): Promise<ServerProcess> {
  return startServerProcess({
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    WEBHOOK_ALLOW_PRIVATE: "true",
    DRAIN_SECONDS: "1",
    TRUSTED_PROXIES: "loopback",
  });
}
