// Everything that depends on private parts and message texts of `pg`, and on what of it Node's types do not tell.
// `test/database/pg-compat.test.ts` fails when they change.
import {
  Client,
  type ClientBase,
  type ClientConfig,
  DatabaseError,
  type PoolClient,
  Query,
  type QueryConfig,
  type QueryResultRow,
} from "pg";
import { beginsTransaction } from "./prisma-compat.ts";

/** Messages of `pg` and its pool for a PostgreSQL that cannot be used; these errors have no code. */
const outageMessages =
  /^(?:Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection terminated(?: unexpectedly| due to connection timeout)?|Client (?:has encountered a connection error|was closed) and is not queryable|The server does not support SSL connections|There was an error establishing an SSL connection)$/;

/** Message of the pool when no connection became free in time. */
const allTaken = "timeout exceeded when trying to connect";

const unanswered: ReadonlySet<unknown> = new Set([
  "Query read timeout",
  "Connection terminated due to connection timeout",
  allTaken,
]);

export function isOutageMessage(message: string): boolean {
  return outageMessages.test(message);
}

/** Tells if PostgreSQL did not answer in time: it stalled, or all connections were taken for so long. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && unanswered.has(error.message);
}

/** Tells if no connection of the pool became free in time. */
export function isPoolExhausted(error: unknown): boolean {
  return error instanceof Error && error.message === allTaken;
}

/** Milliseconds for the other side to close the connection as well. */
const hangUpPatience = 1_000;

/**
 * A client whose `end` takes a second at most. Behind a proxy that passes data but never the end of a connection, the
 * plain client and the process would wait for ever.
 */
export class HangingUpClient extends Client {
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const hangUp = setTimeout(() => this.connection.stream.destroy(), hangUpPatience).unref();
    this.once("end", () => clearTimeout(hangUp));
    return callback ? super.end(callback) : super.end();
  }
}

/** Time limit of a cancellation, in milliseconds. */
const cancelPatience = 2_000;

/**
 * Asks PostgreSQL to end the statement that `client` runs, over a connection of its own with the same `config`;
 * PgBouncer passes it on. Resolves when PostgreSQL has taken the request, or does not answer in time. Until then the
 * client must run nothing else, which would be ended instead. Never rejects.
 */
export async function cancelStatement(client: ClientBase, config: ClientConfig): Promise<void> {
  const { processID, secretKey } = client as ClientBase & Keys;
  const messenger = new Client({ ...config, connectionTimeoutMillis: cancelPatience });
  messenger.on("error", () => undefined);
  // It connects as ever, TLS included, but for its first message. PostgreSQL then hangs up, which ends `connect`.
  const { connection } = messenger as unknown as { readonly connection: Connection };
  connection.startup = () => connection.cancel(processID, secretKey);
  await messenger.connect().catch(() => undefined);
  connection.stream.destroy();
}

interface Keys {
  readonly processID: number;
  readonly secretKey: number;
}

interface Connection {
  readonly stream: { destroy(): void };
  startup(config: unknown): void;
  cancel(processId: number, secretKey: number): void;
}

/** A query that keeps only those rows for which `keeps` returns true. It is given their bytes on the wire. */
export class SiftedQuery<Row extends QueryResultRow> extends Query<Row> {
  readonly #keeps: (bytes: number) => boolean;

  constructor(statement: QueryConfig, keeps: (bytes: number) => boolean) {
    super(statement);
    this.#keeps = keeps;
  }

  /** Rejects as `pg` does; see `isBroken`. */
  run(client: PoolClient): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const callback = (error: Error | null, result?: { readonly rows: Row[] }) =>
        error ? reject(error) : resolve(result?.rows ?? []);
      Object.assign(this, { callback });
      client.query(this);
    });
  }

  handleDataRow(message: { readonly length: number }): void {
    if (this.#keeps(message.length)) queryParts.handleDataRow.call(this, message);
  }
}

const queryParts = Query.prototype as unknown as { handleDataRow(message: { readonly length: number }): void };

/** Tells if the connection may owe an answer after its statement failed so. */
export function isBroken(error: unknown): boolean {
  return !(error instanceof DatabaseError);
}

/**
 * Tells if a client sends statements without waiting for the answers in between: its pool has the option `pipeline`.
 */
export function isPipelined(client: ClientBase): boolean {
  return (client as ClientBase & { readonly pipeline?: boolean }).pipeline === true;
}

/** Limits that PostgreSQL keeps, by their names there; in milliseconds. */
export interface SessionLimits {
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
  readonly statement_timeout: number;
}

/**
 * A client of a pooler that lends its connections for one transaction at a time. It gets another connection to
 * PostgreSQL in each transaction and must leave nothing on it. Statements are prepared without names, and each
 * transaction sets the limits for itself. A statement outside of one has no limit but the client's own `query_timeout`.
 */
export function transactionClient(limits: SessionLimits): new (config?: ClientConfig) => Client {
  const settings = Object.entries(limits).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
  const begun = (text: string) => (beginsTransaction(text) ? [text, ...settings].join("; ") : text);

  return class TransactionClient extends HangingUpClient {
    constructor(config?: ClientConfig) {
      super(config);
      const send = this.query.bind(this) as Send;
      const sendAlone: Send = (query, ...rest) => {
        if (typeof query === "string") return send(begun(query), ...rest);
        const unnamed = { name: undefined, text: begun(query.text) };
        // A query that submits itself has to stay as it is.
        return send("submit" in query ? Object.assign(query, unnamed) : { ...query, ...unnamed }, ...rest);
      };
      this.query = sendAlone as Client["query"];
    }
  };
}

/** Common signature of the overloads of `Client.query`. */
type Send = (query: string | Unnamed, ...rest: unknown[]) => unknown;

type Unnamed = Omit<QueryConfig, "name"> & { readonly name?: string | undefined };
