import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { takeConnection } from "../../../src/database/take-connection.ts";
import { RateLimitedError } from "../../../src/errors/expected-error.ts";
import { createReadLimits, showReadPool } from "../../../src/server/limits/read-limits.ts";
import { RequestReads } from "../../../src/server/limits/request-reads.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, () => undefined, { poolSize: 2, statementTimeout: 6_000 });
});

afterAll(async () => {
  await database.close();
  await test.close();
});

const sleep = (seconds: number, isSearch = false) => ({
  name: "sleep",
  text: "SELECT pg_sleep($1)::text AS slept",
  values: [seconds],
  isSearch,
});

const openLimits = (databaseTime: number) =>
  createReadLimits({ pool: database.readPool, answerBytes: 1_000_000, databaseTime });

it("refuses a query whose statements ran too long, and reads all of what a change answers", async () => {
  const limits = openLimits(50);
  const query = new RequestReads(limits, "ada");
  await expect(query.query(sleep(30))).rejects.toThrow("too much of the database's time");
  const change = new RequestReads(limits, "ada");
  change.noteChange();
  expect((await change.query(sleep(0.2))).rows).toHaveLength(1);
  expect((await change.query(sleep(0.2, true))).rows).toHaveLength(1);
});

it("does not count the time that a statement waits for its connection", async () => {
  const limits = openLimits(1_000);
  const { readPool } = database;
  const held = await readPool.connect();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  // One waits for the pool, the other for its turn.
  const reading = Promise.all(["ada", "grace"].map((user) => new RequestReads(limits, user).query(sleep(0))));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([readPool.waitingCount, showReadPool(limits).waitingCount]).toEqual([1, 1]);
  held.release();
  expect((await reading).map(({ rows }) => rows.length)).toEqual([1, 1]);
});

it("ends a search after two seconds, and says so", async () => {
  const error = await new RequestReads(openLimits(60_000), "ada").query(sleep(30, true)).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(RateLimitedError);
  expect(String(error)).toContain("The search took too long");
});

it.each(["before it reads", "while it reads"])("ends the statements of a request that is over %s", async (when) => {
  const reads = new RequestReads(openLimits(60_000), "ada");
  if (when === "before it reads") reads.end();
  const reading = reads.query(sleep(30));
  if (when === "while it reads") reads.end();
  await expect(reading).rejects.toThrow("The request is over.");
  expect(reads.isOver).toBe(true);
  expect(reads.signal.aborted).toBe(true);
});

it("says that a query took too long when PostgreSQL ended its statement", async () => {
  const reads = new RequestReads(openLimits(60_000), "ada");
  await expect(reads.query(sleep(30))).rejects.toBeInstanceOf(RateLimitedError);
});

it("lets users take turns for the connections", async () => {
  const limits = openLimits(60_000);
  const order: string[] = [];
  const read = (user: string) => new RequestReads(limits, user).query(sleep(0.05)).then(() => order.push(user));
  const reading = [...range(1, 12).map((number) => read(`greedy ${number % 3}`)), read("modest")];
  await vi.waitFor(() => expect(showReadPool(limits).waitingCount).toBeGreaterThan(0));
  await Promise.all(reading);
  expect(showReadPool(limits).waitingCount).toBe(0);
  expect(order.indexOf("modest")).toBeLessThanOrEqual(4);
});

it("tells a pool that is busy from a PostgreSQL that does not answer", async () => {
  const { pool } = database;
  const first = await pool.connect();
  const second = pool.connect();
  const third = takeConnection(pool).catch((each: unknown) => each);
  first.release();
  const held = await second;
  expect(await third).toBeInstanceOf(RateLimitedError);
  const fourth = await takeConnection(pool).catch((each: unknown) => each);
  expect(fourth).not.toBeInstanceOf(RateLimitedError);
  held.release();
});
