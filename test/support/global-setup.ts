import type { TestProject } from "vitest/node";
import { createTestRedis } from "./redis.ts";
import { startPostgres, type TestPostgres } from "./start-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The shared Redis: channels hold random project ids, so test files never meet on it. */
    readonly redisUrl: string;
    /** For `createTestDatabase` and for data folders that tests copy. */
    readonly postgres: Pick<TestPostgres, "url" | "template" | "dataDir">;
  }
}

/** Starts what all test files share, once a run, and returns what stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startRedis();
  const { close: closePostgres, ...postgres } = await startPostgres();
  project.provide("redisUrl", redis.url);
  project.provide("postgres", postgres);
  return async () => {
    await Promise.all([redis.close(), closePostgres()]);
  };
}

async function startRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const url = process.env["TEST_REDIS_URL"];
  return url ? { url, close: async () => {} } : await createTestRedis();
}
