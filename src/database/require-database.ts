import type { Client, ClientConfig, QueryConfig } from "pg";
import { OperatorError } from "../errors/operator-error.ts";
import { HangingUpClient } from "./pg-compat.ts";
import { readNetworkError } from "./read-network-error.ts";
import { applySessionSettings, isTransactionPooled, requiredBehindPooler } from "./session-settings.ts";
import { onlyRow } from "./sql.ts";

/**
 * Makes sure that a `DATABASE_URL` leads to a usable PostgreSQL, with `poolSize` connections for queries and changes if
 * given. Takes seven seconds at most.
 *
 * @throws OperatorError when it cannot be reached, refuses the sign-in, is too old, or takes no changes. Also
 * for another encoding than UTF8, too few connections, and settings that a pooler keeps from being changed.
 */
export async function requireDatabase(databaseUrl: string, poolSize?: number): Promise<void> {
  const client = await connectToDatabase(databaseUrl, poolSize);
  await client.end();
}

/** Takes and throws the same. The caller ends the connection, which takes a second at most. */
export async function connectToDatabase(databaseUrl: string, poolSize?: number): Promise<Client> {
  const client = await connect(databaseUrl);
  try {
    await requireUsable(client, databaseUrl, poolSize);
    if (!isTransactionPooled(databaseUrl)) await applySessionSettings(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  try {
    const client = new HangingUpClient({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 4_000,
      // As the server's own connections have it, so that a pooler that refuses those refuses this one first.
      ...(!isTransactionPooled(databaseUrl) && { statement_timeout: 15_000 }),
    });
    // A connection that breaks while it merely holds the lock would otherwise end the process.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (error) {
    throw unreachable(databaseUrl, error);
  }
}

async function requireUsable(client: Client, databaseUrl: string, poolSize?: number): Promise<void> {
  const fault = await findUnusable(client, databaseUrl, poolSize).catch((error: unknown) => {
    throw unreachable(databaseUrl, error);
  });
  if (fault === null) return;
  const { host, pathname } = new URL(databaseUrl);
  throw new OperatorError(`DATABASE_URL names ${host}${pathname}, which ${fault}.`);
}

function unreachable(databaseUrl: string, cause: unknown): OperatorError {
  const { host, pathname } = new URL(databaseUrl);
  const { reason } = readNetworkError(cause);
  const advice = reason.startsWith("unsupported startup parameter") ? "; behind PgBouncer add pgbouncer=true" : "";
  return new OperatorError(`DATABASE_URL names ${host}${pathname}, which cannot be connected to: ${reason}${advice}.`, {
    cause,
  });
}

/**
 * Connections that an instance has beside its pool for queries and changes: two pools of two, and one for its health.
 */
const otherConnections = 5;

/**
 * Returns what keeps a database from being used, in words that follow the `DATABASE_URL`; null when it is right.
 * `poolSize`: how many connections an instance wants for queries and changes; no connections are counted without it.
 * Rejects when a question is not answered within two seconds.
 */
async function findUnusable(client: Client, databaseUrl: string, poolSize?: number): Promise<string | null> {
  const { version } = await ask<{ version: number }>(client, versionStatement);
  if (version < oldestVersion) return `is PostgreSQL ${version}; Lockstep needs ${oldestVersion} or newer`;
  const facts = await ask<Facts>(client, factsStatement);
  const isPooled = isTransactionPooled(databaseUrl);
  if (facts.encoding !== "UTF8") {
    return `has the encoding ${facts.encoding}: create a database with ENCODING 'UTF8' (and TEMPLATE template0)`;
  }
  if (facts.isReadOnly) {
    return "takes no changes: its default_transaction_read_only is on, so set it to off";
  }
  if (isPooled) {
    for (const [name, { right, value }] of Object.entries(requiredBehindPooler)) {
      const found = facts.settings[name.toLowerCase()] ?? "";
      if (!right.test(found)) {
        return `has ${name} '${found}', which cannot be set through a pooler: ALTER ROLE ${facts.role} SET ${name} = '${value}'`;
      }
    }
  }
  // A pooler has connections of its own.
  if (isPooled || poolSize === undefined || facts.connections >= poolSize + otherConnections) return null;
  const lower = facts.connections - otherConnections;
  const advice = lower > 1 ? `lower DATABASE_POOL_SIZE to ${lower} or raise` : "raise";
  return (
    `allows ${facts.connections} connections (${facts.limit}), and DATABASE_POOL_SIZE ${poolSize} needs ` +
    `${poolSize + otherConnections}: ${advice} that limit`
  );
}

async function ask<Row extends object>(client: Client, text: string): Promise<Row> {
  // The wait for a peer that accepts and never answers would otherwise never end.
  const question: QueryConfig & Pick<ClientConfig, "query_timeout"> = { text, query_timeout: 2_000 };
  return onlyRow((await client.query<Row>(question)).rows);
}

const oldestVersion = 15;

const versionStatement = "SELECT current_setting('server_version_num')::int / 10000 AS version";

interface Facts {
  readonly encoding: string;
  readonly isReadOnly: boolean;
  readonly role: string;
  /** Maximum connections of the role to the database, and the reason of the limit. */
  readonly connections: number;
  readonly limit: string;
  /** By name in lower case. */
  readonly settings: Readonly<Record<string, string>>;
}

const factsStatement = `
  WITH limits (connections, name) AS (
    SELECT current_setting('max_connections')::int
        - CASE WHEN current_setting('is_superuser')::boolean THEN 0 ELSE
            current_setting('superuser_reserved_connections')::int
            + coalesce(current_setting('reserved_connections', true)::int, 0) END,
      'max_connections without those that are reserved'
    UNION ALL SELECT rolconnlimit, 'CONNECTION LIMIT of its role' FROM pg_roles
      WHERE rolname = current_user AND rolconnlimit >= 0 AND NOT rolsuper
    UNION ALL SELECT datconnlimit, 'CONNECTION LIMIT of the database' FROM pg_database
      WHERE datname = current_database() AND datconnlimit >= 0 AND NOT current_setting('is_superuser')::boolean
  ), lowest AS (SELECT * FROM limits ORDER BY connections LIMIT 1)
  SELECT current_setting('server_encoding') AS encoding,
    current_setting('default_transaction_read_only')::boolean AS "isReadOnly",
    quote_ident(current_user) AS role,
    lowest.connections, lowest.name AS limit,
    (SELECT json_object_agg(lower(name), setting) FROM pg_settings
     WHERE lower(name) IN (${Object.keys(requiredBehindPooler)
       .map((name) => `'${name.toLowerCase()}'`)
       .join(", ")})) AS settings
  FROM lowest`;
