import { DatabaseError, type Pool, type PoolClient, Query, type QueryResultRow } from "pg";
import { cancelStatement } from "./cancel-statement.ts";
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
  const query = new StoppableQuery<Row>(statement, onRow, () => cancelStatement(client, pool.options));
  const onAbort = () => query.stop(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return await query.run(client);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // A cancellation that is still on its way would end the next statement of the connection.
    await query.canceled;
    client.release(query.isBroken);
  }
}

/** A query of `pg` that is asked about each row, and that can be stopped. */
class StoppableQuery<Row extends QueryResultRow> extends Query<Row> {
  /** Resolves when PostgreSQL has heard that the query was stopped; null when it was not. */
  canceled: Promise<void> | null = null;
  /** True if the connection may owe an answer. */
  isBroken = false;
  readonly #onRow: (bytes: number) => void;
  readonly #cancel: () => Promise<void>;
  #reason: unknown;

  constructor({ name, text, values }: ReadStatement, onRow: (bytes: number) => void, cancel: () => Promise<void>) {
    super({ name, text, values: [...values] });
    this.#onRow = onRow;
    this.#cancel = cancel;
  }

  run(client: PoolClient): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const callback = (error: Error | null, result?: { readonly rows: Row[] }) => {
        if (error) this.isBroken = !(error instanceof DatabaseError);
        if (this.canceled !== null) reject(this.#reason);
        else if (error) reject(error);
        else resolve(result?.rows ?? []);
      };
      Object.assign(this, { callback });
      client.query(this);
    });
  }

  /** Keeps no further row. `run` rejects with the reason, once PostgreSQL is done. */
  stop(reason: unknown): void {
    if (this.canceled !== null) return;
    this.#reason = reason;
    this.canceled = this.#cancel();
  }

  /** Overrides a private part of `pg`; `test/database/read-rows.test.ts` fails when it changes. */
  handleDataRow(message: { readonly length: number }): void {
    if (this.canceled !== null) return;
    try {
      this.#onRow(message.length);
    } catch (reason) {
      this.stop(reason);
      return;
    }
    privateParts.handleDataRow.call(this, message);
  }
}

const privateParts = Query.prototype as unknown as { handleDataRow(message: { readonly length: number }): void };
