import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";
import { startBystander } from "../abuse/bystander.ts";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let folder: string;
/** Holds ACCESS SHARE on the tasks, as a long report does, until it ends. */
let reader: Client;

const added = "29990101000000_added";

beforeEach(async () => {
  database = await createTestDatabase();
  // The shortest wait for locks that can be configured.
  instance = await startInstance(database.url, { DATABASE_LOCK_TIMEOUT_SECONDS: "1" });
  folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  await cp(join(projectRoot, "prisma", "migrations"), folder, { recursive: true });
  await mkdir(join(folder, added));
  await writeFile(join(folder, added, "migration.sql"), "ALTER TABLE tasks ADD COLUMN extra int;");
  reader = new Client({ connectionString: database.url, application_name: "nightly report" });
  await reader.connect();
  await reader.query("BEGIN");
  await reader.query(`SELECT count(*) FROM tasks WHERE title <> 'a secret'`);
});

afterEach(async () => {
  await reader.end();
  await instance.close();
  await rm(folder, { recursive: true });
  await database.close();
});

it("lets writers go on while a migration waits for a long reader, tells of it, and migrates when that ends", async () => {
  const bystander = await startBystander(instance.url, randomBytes(4).toString("hex"));
  const told: string[] = [];
  const patience = { onWait: (message: string) => told.push(message) };
  const migrating = [1, 2, 3].map(() => migrate(database.url, { folder, patience }));
  await expect.poll(() => told.length).toBe(1);
  await untilTried(3);
  await bystander.untilWrites(100);
  await reader.query("COMMIT");

  // One of the simultaneous runs migrates, and the others find nothing to do.
  const applied = await Promise.all(migrating);
  expect(applied.filter((names) => names.length > 0)).toEqual([[added]]);
  expect(await administer(database.url, "SELECT extra FROM tasks LIMIT 0")).toEqual([]);
  expect(told).toEqual([
    expect.stringMatching(
      /^A migration waits for process \d+ of PostgreSQL \(\w+, nightly report, idle in transaction, in its transaction for \d+ s: SELECT count\(\*\) FROM tasks WHERE title <>\); it is tried again until that ends\.$/,
    ),
  ]);
  await bystander.expectUnharmed();
});

/** Waits until the migration was seen to wait for its lock in so many tries. */
async function untilTried(count: number): Promise<void> {
  const tries = new Set<unknown>();
  const waiting = `
    SELECT xact_start FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%ADD COLUMN extra%'`;
  while (tries.size < count)
    for (const row of await administer(database.url, waiting)) tries.add(String(row["xact_start"]));
}

it("gives up in one sentence, leaves nothing behind, and can be tried again", async () => {
  const { host, pathname } = new URL(database.url);
  await expect(migrate(database.url, { folder, patience: { total: 2_000 } })).rejects.toThrow(
    new RegExp(
      `^DATABASE_URL names ${host}${pathname}, which cannot be migrated: the migration ${added} failed and changed nothing: it waited 2 s for process \\d+ of PostgreSQL ` +
        `\\(\\w+, nightly report, idle in transaction, .*\\): end that transaction, then try again\\.$`,
    ),
  );
  const board = await createBoard(await instance.person("ada"));
  await board.createTask({ title: "Written meanwhile" });
  await reader.query("COMMIT");
  expect(await migrate(database.url, { folder })).toEqual([added]);
});
