import type { Pool, QueryResultRow } from "pg";
import { cancelStatement, isBroken, SiftedQuery } from "./pg-compat.ts";
import { takeConnection } from "./take-connection.ts";

/** One statement that only reads. */
export interface ReadStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Searches through texts, which may take long (default false). */
  readonly isSearch?: boolean;
}

export interface ReadOptions {
  /** Ends the statement in PostgreSQL; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Called for each row before it is kept, with its bytes on the wire. An error that it throws ends the statement. */
  readonly onRow: (bytes: number) => void;
  /** Called when the statement has its connection. */
  readonly onBegin?: () => void;
}

/**
 * Runs a statement and returns its rows. They are counted as they arrive, so that an answer that is too large is never
 * held. Settles when PostgreSQL is done with the statement, also after it was ended.
 */
export async function readRows<Row extends QueryResultRow>(
  pool: Pool,
  statement: ReadStatement,
  { signal, onRow, onBegin }: ReadOptions,
): Promise<Row[]> {
  const client = await takeConnection(pool);
  if (signal.aborted) {
    client.release();
    throw signal.reason;
  }
  onBegin?.();
  // Resolves when PostgreSQL has heard that the statement was stopped; null while it was not.
  let canceled = null as Promise<void> | null;
  let reason: unknown;
  const stop = (cause: unknown): false => {
    if (canceled === null) {
      reason = cause;
      canceled = cancelStatement(client, pool.options);
    }
    return false;
  };
  const keeps = (bytes: number): boolean => {
    if (canceled !== null) return false;
    try {
      onRow(bytes);
      return true;
    } catch (cause) {
      return stop(cause);
    }
  };
  const onAbort = () => stop(signal.reason);
  signal.addEventListener("abort", onAbort);
  let isLost = false;
  try {
    const { name, text, values } = statement;
    const rows = await new SiftedQuery<Row>({ name, text, values: [...values] }, keeps).run(client);
    if (canceled !== null) throw reason;
    return rows;
  } catch (error) {
    if (error !== reason) isLost = isBroken(error);
    throw canceled === null ? error : reason;
  } finally {
    signal.removeEventListener("abort", onAbort);
    // A cancellation that is still on its way would end the next statement of the connection.
    await canceled;
    client.release(isLost);
  }
}
