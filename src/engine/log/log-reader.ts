import type { Pool } from "pg";
import type { Codec } from "./codec.ts";
import type { LogPosition } from "./cursor.ts";
import { type Entry, type PlacedEntry, toEntry } from "./entry.ts";
import type { TableSql } from "./tables.ts";

/** Upper bounds of one read. */
export interface ReadLimit {
  /** Number of entries. */
  readonly entries: number;
  /** Bytes of bodies. The entry that reaches the bound is the last one, so that a read brings at least one. */
  readonly bytes: number;
}

/** Entries that follow a number; the first one is not the next number where the log was pruned. */
export interface LogPage<Event extends object> {
  /**
   * Token that the log holds at the number read from: that of the entry, or of the pruning edge. Null when the number
   * was pruned or lies beyond the head.
   */
  readonly base: string | null;
  /** Ascending and without gaps. */
  readonly entries: readonly Entry<Event>[];
}

/** A stream as one snapshot of the database shows it. `entries` end at the head; they are empty if it was pruned. */
export interface StreamRead<State, Event extends object> extends LogPage<Event> {
  /** Place of the newest entry. */
  readonly head: LogPosition;
  /** State as of the head, as `StateSource.parse` read it. */
  readonly state: State;
}

/** Reads the log, which is the source of truth. Every method rejects while PostgreSQL cannot be used. */
export interface LogReader<State, Event extends object> {
  /** Name of the kind of stream, in lower-case letters. */
  readonly kind: string;
  /** Reads the head, the state and the newest entries after `after`, within the limit. Null: no such stream. */
  readStream(streamId: string, after: number, limit: ReadLimit): Promise<StreamRead<State, Event> | null>;
  /** Reads the entries that follow `after`. */
  readPage(streamId: string, after: number, limit: ReadLimit): Promise<LogPage<Event>>;
  /** Reads the heads of many streams in one statement. A stream that does not exist is missing from the map. */
  readHeads(streamIds: readonly string[]): Promise<Map<string, LogPosition>>;
}

/** State of a stream, read together with its head. */
export interface StateSource<State> {
  /**
   * SQL expression for the state as JSON; the head's row is `h`. It is null for a stream that does not exist. Default:
   * an empty object.
   */
  readonly sql: string;
  /** Reads the state. Throw where it is not as expected: the read fails then. */
  readonly parse: (json: unknown) => State;
}

export interface LogReaderOptions<State, Event extends object> {
  readonly kind: string;
  readonly sql: TableSql;
  readonly codec: Codec<Event, never>;
  readonly state: StateSource<State>;
  /** Connections for heads and newest entries. */
  readonly pool: Pool;
  /** Connections for pages, so that long replays never stop what is live. */
  readonly replayPool: Pool;
}

