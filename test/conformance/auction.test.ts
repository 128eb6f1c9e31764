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
let ports: readonly [number, number];
let servers: readonly [Launched, Launched];

beforeAll(async () => {
  database = await createTestDatabase();
  ports = [await findFreePort(), await findFreePort()];
  // The first creates the tables.
  servers = [await start(ports[0]), await start(ports[1])];
});

afterAll(async () => {
  await Promise.all(servers.map(stop));
  await database.close();
});

it("the engine's example keeps every rule that applies to it", async () => {
  const cut = async () => {
    await stop(servers[0]);
    servers = [await start(ports[0]), servers[1]];
  };
  const [url = "", ...others] = ports.map((port) => `http://127.0.0.1:${port}/graphql`);
  const adapter = createAdapter({ url, others, databaseUrl: database.url, cut });
  const results = await conform(adapter, { patience, transports: ["websocket", "sse", "multipart"] });
  await adapter.close?.();
  expect(results.filter(({ outcome }) => outcome === "fail")).toEqual([]);
  // It has no tokens, members, trusted documents and limit of connections, and deletes no auctions.
  const without = ["R-34", "R-35", "R-37", "R-38", "R-39", "R-40", "R-41", "R-42", "R-43", "R-45", "R-50"];
  const left = results.filter(({ outcome }) => outcome === "not applicable").map(({ rule }) => rule);
  expect(left).toEqual(without.flatMap((rule) => [rule, rule, rule]));
});

async function start(port: number): Promise<Launched> {
  const variables = { DATABASE_URL: database.url, REDIS_URL: inject("redisUrl"), PORT: String(port) };
  const command = [process.execPath, join(projectRoot, "examples/auction/server.js")];
  const launched = launch(command, { cwd: projectRoot, env: { ...process.env, ...variables } });
  await launched.line(/^Auctions at /);
  return launched;
}

async function stop({ child, ended }: Launched): Promise<void> {
  child.kill();
  expect(await ended).toBe(0);
}
