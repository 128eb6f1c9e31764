import { Client } from "pg";

/**
 * Runs one statement on a connection of its own, outside a transaction, as creating and dropping databases wants it.
 */
export async function administer(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
