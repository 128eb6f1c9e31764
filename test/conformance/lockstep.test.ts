import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createAdapter } from "../../conformance/adapters/lockstep.mjs";
import { conform } from "../../conformance/conform.mjs";
import { printReport } from "../../conformance/report.mjs";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { jwtSecret } from "../support/sign-token.ts";

const manifest = join(projectRoot, "conformance/adapters/lockstep-documents.json");

let database: TestDatabase;
let instance: Instance;
let other: Instance;
let start: () => Promise<Instance>;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { PORT: String(await findFreePort()), REDIS_URL: inject("redisUrl") };
  start = () => startInstance(database.url, { ...variables, TRUSTED_DOCUMENTS: manifest });
  instance = await start();
  other = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
});

afterAll(async () => {
  await Promise.all([instance.close(), other.close()]);
  await database.close();
});

it("Lockstep keeps every rule on every transport", async () => {
  const cut = async () => {
    await instance.close();
    instance = await start();
  };
  const server = { url: instance.url, others: [other.url], databaseUrl: database.url, jwtSecret, hasManifest: true };
  const adapter = createAdapter({ ...server, cut });
  const results = await conform(adapter, { patience });
  await adapter.close?.();
  expect(results.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  expect(results.length).toBeGreaterThan(80);
  expect(printReport(results)).toContain(`${results.length} pass, 0 fail, 0 not applicable`);
});
