import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { projectRoot } from "../config/project-root.ts";
import { connectToDatabase } from "./require-database.ts";
import { type LockPatience, standardPatience } from "./run-patiently.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/**
 * Brings a database to the newest migration and returns the names of those that it applied. Any number of instances may
 * call it at once: one applies them, the others wait. With nothing to apply it costs one read. A migration that failed or
 * was interrupted left nothing behind and is tried again. It never makes others wait for long: a lock that is held is
 * asked for again and again, for two minutes unless `patience` says otherwise.
 *
 * @throws UnusableDatabaseError when no connection can be had, or PostgreSQL is too old.
 * @throws MigrationError when the database takes no migrations, one fails, waits in vain for its locks, or was changed
 * after it had been applied.
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { folder = migrationsFolder, patience = {} } = options;
  const migrations = await readMigrations(folder);
  const client = await connectToDatabase(databaseUrl);
  try {
    if ((await findPending(client, migrations)).length === 0) return [];
    await lock(client);
    // Whoever held the lock before has probably applied them.
    const pending = await findPending(client, migrations);
    if (pending.length === 0) return [];
    return await apply(databaseUrl, folder, migrations, pending, { ...standardPatience, ...patience });
  } catch (error) {
    throw toMigrationError(error, databaseUrl);
  } finally {
    await client.end();
  }
}

export interface MigrateOptions {
  /** Holds a folder for each migration; Lockstep's own when absent. */
  readonly folder?: string;
  /** Patience of migrations with locks; `onWait` hears the holder. */
  readonly patience?: Partial<LockPatience>;
}

/** What keeps a database from being migrated, in one sentence for the operator; never tells the password. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

interface Migration {
  readonly name: string;
  readonly script: string;
}

interface PendingMigration extends Migration {
  /** Whether an earlier try failed or was interrupted. */
  readonly isUnfinished: boolean;
}

const migrationsFolder = join(projectRoot, "prisma", "migrations");

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, script: await readFile(join(folder, name, "migration.sql"), "utf8") })),
  );
}

async function findPending(client: Client, migrations: Migration[]): Promise<PendingMigration[]> {
  const tables = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (!tables.rows[0]?.exists) return migrations.map((migration) => ({ ...migration, isUnfinished: false }));
  const { rows } = await client.query<{ name: string; checksum: string; isFinished: boolean }>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
    FROM _prisma_migrations WHERE rolled_back_at IS NULL`);
  const known = new Map(rows.map((row) => [row.name, row]));
  return migrations.flatMap((migration) => {
    const row = known.get(migration.name);
    if (!row?.isFinished) return { ...migration, isUnfinished: row !== undefined };
    if (row.checksum === sha256(migration.script)) return [];
    throw new Error(`the migration ${migration.name} was changed after this database had applied it`);
  });
}

/**
 * Waits for the lock that goes with the connection; a transaction holds it, so that it also works through PgBouncer. It
 * asks again and again: a statement that waits keeps its snapshot, for the end of which CREATE INDEX CONCURRENTLY waits in
 * turn.
 */
async function lock(client: Client): Promise<void> {
  // One message: between two a database's own limit of idle transactions could end it.
  await client.query(`
    BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`);
  const isLocked = async () => {
    const { rows } = await client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('lockstep migrations')) AS locked",
    );
    return rows[0]?.locked;
  };
  while (!(await isLocked())) await sleep(200);
}

async function apply(
  databaseUrl: string,
  folder: string,
  migrations: Migration[],
  pending: PendingMigration[],
  patience: LockPatience,
): Promise<string[]> {
  const opened = await openSchemaEngine(databaseUrl, patience);
  const { engine } = opened;
  try {
    for (const { name } of pending.filter(({ isUnfinished }) => isUnfinished)) {
      await engine.markMigrationRolledBack({ migrationName: name });
    }
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: folder,
        lockfile: { path: "migration_lock.toml", content: null },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    throw opened.blocked ?? error;
  } finally {
    await opened.close();
  }
}

/** The engine tells what failed in the lines before its stack trace, and the migration's name only inside of that. */
function toMigrationError(error: unknown, databaseUrl: string): unknown {
  if (!(error instanceof Error)) return error;
  const { host, pathname } = new URL(databaseUrl);
  const name = /migration_name="([^"]+)"/.exec(error.message)?.[1];
  const failed = name === undefined ? "" : `the migration ${name} failed and changed nothing: `;
  const [firstLine = ""] = (error.message.split("ERROR: ")[1] ?? error.message).split("\n");
  const reason = isOfOthers(error) ? "it holds other tables, and Lockstep needs a database of its own" : firstLine;
  return new MigrationError(
    `DATABASE_URL names ${host}${pathname}, which cannot be migrated: ${failed}${reason.replace(/\.$/, "")}.`,
    { cause: error },
  );
}

/** Whether the engine refused a database that has tables and none of its own. */
function isOfOthers(error: Error): boolean {
  return "code" in error && error.code === "P3005";
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
