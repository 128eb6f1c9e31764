import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../../src/database/database.ts";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

it("DATABASE_POOL_SIZE bounds the connections, and two are enough for everything", async () => {
  const instance = await startInstance(database.url, { DATABASE_POOL_SIZE: "2" });
  const ada = await instance.person("ada");
  const boards = await Promise.all(range(1, 10).map(() => createBoard(ada)));
  await Promise.all(boards.map((board) => board.createTask()));
  for (const board of boards) expect(await board.changesAfter(1)).toHaveLength(1);

  const count = "SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database()";
  // Four for the log, one for the health check, and the one that counts.
  expect((await administer(database.url, count))[0]?.["open"]).toBeLessThanOrEqual(2 + 5 + 1);
  await instance.close();
});

it("DATABASE_LOCK_TIMEOUT_SECONDS bounds how long a change waits", async () => {
  const instance = await startInstance(database.url, { DATABASE_LOCK_TIMEOUT_SECONDS: "3" });
  const ada = await instance.person("ada");
  const { projectId } = await createBoard(ada);
  const lock = await holdProject(database.url, projectId);
  const began = Date.now();
  const answer = await ada.request(CreateTaskDocument, { input: { projectId, title: "Never" } });
  await lock.release();
  expect(codeOf(answer)).toBe("RATE_LIMITED");
  // The default is 2 s.
  expect(Date.now() - began).toBeGreaterThan(2_900);
  await instance.close();
});

it("the limit on statements is PostgreSQL's to keep", async () => {
  const opened = openDatabase(database.url, () => {}, { statementTimeout: 200 });
  await expect(opened.pool.query("SELECT pg_sleep(10)")).rejects.toMatchObject({ code: "57014" });
  await opened.close();
});
