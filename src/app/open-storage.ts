import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { watchIdentity } from "../database/deployment-identity.ts";
import { startEmbeddedPostgres } from "../database/embedded-postgres.ts";
import { migrate } from "../database/migrate.ts";
import { OutageLog } from "../database/outage-log.ts";
import { requireDatabase } from "../database/require-database.ts";
import type { Namespace } from "../redis/namespace.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Closers } from "./closers.ts";

export interface Storage {
  readonly database: Database;
  /** Separates this deployment from others in Redis. */
  readonly identity: Namespace;
  /** Logs outages of PostgreSQL. Returns whether the error tells of one. */
  readonly onOutage: (error: unknown) => boolean;
}

/** Starts the embedded PostgreSQL where no other is configured, migrates the database and opens it. */
export async function openStorage(
  config: Config,
  tracer: Tracer | undefined,
  logger: Logger,
  closers: Closers,
): Promise<Storage> {
  const url = config.databaseUrl ?? (await startEmbedded(config.dataDir, logger, closers));
  await requireDatabase(url, config.databasePoolSize);
  await migrate(url, { patience: { onWait: (message) => logger.warn(message) } });
  const onError = (error: Error) => {
    // The error holds the connection, and with it the key that cancels its statements.
    logger.warn({ reason: error.message }, "A database connection broke.");
  };
  const database = openDatabase(url, onError, {
    poolSize: config.databasePoolSize,
    lockTimeout: config.databaseLockTimeoutSeconds * 1_000,
    statementTimeout: config.databaseStatementTimeoutSeconds * 1_000,
    tracer,
  });
  closers.add(() => database.close());
  const outages = new OutageLog(logger);
  closers.add(() => outages.close());
  const identity = await watchIdentity(database.logPool);
  closers.add(() => identity.close());
  return { database, identity, onOutage: (error) => outages.note(error) };
}

async function startEmbedded(dataDir: string, logger: Logger, closers: Closers): Promise<string> {
  const onLog = (line: string) =>
    logger[/^(WARNING|ERROR|FATAL|PANIC):/.test(line) ? "warn" : "debug"]({ line }, "The embedded PostgreSQL logs.");
  const postgres = await startEmbeddedPostgres({ dataDir, onLog });
  closers.add(() => postgres.close());
  return postgres.url;
}
