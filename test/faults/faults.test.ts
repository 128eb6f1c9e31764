import { expect, it } from "vitest";
import { createTestDatabase } from "../support/postgres.ts";
import { createTestRedis } from "../support/redis.ts";
import { testSeed as seed } from "../support/seed.ts";
import { countDeliveries, describeOutcome } from "./report.ts";
import { runScenario } from "./scenario.ts";

const seconds = Number(process.env["FAULTS_SECONDS"] ?? 6);

it("brings everything once and in order while whatever can break breaks", {
  timeout: (seconds + 180) * 1_000,
}, async () => {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  try {
    const outcome = await runScenario({ seed, seconds, databaseUrl: database.url, redis });
    expect(outcome.violations, describeOutcome(outcome)).toEqual([]);
    expect(countDeliveries(outcome.journal)).toBeGreaterThan(outcome.changes);
  } finally {
    await redis.close();
    await database.close();
  }
});
