import { createHash, randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { type LockPatience, runPatiently } from "./run-patiently.ts";

/** One folder of `prisma/migrations`. */
export interface Migration {
  readonly name: string;
  readonly script: string;
}

/**
 * Returns the migrations that `_prisma_migrations` does not name as finished. Entries of newer migrations are ignored.
 * Throws when a finished migration has another script today.
 */
export async function findPending(client: Queryable, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  if (!(await isTableThere(client))) return migrations;
  const { rows } = await client.query<{ name: string; checksum: string }>(`
    SELECT migration_name AS name, checksum FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`);
  const finished = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const changed = migrations.find(({ name, script }) => ![undefined, sha256(script)].includes(finished.get(name)));
  if (changed) throw new Error(`the migration ${changed.name} was changed after this database had applied it`);
  return migrations.filter(({ name }) => !finished.has(name));
}

/**
 * Applies migrations in order and keeps `_prisma_migrations` as `prisma migrate deploy` does. Entries of earlier tries
 * that did not finish are marked as rolled back. A script and the end of its entry commit together, unless the script
 * commits by itself. The caller holds the lock of migrations.
 *
 * Throws when a migration fails, with its name; the entry keeps the reason in `logs`, and later migrations are not
 * tried.
 */
export async function applyMigrations(
  pool: Pool,
  pending: readonly Migration[],
  patience: LockPatience,
): Promise<void> {
  if (!(await isTableThere(pool))) await createTable(pool);
  await pool.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE migration_name = ANY ($1) AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [pending.map(({ name }) => name)],
  );
  for (const migration of pending) await applyMigration(pool, migration, patience);
}

type Queryable = Pick<Pool, "query">;

async function isTableThere(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ isThere: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "isThere"`,
  );
  return rows[0]?.isThere === true;
}

async function createTable(pool: Pool): Promise<void> {
  const { rows } = await pool.query("SELECT FROM pg_tables WHERE schemaname = current_schema() LIMIT 1");
  if (rows.length > 0) throw new Error("it holds other tables, and Lockstep needs a database of its own");
  // As Prisma defines it.
  await pool.query(`
    CREATE TABLE _prisma_migrations (
      id                  VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum            VARCHAR(64) NOT NULL,
      finished_at         TIMESTAMPTZ,
      migration_name      VARCHAR(255) NOT NULL,
      logs                TEXT,
      rolled_back_at      TIMESTAMPTZ,
      started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`);
}

async function applyMigration(pool: Pool, { name, script }: Migration, patience: LockPatience): Promise<void> {
  const id = randomUUID();
  await pool.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
    id,
    sha256(script),
    name,
  ]);
  const finish = `
    UPDATE _prisma_migrations SET applied_steps_count = 1, finished_at = clock_timestamp() WHERE id = '${id}'`;
  try {
    await runPatiently(pool, script, finish, patience);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // A database that is gone takes no log either; the entry then stays as that of an interrupted try.
    await pool.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, reason]).catch(() => undefined);
    throw new Error(`the migration ${name} failed and changed nothing: ${reason}`, { cause });
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
