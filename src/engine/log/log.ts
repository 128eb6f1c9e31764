import type { Pool } from "pg";
import type { Logger } from "../../logging/logger.ts";
import type { Tracer } from "../../tracing/tracer.ts";
import type { GuardSource } from "./change.ts";
import type { Codec } from "./codec.ts";
import type { CountSource } from "./head-counts.ts";
import { createLogReader, type LogReader, type StateSource } from "./log-reader.ts";
import { createLogWriter, type LogWriter } from "./log-writer.ts";
import { type TableSql, type Tables, toTableSql } from "./tables.ts";
import { traceCodec } from "./trace-codec.ts";

/** Settings of `createLog`. */
export interface LogOptions<State, Event extends object, Draft, Guard> {
  /** Name of the kind of stream, in lower-case letters, e.g. "project"; part of cursors and channels. */
  readonly kind: string;
  /** Names of the tables; see `createTablesSql`. */
  readonly tables: Tables;
  /** Translates between events and entries. */
  readonly codec: Codec<Event, Draft>;
  /** Default: an empty object for each stream that exists. */
  readonly state?: StateSource<State>;
  /** Default: every actor may change every stream that exists; the facts are an empty object. */
  readonly guard?: GuardSource<Guard>;
  /** Sums that heads keep, such as the bytes of a stream's rows. Default: none. */
  readonly counts?: CountSource | null;
  /** Connections for changes. Their owner closes them. */
  readonly pool: Pool;
  /** Connections for heads and newest entries; default: `pool`. */
  readonly readPool?: Pool;
  /** Connections for pages of replays; default: `readPool`. */
  readonly replayPool?: Pool;
  /** Hears of listeners that fail. Default: `console`. */
  readonly logger?: Logger;
  /** Follows changes to their deliveries, together with that of the feeds and of the fan-out. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
}

/** One kind of stream in PostgreSQL: its codec, its reads and its one write transaction. */
export interface Log<State, Event extends object, Draft, Guard>
  extends LogReader<State, Event>,
    LogWriter<Event, Draft, Guard> {
  /** The codec that the log was made with. */
  readonly codec: Codec<Event, Draft>;
  /**
   * Returns an SQL expression for the cursor of a stream's newest entry. `head` is the alias of its row in the heads'
   * table. A snapshot that one statement reads together with its cursor misses no event and repeats none.
   */
  cursorSql(head: string): string;
}

/**
 * Describes one kind of stream. Opens nothing: the pools connect when they are first used. `createTablesSql` returns
 * the statements that create its tables. Throws a TypeError for a `kind` that cursors cannot hold, or that another log
 * on one of the pools has. Throws one, too, for a codec's column with a name of the engine's.
 */
export function createLog<Event extends object, Draft, State = object, Guard = object>({
  kind,
  tables,
  codec: ownCodec,
  state = emptySource as StateSource<State>,
  guard = emptySource as GuardSource<Guard>,
  counts = null,
  pool,
  readPool = pool,
  replayPool = readPool,
  logger = console,
  tracer,
}: LogOptions<State, Event, Draft, Guard>): Log<State, Event, Draft, Guard> {
  if (!/^[a-z]+$/.test(kind)) throw new TypeError(`kind must consist of lower-case letters (got "${kind}").`);
  const sql = toTableSql(tables);
  const codec = tracer ? traceCodec(ownCodec, tracer) : ownCodec;
  requireOwnColumns(codec.columns ?? {}, sql);
  for (const each of new Set([pool, readPool, replayPool])) {
    requireOneOfKind(each, kind, JSON.stringify([sql, codec.columns, state, guard, counts]));
  }
  return {
    codec,
    cursorSql: (head) => `'${kind}.' || ${head}.${sql.seq} || '.' || ${sql.tokenOfHead(head)}`,
    ...createLogReader({ kind, sql, codec, state, pool: readPool, replayPool }),
    ...createLogWriter({ kind, sql, codec, guard, counts, pool, logger, tracer }),
  };
}

/** Names of an entry's parts in the statement that writes it. */
const partNames = ["seq", "token", "type", "body", "key", "hash"];

function requireOwnColumns(columns: Readonly<Record<string, string>>, sql: TableSql): void {
  const taken = new Set<unknown>([...partNames, ...Object.values(sql)]);
  for (const name of Object.keys(columns)) {
    // PostgreSQL folds upper case, and would find no value by that name.
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) {
      throw new TypeError(`A column must have lower-case letters, digits and underscores alone (got "${name}").`);
    }
    if (taken.has(name)) throw new TypeError(`The column "${name}" is the engine's. Give the codec's another name.`);
  }
}

const kinds = new WeakMap<Pool, Map<string, string>>();

/** Connections keep statements by the kind's name. `statements` is what makes them differ. */
function requireOneOfKind(pool: Pool, kind: string, statements: string): void {
  const known = kinds.get(pool) ?? new Map<string, string>();
  kinds.set(pool, known);
  if ((known.get(kind) ?? statements) !== statements) {
    throw new TypeError(`Another log of the kind "${kind}" uses this pool. Give each kind one log.`);
  }
  known.set(kind, statements);
}

/** An empty object for each head. */
const emptySource = { sql: "'{}'::json", parse: (json: unknown) => json };
