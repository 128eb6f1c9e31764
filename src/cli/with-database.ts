import type { Config } from "../config/config.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedPostgres } from "../database/embedded-postgres.ts";
import { findOutage } from "../database/find-outage.ts";
import { requireMigrated } from "../database/migrate.ts";
import { ExpectedError } from "../errors/expected-error.ts";
import { OperatorError } from "../errors/operator-error.ts";

/**
 * Gives a command the database of the configuration; an embedded one runs as long as the command does. Statements take
 * as long as they need. Rejects with one sentence for a database that is not migrated, and where PostgreSQL ends a
 * statement all the same.
 */
export async function withDatabase<T>(config: Config, use: (database: Database) => Promise<T>): Promise<T> {
  return withDatabaseUrl(config, async (url) => {
    await requireMigrated(url);
    const database = openDatabase(url, () => undefined, {
      poolSize: 1,
      lockTimeout: config.databaseLockTimeoutSeconds * 1_000,
      statementTimeout: 0,
    });
    try {
      return await use(database);
    } catch (error) {
      throw explain(error);
    } finally {
      await database.close();
    }
  });
}

function explain(error: unknown): unknown {
  const isExplained = error instanceof ExpectedError || error instanceof OperatorError;
  const outage = isExplained ? null : findOutage(error);
  if (!outage) return error;
  const remedy = remedies[outage.code] ?? "Run the command again when PostgreSQL can be used.";
  return new OperatorError(`PostgreSQL ended the command: ${outage.reason}. ${remedy}`, { cause: error });
}

/** By SQLSTATE. */
const remedies: Readonly<Record<string, string>> = {
  "57014": "Raise statement_timeout of the role of DATABASE_URL, and run it again.",
  "25P04": "Raise transaction_timeout of the role of DATABASE_URL, and run it again.",
  "55P03": "Run it again when others have ended, or raise DATABASE_LOCK_TIMEOUT_SECONDS.",
};

/** Gives a command the address of the database of the configuration. */
export async function withDatabaseUrl<T>(
  { databaseUrl, dataDir }: Config,
  use: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) return use(databaseUrl);
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await use(embedded.url);
  } finally {
    await embedded.close();
  }
}
