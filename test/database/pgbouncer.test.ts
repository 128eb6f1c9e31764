import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { openDatabase } from "../../src/database/database.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given, seqOf } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { BoardDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type PgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { transports } from "../support/transports.ts";

let database: TestDatabase;
let bouncer: PgBouncer;
let one: Instance;
let two: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  bouncer = await startPgBouncer(database.url);
  const variables = { REDIS_URL: inject("redisUrl") };
  [one, two] = await Promise.all([startInstance(bouncer.url, variables), startInstance(bouncer.url, variables)]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await bouncer.close();
  await database.close();
});

it("shows on one instance what changes on the other, replays it, and tells a conflict", async () => {
  const { ada, grace, board } = await shareBoard();
  const live = grace.watch({ projectId: board.projectId });
  await live.until(({ data }) => data?.projectActivity.__typename === "Ready");
  const task = await board.createTask({ title: "Before" });
  const update = (title: string, expectedVersion: number) =>
    ({ input: { taskId: task.id, title, expectedVersion, clientMutationId: title } }) as const;
  await ada.expect(UpdateTaskDocument, update("After", 0));
  expect(await ada.expect(UpdateTaskDocument, update("After", 0))).toMatchObject({ updateTask: { seq: 4 } });
  expect(await grace.expect(UpdateTaskDocument, update("Otherwise", 0))).toMatchObject({
    updateTask: { __typename: "TaskConflict", conflictingFields: ["TITLE"], task: { title: "After", version: 1 } },
  });

  const heard = await live.until(({ extensions }) => extensions?.["seq"] === 4);
  expect(heard.map(({ extensions }) => extensions?.["seq"])).toEqual([3, 4]);
  const replay = grace.watch({ projectId: board.projectId, since: 2 });
  const replayed = await replay.until(({ data }) => data?.projectActivity.__typename === "Ready");
  expect(replayed.slice(0, -1).map(({ data }) => data)).toEqual(heard.map(({ data }) => data));
});

it("numbers the changes of fifty writers without gaps, and sends every one of them to subscribers of both", async () => {
  const { ada, grace, board } = await shareBoard();
  const { projectId } = board;
  const task = await board.createTask();
  const since = await board.seq();
  const streams = [ada, grace].map((person) => person.watch({ projectId, since }));
  const writers = await Promise.all(range(1, 50).map((index) => (index % 2 ? one : two).person(`writer ${index}`)));
  for (const writer of writers) await board.addMember(writer, "MEMBER");

  const answers = await Promise.all(
    writers.map(async (writer, index) => {
      const { request } = transports[index % 4 < 2 ? "HTTP" : "WebSocket"](writer);
      const title = `By ${index}`;
      return [
        await request(UpdateTaskDocument, { input: { taskId: task.id, title } }),
        await request(BoardDocument, { projectId }),
        await request(UpdateTaskDocument, { input: { taskId: task.id, title: `${title} again` } }),
      ];
    }),
  );
  expect(answers.flat().map(codeOf)).toEqual(Array(150).fill(null));
  const last = since + 50 + 100;
  for (const stream of streams) {
    const messages = await stream.until((message) => seqOf(message) === last);
    const seqs = messages.flatMap((message) => seqOf(message) ?? []);
    expect(seqs).toEqual(range(since + 1, last));
  }
});

it("tells a writer in time that the project is busy", async () => {
  const { board, grace } = await shareBoard();
  const task = await board.createTask();
  const lock = await holdProject(database.url, board.projectId);
  try {
    const request = { input: { taskId: task.id, title: "Never" } };
    expect(codeOf(await grace.request(UpdateTaskDocument, request))).toBe("RATE_LIMITED");
  } finally {
    await lock.release();
  }
});

it("limits every transaction, Prisma's as well, and nothing after it", async () => {
  const opened = openDatabase(bouncer.url, () => {}, { lockTimeout: 1_234, statementTimeout: 12_345 });
  const show =
    "SELECT name, setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') ORDER BY name";
  const limited = [
    { name: "lock_timeout", setting: "1234" },
    { name: "statement_timeout", setting: "12345" },
  ];
  const client = await opened.pool.connect();
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  expect((await client.query(show)).rows).toEqual(limited);
  await client.query("COMMIT");
  expect((await client.query(show)).rows).toEqual(limited.map(({ name }) => ({ name, setting: "0" })));
  client.release();
  expect(await opened.prisma.$transaction((within) => within.$queryRawUnsafe(show))).toEqual(limited);
  await opened.close();
});

it("migrates, and leaves no lock behind for which the next migration would wait", async () => {
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(database.url, `CREATE DATABASE ${name}`);
  const [url, direct] = [bouncer.url, database.url].map(
    (each) => Object.assign(new URL(each), { pathname: name }).href,
  );
  const folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  await cp(join(projectRoot, "prisma", "migrations"), folder, { recursive: true });
  const locks = () =>
    administer(
      given(direct),
      `SELECT objid FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE locktype = 'advisory' AND datname = current_database()`,
    );

  const applied = await Promise.all(range(1, 5).map(() => migrate(given(url), { folder })));
  expect(applied.filter((list) => list.length > 0)).toHaveLength(1);
  expect(await locks()).toEqual([]);
  await mkdir(join(folder, "29990101000000_added"));
  await writeFile(join(folder, "29990101000000_added", "migration.sql"), "CREATE TABLE extra ();");
  expect(await migrate(given(url), { folder })).toEqual(["29990101000000_added"]);
  expect(await locks()).toEqual([]);

  await rm(folder, { recursive: true });
  await dropDatabase(database.url, name);
});

it("tells in one sentence what the address lacks", async () => {
  const url = new URL(bouncer.url);
  url.search = "";
  await expect(migrate(url.href)).rejects.toThrow(
    /^DATABASE_URL names \S+, which cannot be connected to: unsupported startup parameter: \w+; behind PgBouncer add pgbouncer=true\.$/,
  );
});

/** Ada's, on the one instance, with Grace as a member, on the other: at number 2. */
async function shareBoard(): Promise<{ ada: Board["owner"]; grace: Board["owner"]; board: Board }> {
  const [ada, grace] = await Promise.all([one.person("ada"), two.person("grace")]);
  const board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  return { ada, grace, board };
}
