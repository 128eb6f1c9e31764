import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { describeFuzz, fuzzServer } from "./fuzz-server.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

// `npm run soak -- long` sends more. A problem names the seed of its batch. TEST_SEED=<that seed> FUZZ_MESSAGES=1 makes
// the same attacks once more.
const seed = Number(process.env["TEST_SEED"] ?? 12);
const messages = Number(process.env["FUZZ_MESSAGES"] ?? 600);

it(`${messages} hostile messages and requests of every kind harm nobody`, async () => {
  const beganAt = Date.now();
  const report = await fuzzServer({ databaseUrl: database.url, messages, seed });
  console.log(describeFuzz(report, beganAt));
  expect(report.problems).toEqual([]);
  expect(report.handled).toBeGreaterThanOrEqual(messages);
}, 900_000);
