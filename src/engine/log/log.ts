import type { Pool } from "pg";
import type { Logger } from "../../logging/logger.ts";
import type { GuardSource } from "./change.ts";
import type { Codec } from "./codec.ts";
import { createLogReader, type LogReader, type StateSource } from "./log-reader.ts";
import { createLogWriter, type LogWriter } from "./log-writer.ts";
import { type Tables, toTableSql } from "./tables.ts";

export interface LogOptions<State, Event extends object, Draft, Guard> {
  /** Name of the kind of stream, in lower-case letters, e.g. "project"; part of cursors and channels. */
  readonly kind: string;
  readonly tables: Tables;
  readonly codec: Codec<Event, Draft>;
  /** Default: an empty object for each stream that exists. */
  readonly state?: StateSource<State>;
  /** Default: every actor may change every stream that exists; the facts are an empty object. */
  readonly guard?: GuardSource<Guard>;
  /** Connections for changes. Their owner closes them. */
  readonly pool: Pool;
  /** Connections for heads and newest entries; default: `pool`. */
  readonly readPool?: Pool;
  /** Connections for pages of replays; default: `readPool`. */
  readonly replayPool?: Pool;
  /** Hears of listeners that fail. Default: `console`. */
  readonly logger?: Logger;
}

/** One kind of stream in PostgreSQL: its codec, its reads and its one write transaction. */
export interface Log<State, Event extends object, Draft, Guard>
  extends LogReader<State, Event>,
    LogWriter<Event, Draft, Guard> {
  readonly codec: Codec<Event, Draft>;
  /**
   * Returns an SQL expression for the cursor of a stream's newest entry. `head` is the alias of its row in the heads' table.
   * A snapshot that one statement reads together with its cursor misses no event and repeats none.
   */
  cursorSql(head: string): string;
}

/**
 * Describes one kind of stream. Throws a TypeError for a `kind` that cursors cannot hold. Opens nothing: the pools connect when they are first used. `createTablesSql` returns the
 * statements that create its tables.
 */
export function createLog<Event extends object, Draft, State = object, Guard = object>({
  kind,
  tables,
  codec,
  state = emptySource as StateSource<State>,
  guard = emptySource as GuardSource<Guard>,
  pool,
  readPool = pool,
  replayPool = readPool,
  logger = console,
}: LogOptions<State, Event, Draft, Guard>): Log<State, Event, Draft, Guard> {
  if (!/^[a-z]+$/.test(kind)) throw new TypeError(`kind must consist of lower-case letters (got "${kind}").`);
  const sql = toTableSql(tables);
  return {
    codec,
    cursorSql: (head) => `'${kind}.' || ${head}.${sql.seq} || '.' || ${sql.tokenOfHead(head)}`,
    ...createLogReader({ kind, sql, codec, state, pool: readPool, replayPool }),
    ...createLogWriter({ kind, sql, codec, guard, pool, logger }),
  };
}

/** An empty object for each head. */
const emptySource = { sql: "'{}'::json", parse: (json: unknown) => json };
