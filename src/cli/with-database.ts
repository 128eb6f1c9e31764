import type { Config } from "../config/config.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedPostgres } from "../database/embedded-postgres.ts";
import { migrate } from "../database/migrate.ts";

/** Gives a command the database of the configuration, migrated; an embedded one runs as long as the command does. */
export async function withDatabase<T>(config: Config, use: (database: Database) => Promise<T>): Promise<T> {
  return withDatabaseUrl(config, async (url) => {
    await migrate(url);
    const database = openDatabase(url, () => undefined, {
      poolSize: 1,
      lockTimeout: config.databaseLockTimeoutSeconds * 1_000,
      statementTimeout: config.databaseStatementTimeoutSeconds * 1_000,
    });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  });
}

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
