import { isoTime } from "../../database/sql.ts";

/**
 * The tables of one kind of stream, and what its columns are called. A stream's head is one row, which every change
 * locks; its entries are one row each.
 */
export interface Tables {
  /** Table of heads, one row a stream. With its schema, where that is not on the search path. */
  readonly heads: string;
  /** Table of entries, one row each. Named as above. */
  readonly entries: string;
  /** Answers of batches that have a key of their own, one row each. Default: a batch must not have a key. */
  readonly answers?: string;
  /** Names of columns that differ from `defaultColumns`. */
  readonly columns?: Partial<Record<keyof typeof defaultColumns, string>>;
}

/** The engine's columns, by the names that they have unless `Tables.columns` says otherwise. */
const defaultColumns = {
  /** In both tables; any type that casts from text. */
  streamId: "stream_id",
  /** In both tables; `integer`. */
  seq: "seq",
  /** In both tables; `timestamptz`. */
  at: "at",
  /** In heads: number of the last entry that was pruned; 0 if none was. */
  prunedThrough: "pruned_through",
  /** In heads: token of that entry; `bigint`, may be null. */
  prunedToken: "pruned_token",
  /** In entries; `bigint`, may be null. */
  token: "token",
  /** In entries; `text`. */
  type: "type",
  /** In entries; any type that casts from text. */
  actorId: "actor_id",
  /** In entries; `text`, unique together with the actor. */
  idempotencyKey: "idempotency_key",
  /** In entries; `bytea`, SHA-256. */
  requestHash: "request_hash",
  /** In entries; `json`. */
  body: "body",
} as const;

/** A table's names as SQL, and the expressions that several statements share. */
export interface TableSql extends Readonly<Record<keyof typeof defaultColumns, string>> {
  readonly heads: string;
  readonly entries: string;
  readonly answers: string | null;
  /**
   * Expression for the token at a number of a stream, in hexadecimal: its entry's, or that of the pruning edge. Null
   * where the log holds nothing of that number. `head` is the alias of the stream's head.
   */
  tokenAt(head: string, seq: string): string;
  /** Expression for the token of a stream's newest entry, in hexadecimal; "0" for an empty stream. `head` as above. */
  tokenOfHead(head: string): string;
  /** Columns of a StoredEntry, from an alias of entries. */
  entryColumns(entry: string): string;
}

/** Column types that `createTablesSql` uses. */
export interface TableTypes {
  /** PostgreSQL type of streams' ids (default: `text`). */
  readonly streamId?: string;
  /** PostgreSQL type of actors' ids (default: `text`). */
  readonly actorId?: string;
  /** The codec's own columns with their types. */
  readonly columns?: Readonly<Record<string, string>>;
}

/**
 * Returns the statements that create the tables where they do not exist. A stream exists once its head has a row;
 * `INSERT INTO <heads> (stream_id) VALUES ('…')` creates an empty one. Heads may have further columns.
 */
export function createTablesSql(tables: Tables, types: TableTypes = {}): string {
  const { heads, entries, answers, streamId, seq, at, prunedThrough, prunedToken, ...own } = toTableSql(tables);
  const { streamId: streamType = "text", actorId: actorType = "text", columns = {} } = types;
  const more = Object.entries(columns).map(([name, type]) => `  ${name} ${type},\n`);
  return `CREATE TABLE IF NOT EXISTS ${heads} (
  ${streamId} ${streamType} PRIMARY KEY,
  ${seq} integer NOT NULL DEFAULT 0,
  ${at} timestamptz NOT NULL DEFAULT now(),
  ${prunedThrough} integer NOT NULL DEFAULT 0,
  ${prunedToken} bigint
);
CREATE TABLE IF NOT EXISTS ${entries} (
  ${streamId} ${streamType} NOT NULL REFERENCES ${heads} ON DELETE CASCADE,
  ${seq} integer NOT NULL,
  ${own.token} bigint NOT NULL,
  ${own.type} text NOT NULL,
  ${at} timestamptz NOT NULL,
  ${own.actorId} ${actorType} NOT NULL,
  ${own.idempotencyKey} text,
  ${own.requestHash} bytea,
  ${own.body} json NOT NULL,
${more.join("")}  PRIMARY KEY (${streamId}, ${seq}),
  UNIQUE (${own.actorId}, ${own.idempotencyKey})
);
${answers === null ? "" : answersSql()}`;

  function answersSql(): string {
    return `CREATE TABLE IF NOT EXISTS ${answers} (
  ${own.actorId} ${actorType} NOT NULL,
  ${own.idempotencyKey} text NOT NULL,
  ${streamId} ${streamType} NOT NULL REFERENCES ${heads} ON DELETE CASCADE,
  ${own.requestHash} bytea NOT NULL,
  ${at} timestamptz NOT NULL,
  answer json NOT NULL,
  PRIMARY KEY (${own.actorId}, ${own.idempotencyKey})
);
`;
  }
}

/** SQL fragments for the tables of a kind of stream. */
export function toTableSql({ heads, entries, answers, columns }: Tables): TableSql {
  const names = { ...defaultColumns, ...columns };
  const { streamId, seq, token, prunedThrough, prunedToken } = names;
  const toText = (column: string) => `to_hex(coalesce(${column}, 0))`;
  const tokenAt = (head: string, number: string) => `coalesce(
      (SELECT ${toText(`at_seq.${token}`)} FROM ${entries} at_seq
       WHERE at_seq.${streamId} = ${head}.${streamId} AND at_seq.${seq} = ${number}),
      CASE WHEN ${head}.${prunedThrough} = ${number} THEN ${toText(`${head}.${prunedToken}`)} END)`;
  return {
    ...names,
    heads,
    entries,
    answers: answers ?? null,
    tokenAt,
    tokenOfHead: (head) => `coalesce(${tokenAt(head, `${head}.${seq}`)}, '0')`,
    entryColumns: (entry) => `
      ${entry}.${streamId} AS "streamId", ${entry}.${seq} AS seq, ${entry}.${names.type} AS type,
      ${isoTime(`${entry}.${names.at}`)} AS at, ${entry}.${names.idempotencyKey} AS "idempotencyKey",
      ${entry}.${names.body} AS body, ${toText(`${entry}.${token}`)} AS token`,
  };
}
