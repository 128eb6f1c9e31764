import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { openSchemaEngine } from "../../scripts/diff-schemas.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { applyMigrations, findPending, type Migration } from "../../src/database/apply-migrations.ts";
import { standardPatience } from "../../src/database/run-patiently.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";

const committed = join(projectRoot, "prisma", "migrations");

let pools: Pool[];

beforeEach(() => {
  pools = [];
});

afterEach(async () => {
  for (const pool of pools) {
    await pool.end();
    await dropDatabase(inject("postgres").url, String(pool.options.database));
  }
});

describe("_prisma_migrations", () => {
  it("has the columns and entries that Prisma's engine writes for the committed migrations", async () => {
    const migrations = await readCommitted();
    const [own, engine] = [await createDatabase(), await createDatabase()];
    await applyMigrations(own, migrations, standardPatience);
    await applyByEngine(engine, migrations);
    expect(await readEntries(own)).toEqual(await readEntries(engine));
    expect(await readColumns(own)).toEqual(await readColumns(engine));
    expect(await readEntries(own)).toHaveLength(migrations.length);
  });

  it("takes up what the engine left, finished, failed and rolled back", async () => {
    const [first, second] = [migration(1, "CREATE TABLE first ()"), migration(2, "CREATE TABLE second ()")];
    const broken = { ...second, script: "CREATE TABLE second (); CREATE TABLE first ()" };
    const [own, engine] = [await createDatabase(), await createDatabase()];
    for (const pool of [own, engine]) {
      await applyByEngine(pool, [first]);
      await expect(applyByEngine(pool, [first, broken])).rejects.toThrow('relation "first" already exists');
      await expect(applyByEngine(pool, [first, broken])).rejects.toThrow();
    }
    await applyMigrations(own, await findPending(own, [first, second]), standardPatience);
    await applyByEngine(engine, [first, second]);
    expect(await readEntries(own)).toEqual(await readEntries(engine));
    // And the engine takes up what was written here.
    const third = migration(3, "CREATE TABLE third ()");
    await applyByEngine(own, [first, second, third]);
    expect(await findPending(own, [first, second, third])).toEqual([]);
  });

  it("keeps the reason of a failure, and that it was tried again", async () => {
    const pool = await createDatabase();
    const broken = migration(1, "CREATE TABLE first (); SELECT 1 / 0");
    for (const _ of [1, 2]) {
      await expect(applyMigrations(pool, [broken], standardPatience)).rejects.toThrow(
        `the migration ${broken.name} failed and changed nothing: division by zero`,
      );
    }
    expect(await readEntries(pool)).toMatchObject([
      { logs: "division by zero", is_finished: false, is_rolled_back: true, applied_steps_count: 0 },
      { logs: "division by zero", is_finished: false, is_rolled_back: false, applied_steps_count: 0 },
    ]);
    expect(await findPending(pool, [broken])).toEqual([broken]);
  });
});

describe("a process that is killed half-way", () => {
  it("leaves nothing of its script behind, and the next one applies it", async () => {
    const pool = await createDatabase();
    const slow = migration(1, "CREATE TABLE first (); SELECT pg_sleep(60)");
    await kill(pool, [slow]);
    expect(await readEntries(pool)).toMatchObject([{ is_finished: false, applied_steps_count: 0 }]);
    const mended = { ...slow, script: "CREATE TABLE first ()" };
    await applyMigrations(pool, await findPending(pool, [mended]), standardPatience);
    expect(await readEntries(pool)).toMatchObject([
      { is_finished: false, is_rolled_back: true },
      { is_finished: true, is_rolled_back: false, applied_steps_count: 1 },
    ]);
  });

  it("goes on with a script of several commits from its beginning", async () => {
    const pool = await createDatabase();
    const step = (table: string) => `-- Commits by itself.\nCREATE TABLE IF NOT EXISTS ${table} ();\n`;
    const wait =
      "-- Commits by itself.\nDO $$ BEGIN IF to_regclass('done') IS NULL THEN PERFORM pg_sleep(60); END IF; END $$;\n";
    const script = `${step("one")}${wait}${step("two")}`;
    await kill(pool, [migration(1, script)]);
    expect(await readTables(pool)).toEqual(["one"]);
    await pool.query("CREATE TABLE done ()");
    await applyMigrations(pool, await findPending(pool, [migration(1, script)]), standardPatience);
    expect(await readTables(pool)).toEqual(["done", "one", "two"]);
    expect((await readEntries(pool)).at(-1)).toMatchObject({ is_finished: true, applied_steps_count: 1 });
  });

  it("cannot lose the end of an entry whose script was committed", async () => {
    const pool = await createDatabase();
    // The end of the entry fails, so the script must not stay either.
    const spoiling = migration(
      1,
      "CREATE TABLE first (); ALTER TABLE _prisma_migrations RENAME finished_at TO ended_at",
    );
    await expect(applyMigrations(pool, [spoiling], standardPatience)).rejects.toThrow('column "finished_at"');
    expect(await readTables(pool)).toEqual([]);
  });
});