/** Reads a log in PostgreSQL. */
export function createLogReader<State, Event extends object>({
  kind,
  sql,
  codec,
  state,
  pool,
  replayPool,
}: LogReaderOptions<State, Event>): LogReader<State, Event> {
  const { heads, entries, streamId: id, seq, body, token } = sql;
  const decode = (row: PlacedEntry) => toEntry(kind, (entry) => codec.decode(entry), row);

  /**
   * A row, then the next, and so on: no more is read than is handed out, however large the bodies are. `first` and
   * `next` choose the rows as `a`; `walk.bytes` are those of the bodies up to the row before `next`.
   */
  const walkSql = (first: string, next: string) => `
    WITH RECURSIVE walk AS (
      (SELECT a.*, octet_length(a.${body}::text) AS bytes FROM ${entries} a WHERE ${first})
      UNION ALL
      SELECT a.*, walk.bytes + octet_length(a.${body}::text)
      FROM walk JOIN ${entries} a ON a.${id} = walk.${id} AND ${next})`;

  /** Each row tells its predecessor's token. The first row's predecessor may not have been read. */
  const placedSql = `
    SELECT ${sql.entryColumns("a")}, coalesce(to_hex(lag(coalesce(a.${token}, 0)) OVER (ORDER BY a.${seq})), "before".token) AS previous
    FROM walk a`;

  return {
    kind,
    async readStream(streamId, after, limit) {
      const { rows } = await pool.query<StreamRow>({
        name: `${kind}-stream`,
        text: `
          SELECT h.${seq} AS seq, ${sql.tokenOfHead("h")} AS token, ${state.sql} AS state,
            ${sql.tokenAt("h", "$2::int")} AS base,
            (SELECT coalesce(json_agg(e ORDER BY e.seq), '[]') FROM (
               ${walkSql(
                 `a.${id} = h.${id} AND a.${seq} = h.${seq} AND a.${seq} > $2`,
                 `a.${seq} = walk.${seq} - 1 AND a.${seq} > greatest($2, h.${seq} - $3) AND walk.bytes < $4`,
               )}
               ${placedSql} CROSS JOIN LATERAL (
                 SELECT ${sql.tokenAt("h", `(SELECT min(${seq}) - 1 FROM walk)`)} AS token) "before") e) AS entries
          FROM ${heads} h WHERE h.${id} = $1`,
        values: [streamId, after, limit.entries, limit.bytes],
      });
      const [row] = rows;
      if (!row || row.state === null) return null;
      const head = { seq: row.seq, token: row.token };
      return { head, state: state.parse(row.state), base: row.base, entries: row.entries.map(decode) };
    },

    async readPage(streamId, after, limit) {
      const { rows } = await replayPool.query<PlacedEntry | { seq: null; base: string | null }>({
        name: `${kind}-page`,
        text: `
          SELECT base.token AS base, page.* FROM (
            SELECT (SELECT ${sql.tokenAt("h", "$2::int")} FROM ${heads} h WHERE h.${id} = $1) AS token) base
          LEFT JOIN LATERAL (
            ${walkSql(
              `a.${id} = $1 AND a.${seq} > $2 ORDER BY a.${seq} LIMIT 1`,
              `a.${seq} = walk.${seq} + 1 AND a.${seq} <= $2 + $3 AND walk.bytes < $4`,
            )}
            SELECT ${sql.entryColumns("a")},
              coalesce(to_hex(lag(coalesce(a.${token}, 0)) OVER (ORDER BY a.${seq})), base.token, '0') AS previous
            FROM walk a) page ON true
          ORDER BY page.seq`,
        values: [streamId, after, limit.entries, limit.bytes],
      });
      const base = (rows[0] as { base?: string | null } | undefined)?.base ?? null;
      return { base, entries: rows.flatMap((row) => (row.seq === null ? [] : [decode(row)])) };
    },

    async readHeads(streamIds) {
      // All in one value each way: the driver takes longer for elements and rows than JSON and `join` do.
      const { rows } = await pool.query<{ heads: Readonly<Record<string, [seq: number, token: string]>> | null }>({
        name: `${kind}-heads`,
        text: `
          SELECT json_object_agg(h.${id}, json_build_array(h.${seq}, ${sql.tokenOfHead("h")})) AS heads
          FROM ${heads} h WHERE h.${id} = ANY($1)`,
        values: [toArray(streamIds)],
      });
      return new Map(
        Object.entries(rows[0]?.heads ?? {}).map(([streamId, [at, ofHead]]) => [streamId, { seq: at, token: ofHead }]),
      );
    },
  };
}

/** Texts as an array of PostgreSQL. The driver writes those that need quotes. */
function toArray(texts: readonly string[]): string | readonly string[] {
  return texts.every((text) => plain.test(text)) ? `{${texts.join(",")}}` : texts;
}

/** PostgreSQL takes an unquoted NULL for none. */
const plain = /^(?!null$)[\w-]+$/i;

interface StreamRow extends LogPosition {
  readonly state: unknown;
  readonly base: string | null;
  readonly entries: readonly PlacedEntry[];
}
