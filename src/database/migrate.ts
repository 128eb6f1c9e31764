import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type ClientBase, Pool } from "pg";
import { projectRoot } from "../config/project-root.ts";
import { OperatorError } from "../errors/operator-error.ts";
import { applyMigrations, findPending, type Migration } from "./apply-migrations.ts";
import { HangingUpClient } from "./pg-compat.ts";
import { connectToDatabase } from "./require-database.ts";
import { type LockPatience, standardPatience } from "./run-patiently.ts";
import { applySessionSettings, isTransactionPooled } from "./session-settings.ts";

export interface MigrateOptions {
  /** Holds a folder for each migration; default: Lockstep's own. */
  readonly folder?: string;
  /** Patience of migrations with locks; `onWait` hears the holder. */
  readonly patience?: Partial<LockPatience>;
}

/**
 * Brings a database to the newest migration and returns the names of those that it applied. Any number of instances may
 * call it at once: one applies them, the others wait. With nothing to apply it costs one read. A migration that failed
 * or was interrupted left nothing behind and is tried again. It never makes others wait for long: a lock that is held
 * is asked for again and again, for two minutes unless `patience` says otherwise.
 *
 * @throws OperatorError when the database cannot be used or takes no migrations, or when a migration fails. A
 * migration also fails when it does not get its locks in time, or was changed after this database had applied it.
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { folder = migrationsFolder, patience = {} } = options;
  const migrations = await readMigrations(folder);
  const client = await connectToDatabase(databaseUrl);
  try {
    if ((await findPending(client, migrations)).length === 0) return [];
    await lock(client);
    // Another instance has probably applied them meanwhile.
    const pending = await findPending(client, migrations);
    if (pending.length > 0) await apply(databaseUrl, pending, { ...standardPatience, ...patience });
    return pending.map(({ name }) => name);
  } catch (error) {
    const { host, pathname } = new URL(databaseUrl);
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`DATABASE_URL names ${host}${pathname}, which cannot be migrated: ${reason}.`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
}

/** Throws OperatorError for a database that lacks migrations of this version. Changes nothing. */
export async function requireMigrated(databaseUrl: string): Promise<void> {
  const client = await connectToDatabase(databaseUrl);
  try {
    const pending = await findPending(client, await readMigrations(migrationsFolder));
    if (pending.length === 0) return;
  } finally {
    await client.end();
  }
  const { host, pathname } = new URL(databaseUrl);
  throw new OperatorError(`The database ${host}${pathname} is not migrated to this version: run lockstep migrate.`);
}

const migrationsFolder = join(projectRoot, "prisma", "migrations");

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, script: await readFile(join(folder, name, "migration.sql"), "utf8") })),
  );
}

/**
 * Waits for the lock of migrations and for the one that Prisma's own commands take. A transaction holds them, not the
 * session, so that they also work through PgBouncer. It asks again and again: a statement that waits keeps its
 * snapshot, and CREATE INDEX CONCURRENTLY waits for the end of every snapshot.
 */
async function lock(client: Client): Promise<void> {
  // One message: between two a database's own limit of idle transactions could end it.
  await client.query(`
    BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`);
  const isLocked = async (key: string) => {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_xact_lock(${key}) AS locked`);
    return rows[0]?.locked;
  };
  for (const key of ["hashtext('lockstep migrations')", prismaLock]) while (!(await isLocked(key))) await sleep(200);
}

const prismaLock = "72707369";

async function apply(databaseUrl: string, pending: readonly Migration[], patience: LockPatience): Promise<void> {
  const onConnect = async (client: ClientBase) => {
    if (isTransactionPooled(databaseUrl)) return;
    await applySessionSettings(client);
    await client.query("SET statement_timeout = 0; SET lock_timeout = 0");
  };
  const pool = new Pool({ Client: HangingUpClient, connectionString: databaseUrl, onConnect });
  // The next statement fails for the same reason.
  pool.on("error", () => undefined);
  try {
    await applyMigrations(pool, pending, patience);
  } finally {
    await pool.end();
  }
}
