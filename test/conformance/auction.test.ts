import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createAdapter } from "../../conformance/adapters/auction.mjs";
import { conform } from "../../conformance/conform.mjs";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Launched, launch } from "../support/launch.ts";
import { patience } from "../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let port: number;
let server: Launched;

beforeAll(async () => {
  [database, port] = await Promise.all([createTestDatabase(), findFreePort()]);
  server = await start();
});

afterAll(async () => {
  await stop();
  await database.close();
});

it("the engine's example keeps every rule that applies to it", async () => {
  const cut = async () => {
    await stop();
    server = await start();
  };
  const adapter = createAdapter({ url: `http://127.0.0.1:${port}/graphql`, databaseUrl: database.url, cut });
  const results = await conform(adapter, { patience, transports: ["websocket"] });
  await adapter.close?.();
  expect(results.filter(({ outcome }) => outcome === "fail")).toEqual([]);
  // It has no tokens, members, trusted documents and limits, and deletes no auctions.
  const left = results.filter(({ outcome }) => outcome === "not applicable").map(({ rule }) => rule);
  expect(left).toEqual([
    ...["R-34", "R-35", "R-37", "R-38", "R-39", "R-40", "R-41", "R-42", "R-43", "R-45", "R-50", "W-11"],
  ]);
});

async function start(): Promise<Launched> {
  const variables = { DATABASE_URL: database.url, REDIS_URL: inject("redisUrl"), PORT: String(port) };
  const command = [process.execPath, join(projectRoot, "examples/auction/server.js")];
  const launched = launch(command, { cwd: projectRoot, env: { ...process.env, ...variables } });
  await launched.line(/^Auctions at /);
  return launched;
}

async function stop(): Promise<void> {
  server.child.kill();
  expect(await server.ended).toBe(0);
}
