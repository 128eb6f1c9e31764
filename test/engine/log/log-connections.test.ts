import { afterEach, beforeEach, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { createProjectLog, type ProjectLog } from "../../../src/operations/project-log.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { startPostgresProxy } from "../../support/postgres-proxy.ts";
import { range } from "../../support/range.ts";

const nowhere = "00000000-0000-7000-8000-000000000000";
const limit = { entries: 10, bytes: 1_000 };

let testDatabase: TestDatabase;
let database: Database;
let log: ProjectLog;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, () => {});
  log = createProjectLog(database);
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
  expect(await log.readStream(nowhere, 0, limit)).toBeNull();
  expect(await database.isReachable()).toBe(true);
  expect(isRead).toBe(false);
  for (const replay of replays) replay.release();
  expect(await page).toEqual({ base: null, entries: [] });
});

it("tells that it is reachable however busy everything else is", async () => {
  const pools = [database.pool, database.logPool, database.replayPool];
  const busy = await Promise.all(
    pools.flatMap((pool) => Array.from({ length: pool.options.max }, () => pool.connect())),
  );
  expect(await database.isReachable()).toBe(true);
  for (const client of busy) client.release();
});

it("reads at most four things at once, however many are asked for", async () => {
  let connections = 0;
  for (const pool of [database.logPool, database.replayPool]) pool.on("connect", () => (connections += 1));
  const reads = range(1, 100).map(() => [
    log.readHeads([nowhere]),
    log.readStream(nowhere, 0, limit),
    log.readPage(nowhere, 0, limit),
  ]);
  await Promise.all(reads.flat());
  expect(connections).toBe(4);
});

it("gives up what PostgreSQL does not answer, and asks anew as soon as it may answer again", async () => {
  const proxy = await startPostgresProxy(testDatabase.url);
  const distant = openDatabase(proxy.url, () => {});
  try {
    const { readHeads, readStream, readPage } = createProjectLog(distant);
    const readAll = () =>
      Promise.allSettled([readHeads([nowhere]), readStream(nowhere, 0, limit), readPage(nowhere, 0, limit)]);
    const outcomes = async () => (await readAll()).map(({ status }) => status);
    expect(await outcomes()).toEqual(Array(3).fill("fulfilled"));
    expect(await distant.isReachable()).toBe(true);

    proxy.stall();
    expect(await distant.isReachable()).toBe(false);
    // First on connections that stood, then on new ones.
    expect(await outcomes()).toEqual(Array(3).fill("rejected"));
    expect([distant.logPool.totalCount, distant.replayPool.totalCount]).toEqual([0, 0]);
    expect(await outcomes()).toEqual(Array(3).fill("rejected"));
    proxy.cut();
    proxy.resume();
    expect(await outcomes()).toEqual(Array(3).fill("fulfilled"));
    expect(await distant.isReachable()).toBe(true);
  } finally {
    await distant.close();
    await proxy.close();
  }
});
