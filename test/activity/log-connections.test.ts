import { afterEach, beforeEach, expect, it } from "vitest";
import { type ActivityLog, createActivityLog } from "../../src/activity/activity-log.ts";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const nowhere = "00000000-0000-7000-8000-000000000000";
const limit = { entries: 10, bytes: 1_000 };

let testDatabase: TestDatabase;
let database: Database;
let log: ActivityLog;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, () => {});
  log = createActivityLog(database.logPool, database.replayPool);
});

afterEach(async () => {
  await database.close();
  await testDatabase.close();
});

it("leaves the live side alone while replays occupy all that is theirs", async () => {
  const { replayPool } = database;
  const replays = await Promise.all(Array.from({ length: replayPool.options.max }, () => replayPool.connect()));
  let isRead = false;
  const page = log.readPage(nowhere, 0, limit).then((entries) => {
    isRead = true;
    return entries;
  });
  expect(await log.readHeads([nowhere])).toEqual(new Map());
  expect(await log.readProject(nowhere, 0, limit)).toBeNull();
  expect(await database.isReachable()).toBe(true);
  expect(isRead).toBe(false);
  for (const replay of replays) replay.release();
  expect(await page).toEqual([]);
});

it("tells that it is reachable however busy everything else is", async () => {
  const pools = [database.pool, database.logPool, database.replayPool];
  const busy = await Promise.all(
    pools.flatMap((pool) => Array.from({ length: pool.options.max }, () => pool.connect())),
  );
  expect(await database.isReachable()).toBe(true);
  for (const client of busy) client.release();
});
