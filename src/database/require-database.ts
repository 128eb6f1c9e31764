import type { Client } from "pg";
import { HangingUpClient } from "./hanging-up-client.ts";
import { readNetworkError } from "./read-network-error.ts";
import { findUnusable } from "./require-usable.ts";
import { applySessionSettings } from "./session-settings.ts";
import { isTransactionPooled } from "./transaction-client.ts";

/** Reason for which a `DATABASE_URL` cannot be used, in one sentence for the operator, without the password. */
export class UnusableDatabaseError extends Error {
  override readonly name = "UnusableDatabaseError";
}

/**
 * Makes sure that a `DATABASE_URL` leads to a usable PostgreSQL, with `poolSize` connections for queries and changes if
 * given. Takes seven seconds at most.
 *
 * @throws UnusableDatabaseError when it cannot be reached, refuses the sign-in, is too old, or takes no changes. Also
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
  throw new UnusableDatabaseError(`DATABASE_URL names ${host}${pathname}, which ${fault}.`);
}

function unreachable(databaseUrl: string, cause: unknown): UnusableDatabaseError {
  const { host, pathname } = new URL(databaseUrl);
  const { reason } = readNetworkError(cause);
  const advice = reason.startsWith("unsupported startup parameter") ? "; behind PgBouncer add pgbouncer=true" : "";
  return new UnusableDatabaseError(
    `DATABASE_URL names ${host}${pathname}, which cannot be connected to: ${reason}${advice}.`,
    { cause },
  );
}
