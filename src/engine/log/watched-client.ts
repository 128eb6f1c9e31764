import type { PoolClient, QueryConfig, QueryResult } from "pg";

/** A client that notes if a statement may have written something. */
export interface WatchedClient {
  /** For statements by `query` alone. */
  readonly client: PoolClient;
  /** True if something may have been written by it. */
  readonly hasWritten: boolean;
}

export function watchClient(watched: PoolClient): WatchedClient {
  let hasWritten = false;
  // The driver keeps state in its client, so `query` must run on the client itself.
  const client: PoolClient = Object.create(watched, { query: { value: query } });

  async function query(statement: string | QueryConfig, values?: unknown[]): Promise<QueryResult> {
    const text = typeof statement === "string" ? statement : statement.text;
    const result = await watched.query(statement, values).catch((error: unknown) => {
      hasWritten = true;
      throw error;
    });
    hasWritten ||= !isRead.test(text) && !(isSimpleWrite.test(text) && result.rowCount === 0);
    return result;
  }

  return {
    client,
    get hasWritten() {
      return hasWritten;
    },
  };
}

/** Statements that begin with WITH may write. */
const isRead = /^\s*SELECT\b/i;

/** One of these that affects no row writes nothing. */
const isSimpleWrite = /^\s*(?:INSERT|UPDATE|DELETE)\b/i;