function migration(number: number, script: string): Migration {
  return { name: `2999010100000${number}_added`, script };
}

async function readCommitted(): Promise<Migration[]> {
  const entries = await readdir(committed, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ name, script: await readFile(join(committed, name, "migration.sql"), "utf8") })),
  );
}

/** Lets another process apply the migrations, and kills it in the midst of a `pg_sleep`. */
async function kill(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  for (const { name, script } of migrations) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "migration.sql"), script);
  }
  const code = `
    import { runnerImport } from "vite";
    const [root, url, folder] = process.argv.slice(1);
    const { module } = await runnerImport(root + "/src/database/migrate.ts", { configFile: false, root });
    await module.migrate(url, { folder });`;
  const url = String(pool.options.connectionString);
  const child = spawn(process.execPath, ["--input-type=module", "-e", code, projectRoot, url, folder], {
    cwd: projectRoot,
    stdio: "ignore",
  });
  const sleeping = "wait_event = 'PgSleep' AND datname = current_database()";
  await expect.poll(async () => (await pool.query(`SELECT FROM pg_stat_activity WHERE ${sleeping}`)).rowCount).toBe(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  // PostgreSQL notices only when it wants to answer.
  await pool.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${sleeping}`);
  await rm(folder, { recursive: true });
}

async function createDatabase(): Promise<Pool> {
  const database = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${database}`);
  const pool = new Pool({
    connectionString: Object.assign(new URL(inject("postgres").url), { pathname: database }).href,
  });
  pool.options.database = database;
  pools.push(pool);
  return pool;
}

/** By Prisma's own engine, which marks failed ones as rolled back first, as `prisma migrate resolve` does. */
async function applyByEngine(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  const engine = await openSchemaEngine(new WholeScriptPg(pool));
  try {
    const { rows } = await pool
      .query(
        "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL",
      )
      .catch(() => ({ rows: [] }));
    for (const { name } of rows) await engine.markMigrationRolledBack({ migrationName: name });
    await engine.applyMigrations({
      migrationsList: {
        baseDir: committed,
        lockfile: { path: "migration_lock.toml", content: null },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
  } finally {
    engine.free();
  }
}

/** Sends scripts as they are: the adapter's own way splits them at every semicolon, those in function bodies too. */
class WholeScriptPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      const parts = script.split(/^(?=-- Commits by itself\.)/m);
      for (const sql of parts) await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  }
}

/** All but what differs from try to try: the id and the times. The engine's logs hold its own stack. */
async function readEntries(pool: Pool): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(`
    SELECT migration_name, checksum, applied_steps_count, substring(logs FROM '(?:ERROR: )?([^\\n]*)$') AS logs,
      finished_at >= started_at AS is_finished, rolled_back_at >= started_at AS is_rolled_back, length(id) AS length
    FROM _prisma_migrations ORDER BY started_at, id`);
  return rows.map((row) => ({
    ...row,
    is_finished: row.is_finished === true,
    is_rolled_back: row.is_rolled_back === true,
  }));
}

async function readColumns(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(`
    SELECT column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns
    WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`);
  return rows;
}

async function readTables(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`);
  return rows.map(({ name }) => name);
}
