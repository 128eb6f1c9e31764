import { Client, Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { UnmarkedHistoryError, watchHistory } from "../../src/database/watch-history.ts";
import { epochSql } from "../../src/engine/log/activity-log.ts";
import { administer } from "../support/administer.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";

let postgres: OwnPostgres;
/** To be closed after the test. */
let databases: Database[];
let errors: Error[];

beforeEach(async () => {
  postgres = await createOwnPostgres();
  databases = [];
  errors = [];
});

afterEach(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await postgres.close();
});

it("gives files that were put back one new generation each time, however many notice it at once", async () => {
  let bringBack = await postgres.remember.coldCopy();
  const both = [open(), open()];
  const epochs = [await readEpoch()];
  for (const isNewCopy of [false, true, true]) {
    await write();
    for (const database of both) await noteByNewConnection(database);
    await bringBack();
    const read = await Promise.all(both.flatMap(readEpochEverywhere));
    expect(new Set(read).size).toBe(1);
    expect(epochs).not.toContain(read[0]);
    epochs.push(await readEpoch());
    expect(epochs.at(-1)).toBe(read[0]);
    // Such a copy holds a generation already; making it restarts PostgreSQL, which is no other history.
    if (isNewCopy) bringBack = await postgres.remember.coldCopy();
    expect(await Promise.all(both.flatMap(readEpochEverywhere))).toEqual(read);
  }
  expect(errors.filter((error) => error instanceof UnmarkedHistoryError)).toEqual([]);
}, 60_000);

it("leaves the epoch of another timeline to that timeline", async () => {
  const bringBack = await postgres.remember.laggingStandby();
  const database = open();
  const before = await readEpoch();
  await write();
  await noteByNewConnection(database);
  await bringBack();
  const after = new Set(await Promise.all(readEpochEverywhere(database)));
  expect(after).toEqual(new Set([before.replace(".00000001.", ".00000002.")]));
});

it("tells once what the owner is to do where the server does not own the table, and goes on", async () => {
  await administer(postgres.url, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
  await administer(postgres.url, "GRANT SELECT ON activities TO guest");
  const bringBack = await postgres.remember.coldCopy();
  const url = new URL(postgres.url);
  url.username = "guest";
  url.password = "guest";
  const database = open(url.href);
  const before = await readEpoch();
  await write();
  await noteByNewConnection(database);
  await bringBack();
  expect(new Set(await Promise.all(readEpochEverywhere(database)))).toEqual(new Set([before]));
  const [told, ...more] = errors.filter((error) => error instanceof UnmarkedHistoryError);
  expect(more).toEqual([]);
  const [statement = ""] = /COMMENT ON TABLE activities IS '\d+'/.exec(String(told?.message)) ?? [];
  await administer(postgres.url, statement);
  expect(await readEpoch()).not.toBe(before);
});

describe("while something conflicts with the comment", () => {
  let bringBack: () => Promise<void>;
  let before: string;
  /** One that looks only at what it connects. */
  let pool: Pool;

  beforeEach(async () => {
    bringBack = await postgres.remember.coldCopy();
    before = await readEpoch();
    await write();
    const onError = (error: Error) => errors.push(error);
    const config = { connectionString: postgres.url, lock_timeout: 2_000, onConnect: watchHistory(onError) };
    pool = new Pool(config).on("error", onError);
    await noteByNewConnection({ pool });
  });

  afterEach(() => pool.end());

  it("goes on, and marks it later, however far the database has gone since", async () => {
    await bringBack();
    const { release } = await holdTable();
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(errors.some((error) => error instanceof UnmarkedHistoryError)).toBe(true);
    for (let times = 0; times < 3; times += 1) await write();
    expect(await readEpoch()).toBe(before);
    await release();
    await noteByNewConnection({ pool });
    expect(await readEpoch()).not.toBe(before);
  });

  it("rejects a connection that is ended during the check, and checks the next one", async () => {
    await bringBack();
    const { release } = await holdTable();
    const connecting = expect(pool.connect()).rejects.toThrow();
    const endMarking = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COMMENT %'";
    while ((await administer(postgres.url, endMarking)).length === 0);
    await connecting;
    await release();
    await noteByNewConnection({ pool });
    expect(await readEpoch()).not.toBe(before);
    expect(errors.filter((error) => error instanceof UnmarkedHistoryError)).toEqual([]);
  });
});

it("says of a standby that it is not reachable, connects to it all the same, and of a promoted one that it is", async () => {
  const database = open();
  expect(await database.isReachable()).toBe(true);
  const [row] = await administer(postgres.url, "SELECT current_setting('data_directory') AS folder");
  await administer(postgres.url, `COPY (SELECT) TO '${row?.["folder"]}/standby.signal'`);
  await postgres.stop();
  await postgres.start();
  expect(await database.isReachable()).toBe(false);
  const { rows } = await database.pool.query("SELECT pg_is_in_recovery()");
  expect(rows).toEqual([{ pg_is_in_recovery: true }]);
  await administer(postgres.url, "SELECT pg_promote()");
  expect(await database.isReachable()).toBe(true);
  expect(errors.filter(({ message }) => /recovery/.test(message))).toEqual([]);
});

function open(url: string = postgres.url): Database {
  const database = openDatabase(url, (error) => errors.push(error));
  databases.push(database);
  return database;
}

/** Moves the position in the write-ahead log. */
async function write(): Promise<void> {
  await administer(postgres.url, "SELECT pg_logical_emit_message(true, 'test', repeat('x', 100000))");
}

/** Lets the database be looked at, as happens on every new connection. */
async function noteByNewConnection({ pool }: Pick<Database, "pool">): Promise<void> {
  const idle = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
  for (const client of idle) client.release(true);
  (await pool.connect()).release();
}

/** Holds what a VACUUM holds, and what a comment waits for. */
async function holdTable(): Promise<{ release(): Promise<void> }> {
  const client = new Client(postgres.url);
  await client.connect();
  await client.query("BEGIN; LOCK TABLE activities IN SHARE UPDATE EXCLUSIVE MODE");
  return { release: () => client.end() };
}

async function readEpoch(): Promise<string> {
  const [row] = await administer(postgres.url, `SELECT ${epochSql} AS epoch`);
  return String(row?.["epoch"]);
}

/** On as many connections as there may be, at once. */
function readEpochEverywhere({ pool, logPool, replayPool }: Database): Promise<string>[] {
  return [pool, logPool, replayPool].flatMap((each) =>
    Array.from({ length: each.options.max }, async () => {
      const { rows } = await each.query<{ epoch: string }>(`SELECT ${epochSql} AS epoch`);
      return String(rows[0]?.epoch);
    }),
  );
}
