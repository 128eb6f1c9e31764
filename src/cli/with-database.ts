import type { Config } from "../config/config.ts";
import { startEmbeddedPostgres } from "../database/embedded-postgres.ts";

/** Gives a command the database of the configuration; an embedded one runs as long as the command does. */
export async function withDatabase<T>(
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
