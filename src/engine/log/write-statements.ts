import type { PoolClient } from "pg";
import { hasSqlState } from "../../database/find-outage.ts";
import { isoTime, onlyRow } from "../../database/sql.ts";
import { StreamBusyError } from "../../errors/expected-error.ts";
import type { GuardSource } from "./change.ts";
import type { LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import type { CountSource } from "./head-counts.ts";
import type { EntryKey, PendingEntries } from "./pending-entries.ts";
import type { TableSql } from "./tables.ts";

/** A stream as its lock holder finds it, and what is remembered of the actor's keys. */
export interface WriteBasis {
  readonly seq: number;
  readonly token: string;
  /** Now, but not before the newest entry. */
  readonly at: string;
  /** JSON of the guard's facts; null for no such stream. */
  readonly guard: unknown;
  /** Sums that the head keeps, see `CountSource`; null: it does not tell them, see `WriteStatements.count`. */
  readonly counts: readonly number[] | null;
  /** The actor's entries by key, in whichever stream. */
  readonly remembered: ReadonlyMap<string, RememberedEntry>;
  /** The actor's remembered batches by key. Only that of the batch's own key has its answer. */
  readonly answers: ReadonlyMap<string, RememberedAnswer>;
}

export interface RememberedEntry {
  /** SHA-256 in hexadecimal. */
  readonly requestHash: string;
  readonly entry: PlacedEntry;
}

export interface RememberedAnswer {
  /** SHA-256 in hexadecimal. */
  readonly requestHash: string;
  readonly answer: StoredAnswer | null;
}

/** Answer of a batch as it is stored: events stay in the log alone. */
export interface StoredAnswer {
  readonly position: LogPosition;
  readonly oldest: LogPosition;
  /** A number stands for the event of that entry. */
  readonly results: readonly (number | object)[];
}

/** Keys of a request: those of its changes, and the batch's own, whose answer is read. */
export interface RequestKeys {
  readonly all: readonly string[];
  readonly whole: string | null;
}

/** Head of a stream that new entries follow. */
export type WriteHead = LogPosition & Pick<WriteBasis, "at"> & { readonly counts: readonly number[] };

/** Head of a stream, as its lock holder finds it. */
export type LockedHead = Pick<WriteBasis, "seq" | "token" | "at"> & { readonly streamId: string };

export interface WriteStatements {
  /**
   * Locks nothing and returns false for a stream that is not there or an actor that may not lock it. Where batches have
   * keys, it first locks the actor's keys, since no unique index covers both tables. A batch with a key of its own
   * waits for the actor's other requests that have one, and they wait for it. `mayLock`: see `CommonRequest`.
   */
  lock(client: PoolClient, streamId: string, actorId: string, keys: RequestKeys, mayLock?: boolean): Promise<boolean>;
  /**
   * Locks the keys of several actors, as `lock` does for one, without waiting. Returns false where another request has
   * some of them. A holder of a stream that waited for keys could hold up strangers, or wait in a circle.
   */
  tryKeys(client: PoolClient, actorIds: readonly string[]): Promise<boolean>;
  /**
   * Must follow `lock` in a statement of its own. A remembered request never changes and may be read without the lock.
   * Undefined: no such stream.
   */
  readBasis(client: PoolClient, streamId: string, actorId: string, keys: RequestKeys): Promise<WriteBasis | undefined>;
  /** Counts what the head does not tell. Must follow `lock`. */
  count(client: PoolClient, streamId: string): Promise<readonly number[]>;
  /** Locks the streams in the order of their ids. Returns those that exist. */
  lockHeads(client: PoolClient, streamIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Must follow `lockHeads` in a statement of its own. In the order of ids. */
  readHeads(client: PoolClient, streamIds: readonly string[]): Promise<readonly LockedHead[]>;
  /** Reads entries by number. One that was pruned is missing. */
  readEntries(client: PoolClient, streamId: string, seqs: readonly number[]): Promise<readonly PlacedEntry[]>;
  /** Writes the pending entries and moves the head. On a pipelined client all is sent when it returns. */
  append(client: PoolClient, streamId: string, at: string, pending: Pending): Promise<void>;
  remember(client: PoolClient, answer: NewAnswer): Promise<void>;
  forget(client: PoolClient, actorId: string, key: string): Promise<void>;
}

type Pending = Pick<PendingEntries<never>, "position" | "counts" | "takeStatements">;

export interface NewAnswer {
  readonly streamId: string;
  readonly actorId: string;
  readonly at: string;
  readonly key: EntryKey;
  readonly answer: StoredAnswer;
}

/** `kind` names the prepared statements; `ownColumns` are those of the codec with their types. */
export function createWriteStatements<Guard>(
  kind: string,
  sql: TableSql,
  guard: GuardSource<Guard>,
  ownColumns: Readonly<Record<string, string>>,
  counts: CountSource | null,
): WriteStatements {
  const { heads, entries, answers, streamId: id, seq, at, token, actorId: actor, idempotencyKey, requestHash } = sql;
  const own = Object.entries(ownColumns);
  const toBigint = (hex: string) => `('x' || lpad(${hex}, 16, '0'))::bit(64)::bigint`;
  const entryJson = `(SELECT row_to_json(e) FROM (SELECT ${sql.entryColumns("a")}, '0' AS previous) e)`;
  const answersJson = `(
    SELECT json_object_agg(b.${idempotencyKey}, json_build_object(
      'requestHash', encode(b.${requestHash}, 'hex'),
      'answer', CASE WHEN b.${idempotencyKey} = $4 THEN b.answer END))
    FROM ${answers} b WHERE b.${actor} = $2 AND b.${idempotencyKey} = ANY($3))`;

  const lockText = (keyLock: "shared" | "sole" | null, condition: string | undefined) => {
    const parameter = `$${condition === undefined ? 2 : 3}::text`;
    const take = `pg_advisory_xact_lock${keyLock === "shared" ? "_shared" : ""}(hashtextextended(${parameter}, 0))`;
    return `${keyLock ? `WITH keys AS MATERIALIZED (SELECT ${take})` : ""}
      SELECT FROM ${keyLock ? "keys CROSS JOIN " : ""}${heads} h
      WHERE h.${id} = $1 AND ${condition ?? true} FOR NO KEY UPDATE OF h`;
  };
  const headColumns = `h.${seq} AS seq, ${sql.tokenOfHead("h")} AS token,
      ${isoTime(`greatest(clock_timestamp(), h.${at})`)} AS at`;
  const kept = counts?.columns.map((column) => `h.${column}`).join(", ");
  const keptCounts = counts
    ? `CASE WHEN h.${counts.through} = h.${seq} THEN json_build_array(${kept}) END`
    : "'[]'::json";
  const setCounts = counts
    ? [...counts.columns, counts.through].map((column, index) => `, ${column} = $${index + 6}`)
    : [];
  const basisText = `
    SELECT ${headColumns}, ${guard.sql} AS guard, ${keptCounts} AS counts,
      (SELECT json_object_agg(a.${idempotencyKey}, json_build_object(
         'requestHash', encode(a.${requestHash}, 'hex'), 'entry', ${entryJson}))
       FROM ${entries} a WHERE a.${actor} = $2 AND a.${idempotencyKey} = ANY($3)) AS remembered,
      ${answers === null ? "NULL" : answersJson} AS answers
    FROM ${heads} h WHERE h.${id} = $1`;
  const appendText = `
    WITH head AS (UPDATE ${heads} SET ${seq} = $2, ${at} = $3${setCounts.join("")} WHERE ${id} = $1)
    INSERT INTO ${entries} (${id}, ${seq}, ${token}, ${sql.type}, ${at}, ${actor}, ${sql.body},
      ${idempotencyKey}, ${requestHash}${own.map(([name]) => `, ${name}`).join("")})
    SELECT $1, e.seq, ${toBigint("e.token")}, e.type, $3, $4, e.body, e.key, decode(e.hash, 'hex')
      ${own.map(([name]) => `, e.${name}`).join("")}
    FROM json_to_recordset($5) AS e (seq int, token text, type text, body json, key text, hash text
      ${own.map(([name, type]) => `, ${name} ${type}`).join("")})`;

  /** Values of `setCounts`. Entries that another log caused are not counted: the next change counts anew. */
  function countsThrough({ counts: sums, position }: Pending): readonly number[] {
    if (!counts) return [];
    return [...(sums ?? counts.columns.map(() => 0)), sums ? position.seq : -1];
  }

  return {
    async lock(client, streamId, actorId, { all, whole }, mayLock = false) {
      const condition = mayLock ? undefined : guard.mayLock;
      const keyLock = answers === null || all.length === 0 ? null : whole === null ? "shared" : "sole";
      const values = [streamId];
      if (condition !== undefined) values.push(actorId);
      if (keyLock) values.push(`${heads} ${actorId}`);
      const { rowCount } = await client
        .query({ name: `${kind}-lock-${keyLock}${mayLock ? "-any" : ""}`, text: lockText(keyLock, condition), values })
        .catch(throwBusy);
      return rowCount !== 0;
    },

    async tryKeys(client, actorIds) {
      if (answers === null || actorIds.length === 0) return true;
      const { rows } = await client.query<{ all: boolean }>({
        name: `${kind}-try-keys`,
        text: `SELECT bool_and(pg_try_advisory_xact_lock_shared(hashtextextended(actor, 0))) AS "all"
          FROM unnest($1::text[]) actor`,
        values: [actorIds.map((actorId) => `${heads} ${actorId}`)],
      });
      return rows[0]?.all === true;
    },

    async readBasis(client, streamId, actorId, { all, whole }) {
      const values = [streamId, actorId, all, ...(answers === null ? [] : [whole])];
      const { rows } = await client.query<BasisRow>({ name: `${kind}-basis`, text: basisText, values });
      const [row] = rows;
      if (!row) return undefined;
      return { ...row, remembered: toMap(row.remembered), answers: toMap(row.answers) };
    },

    async count(client, streamId) {
      const { rows } = await client.query<Pick<WriteHead, "counts">>({
        name: `${kind}-count`,
        text: counts?.sql ?? "",
        values: [streamId],
      });
      return onlyRow(rows).counts;
    },

    async lockHeads(client, streamIds) {
      const text = `
        SELECT h.${id} AS "streamId" FROM ${heads} h WHERE h.${id} = ANY($1) ORDER BY h.${id} FOR NO KEY UPDATE OF h`;
      const { rows } = await client
        .query<Pick<LockedHead, "streamId">>({ name: `${kind}-lock-heads`, text, values: [streamIds] })
        .catch(throwBusy);
      return new Set(rows.map(({ streamId }) => streamId));
    },

    async readHeads(client, streamIds) {
      const { rows } = await client.query<LockedHead>({
        name: `${kind}-read-heads`,
        text: `
          SELECT h.${id} AS "streamId", ${headColumns} FROM ${heads} h WHERE h.${id} = ANY($1) ORDER BY h.${id}`,
        values: [streamIds],
      });
      return rows;
    },

    async readEntries(client, streamId, seqs) {
      const { rows } = await client.query<PlacedEntry>({
        name: `${kind}-entries`,
        text: `
          SELECT ${sql.entryColumns("a")}, '0' AS previous FROM ${entries} a
          WHERE a.${id} = $1 AND a.${seq} = ANY($2)`,
        values: [streamId, seqs],
      });
      return rows;
    },

    async append(client, streamId, time, pending) {
      const sent = Array.from(pending.takeStatements(), ({ actorId, rows }) => {
        const values = [streamId, pending.position.seq, time, actorId, rows, ...countsThrough(pending)];
        return client.query({ name: `${kind}-append`, text: appendText, values });
      });
      await Promise.all(sent);
    },

    async remember(client, { streamId, actorId, at: time, key: { key, requestHash: hash }, answer }) {
      await client.query({
        name: `${kind}-remember`,
        text: `
          INSERT INTO ${answers} (${actor}, ${idempotencyKey}, ${id}, ${requestHash}, ${at}, answer)
          VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6)`,
        values: [actorId, key, streamId, hash, time, JSON.stringify(answer)],
      });
    },

    async forget(client, actorId, key) {
      await client.query({
        name: `${kind}-forget`,
        text: `DELETE FROM ${answers} WHERE ${actor} = $1 AND ${idempotencyKey} = $2`,
        values: [actorId, key],
      });
    },
  };
}

/** As PostgreSQL returns it: JSON objects by key; null: none. */
interface BasisRow extends Omit<WriteBasis, "remembered" | "answers"> {
  readonly remembered: Readonly<Record<string, RememberedEntry>> | null;
  readonly answers: Readonly<Record<string, RememberedAnswer>> | null;
}

/** Clients choose the keys: one may be the name of a method of objects. */
function toMap<T>(json: Readonly<Record<string, T>> | null): ReadonlyMap<string, T> {
  return new Map(json ? Object.entries(json) : []);
}

function throwBusy(error: unknown): never {
  throw hasSqlState(error, lockNotAvailable) ? new StreamBusyError() : error;
}

const lockNotAvailable = "55P03";
