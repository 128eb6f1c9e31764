import type { Pool } from "pg";
import type { Codec } from "./codec.ts";
import { createLogReader, type LogReader, type StateSource } from "./log-reader.ts";
import { createLogWriter, type GuardSource, type LogWriter } from "./log-writer.ts";
import { type Tables, toTableSql } from "./tables.ts";

export interface LogOptions<State, Event extends object, Draft, Guard> {
  /** Name of the kind of stream, in lower-case letters, e.g. "project"; part of cursors and channels. */
  readonly kind: string;
  readonly tables: Tables;
  readonly codec: Codec<Event, Draft>;
  readonly state: StateSource<State>;
  readonly guard: GuardSource<Guard>;
  /** Connections for changes. */
  readonly pool: Pool;
  /** Connections for heads and newest entries; default: `pool`. */
  readonly readPool?: Pool;
  /** Connections for pages of replays; default: `readPool`. */
  readonly replayPool?: Pool;
}

/** One kind of stream in PostgreSQL: its codec, its reads and its one write transaction. */
export interface Log<State, Event extends object, Draft, Guard>
  extends LogReader<State, Event>,
    LogWriter<Event, Draft, Guard> {
  readonly codec: Codec<Event, Draft>;
}

/** Opens nothing: the pools connect when they are first used. */
export function createLog<State, Event extends object, Draft, Guard>({
  kind,
  tables,
  codec,
  state,
  guard,
  pool,
  readPool = pool,
  replayPool = readPool,
}: LogOptions<State, Event, Draft, Guard>): Log<State, Event, Draft, Guard> {
  const sql = toTableSql(tables);
  return {
    codec,
    ...createLogReader({ kind, sql, codec, state, pool: readPool, replayPool }),
    ...createLogWriter({ kind, sql, codec, guard, pool }),
  };
}
