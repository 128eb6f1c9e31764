import type { Client, ClientConfig, QueryConfig } from "pg";
import { readNetworkError } from "../read-network-error.ts";
import { HangingUpClient } from "./hanging-up-client.ts";
import { onlyRow } from "./sql.ts";
import { isTransactionPooled } from "./transaction-client.ts";

/** What keeps a `DATABASE_URL` from being used, in one sentence for the operator; never tells the password. */
export class UnusableDatabaseError extends Error {
  override readonly name = "UnusableDatabaseError";
}

/**
 * Makes sure, before anything is built on it, that a `DATABASE_URL` leads to a PostgreSQL that can be used. Takes seven
 * seconds at most.
 *
 * @throws UnusableDatabaseError when it cannot be reached, lets nobody in, or is too old.
 */
export async function requireDatabase(databaseUrl: string): Promise<void> {
  const client = await connectToDatabase(databaseUrl);
  await client.end();
}

/** Takes and throws the same. The caller ends the connection, which takes a second at most. */
export async function connectToDatabase(databaseUrl: string): Promise<Client> {
  const client = await connect(databaseUrl);
  try {
    await requireVersion(client, databaseUrl);
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

async function requireVersion(client: Client, databaseUrl: string): Promise<void> {
  const question: QueryConfig & Pick<ClientConfig, "query_timeout"> = {
    text: "SELECT current_setting('server_version_num')::int / 10000 AS version",
    // What lets in and then says nothing would otherwise be waited for without end.
    query_timeout: 2_000,
  };
  const { rows } = await client.query<{ version: number }>(question).catch((error: unknown) => {
    throw unreachable(databaseUrl, error);
  });
  const { version } = onlyRow(rows);
  if (version >= oldestVersion) return;
  throw new UnusableDatabaseError(
    `DATABASE_URL names PostgreSQL ${version}; Lockstep needs ${oldestVersion} or newer.`,
  );
}

const oldestVersion = 15;

function unreachable(databaseUrl: string, cause: unknown): UnusableDatabaseError {
  const { host, pathname } = new URL(databaseUrl);
  const { reason } = readNetworkError(cause);
  const advice = reason.startsWith("unsupported startup parameter") ? "; behind PgBouncer add pgbouncer=true" : "";
  return new UnusableDatabaseError(
    `DATABASE_URL names ${host}${pathname}, which cannot be connected to: ${reason}${advice}.`,
    { cause },
  );
}
