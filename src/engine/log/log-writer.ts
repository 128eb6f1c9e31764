import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { stringify } from "safe-stable-stringify";
import { hasSqlState, isDeadlock } from "../../database/find-outage.ts";
import { inTransaction } from "../../database/in-transaction.ts";
import { isoTime } from "../../database/sql.ts";
import { BadUserInputError, NotFoundError, StreamBusyError } from "../../errors/expected-error.ts";
import type { Codec } from "./codec.ts";
import { createToken, type Position } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import { StreamQueue } from "./stream-queue.ts";
import type { TableSql } from "./tables.ts";

/** Facts about an actor and a stream that decide whether a change may be made. */
export interface GuardSource<Guard> {
  /**
   * SQL condition for taking the stream's lock; the head's row is `h` and the actor's id `$2`. Strangers that do not
   * meet it never make the writers wait. Default: every actor may lock.
   */
  readonly mayLock?: string;
  /**
   * SQL expression for the facts as JSON, read under the lock; `h` and `$2` as above. It is null for no such stream.
   */
  readonly sql: string;
  readonly parse: (json: unknown) => Guard;
}

export interface ChangeRequest<Guard> {
  readonly streamId: string;
  readonly actorId: string;
  /** Name of the operation. Together with the input it tells a retry from another use of the same key. */
  readonly operation: string;
  readonly input: object;
  /**
   * The actor's own id of the change, unique among all that the actor changes by this log. Default: a retry is a new change.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Creates the stream that is then changed. It is undone when the request turns out to be a retry. */
  readonly create?: ((client: PoolClient) => Promise<unknown>) | undefined;
  /**
   * Throws when the actor may not make this change, or may not have the remembered answer. Default: throws NotFoundError for
   * a stream that does not exist or that the actor may not lock.
   */
  readonly admit?: (admission: Admission<Guard>) => void;
}

export interface Admission<Guard> {
  /** Null: no such stream, or the actor may not lock it and sent no key. */
  readonly guard: Guard | null;
  /** True if the stream is locked. The guard of an unlocked stream may be outdated. */
  readonly isLocked: boolean;
  /** Request for which the key is remembered: this one, another one, or none. */
  readonly remembered: "same" | "other" | null;
}

/** The open transaction. The stream is locked: what is read now stays true until the commit. */
export interface Change<Event extends object, Draft, Guard> {
  readonly client: PoolClient;
  readonly guard: Guard;
  /** Number of the stream's newest entry before this change. */
  readonly before: number;
  /** Number that the next entry takes. */
  readonly seq: number;
  /** Time of this change, ISO 8601 in UTC with milliseconds; not before that of any earlier change. */
  readonly at: string;
  /** Adds entries that come before the last one. They carry no idempotency key and are written by `append`. */
  prepend(drafts: readonly Draft[]): void;
  /** Takes the next number and writes the entries. Call it last, at most once. Returns the event. */
  append(draft: Draft): Promise<Event>;
}

export interface ChangeOutcome<Result> {
  /** Result of `work`, or the event that the same request wrote before. */
  readonly result: Result;
  /** Stream and position that the result belongs to. */
  readonly streamId: string;
  readonly position: Position;
}

/** Writes the log. */
export interface LogWriter<Event extends object, Draft, Guard> {
  /**
   * The one write transaction. Locks the stream, then reads the guard in a later statement. A statement that waited for
   * the lock still sees the rows as they were before. Lets `work` write rows of its own and append events. Commits and
   * calls the listeners of `onCommit`. Nothing is committed unless `work` appends.
   *
   * A request with a remembered key gets the event that it wrote then, and `work` is not called. A change that loses a
   * deadlock, or a race for its key, is made once more.
   *
   * Throws the errors of `admit`, NotFoundError for an unknown stream, and BadUserInputError for a key that was used
   * for another request. Throws StreamBusyError when the lock was not free in time. Throws UnavailableError with the
   * outcome UNKNOWN when the commit got no answer. Any other outage changes nothing and is thrown as the driver reports
   * it.
   */
  change<Result>(
    request: ChangeRequest<Guard>,
    work: (change: Change<Event, Draft, Guard>) => Promise<Result>,
  ): Promise<ChangeOutcome<Result | Event>>;
  /** Calls the listener after each commit, with the entries in order. It must not throw. Returns its end. */
  onCommit(listener: CommitListener): () => void;
}

export type CommitListener = (entries: readonly PlacedEntry[]) => void;

export interface LogWriterOptions<Event extends object, Draft, Guard> {
  readonly kind: string;
  readonly sql: TableSql;
  readonly codec: Codec<Event, Draft>;
  readonly guard: GuardSource<Guard>;
  readonly pool: Pool;
}

/** Writes a log in PostgreSQL. */
export function createLogWriter<Event extends object, Draft, Guard>({
  kind,
  sql,
  codec,
  guard,
  pool,
}: LogWriterOptions<Event, Draft, Guard>): LogWriter<Event, Draft, Guard> {
  const queue = new StreamQueue();
  const listeners = new Set<CommitListener>();
  const statements = writeStatements(kind, sql, guard, codec.columns ?? {});

  interface Written<Result> extends ChangeOutcome<Result> {
    readonly written: readonly PlacedEntry[];
  }

  async function changeWithin<Result>(
    client: PoolClient,
    request: ChangeRequest<Guard>,
    work: (change: Change<Event, Draft, Guard>) => Promise<Result>,
  ): Promise<Written<Result | Event>> {
    const { streamId, actorId, idempotencyKey = null, admit = requireGuard } = request;
    const requestHash = idempotencyKey === null ? null : hashRequest(request);

    await request.create?.(client);
    const isLocked = await lock(client, streamId, actorId);
    const standing =
      isLocked || idempotencyKey !== null ? await readStanding(client, streamId, actorId, idempotencyKey) : undefined;
    const memory = standing?.remembered;
    const remembered = memory ? (memory.requestHash === requestHash ? "same" : "other") : null;
    const facts = standing && standing.guard !== null ? guard.parse(standing.guard) : null;
    admit({ guard: facts, isLocked, remembered });
    if (memory) {
      const { streamId: inStream, seq, token } = memory.entry;
      const result = recall(remembered === "same", memory.entry);
      return { result, streamId: inStream, position: { seq, token }, written: [] };
    }
    if (!standing || !facts || !isLocked) throw new NotFoundError("The stream does not exist.");

    const { seq: before, at } = standing;
    const written: PlacedEntry[] = [];
    const columns: object[] = [];
    let previous = standing.token;
    let isAppended = false;
    const place = (draft: Draft, key: string | null) => {
      const { type, body, columns: own } = codec.encode(draft);
      const token = createToken();
      written.push({
        streamId,
        seq: before + written.length + 1,
        token,
        previous,
        type,
        at,
        idempotencyKey: key,
        body,
      });
      columns.push(own ?? {});
      previous = token;
    };
    const result = await work({
      client,
      guard: facts,
      before,
      get seq() {
        return before + written.length + 1;
      },
      at,
      prepend(drafts) {
        if (isAppended) throw new Error("prepend must come before append.");
        for (const draft of drafts) place(draft, null);
      },
      async append(draft) {
        if (isAppended) throw new Error("append can be called once.");
        place(draft, idempotencyKey);
        isAppended = true;
        const rows = written.map(({ seq, token, type, body, idempotencyKey: key }, index) => ({
          ...{ seq, token, type, body, key },
          ...columns[index],
        }));
        const values = [streamId, before + written.length, at, actorId, requestHash, JSON.stringify(rows)];
        await client.query({ ...statements.append, values });
        const last = written.at(-1);
        const event = last && codec.decode(last);
        if (!event) throw new Error(`The codec cannot decode what it encoded: ${last?.type}.`);
        return event;
      },
    });
    if (!isAppended) return { result, streamId, position: { seq: before, token: standing.token }, written: [] };
    return { result, streamId, position: { seq: before + written.length, token: previous }, written };
  }

  /** Locks nothing and returns false for a stream that is not there or an actor that may not lock it. */
  async function lock(client: PoolClient, streamId: string, actorId: string): Promise<boolean> {
    const values = guard.mayLock === undefined ? [streamId] : [streamId, actorId];
    const { rowCount } = await client.query({ ...statements.lock, values }).catch((error: unknown) => {
      throw hasSqlState(error, lockNotAvailable) ? new StreamBusyError() : error;
    });
    return rowCount !== 0;
  }

  /**
   * Must follow `lock` in a statement of its own. A remembered entry never changes and may be read without the lock.
   */
  async function readStanding(client: PoolClient, streamId: string, actorId: string, key: string | null) {
    const { rows } = await client.query<Standing>({ ...statements.standing, values: [streamId, actorId, key] });
    return rows[0];
  }

  function recall(isSame: boolean, entry: PlacedEntry): Event {
    if (!isSame) {
      throw new BadUserInputError("The idempotency key was used for another change before.");
    }
    const event = codec.decode(entry);
    if (!event) throw new Error("A newer version wrote the remembered change; it cannot be read here.");
    return event;
  }

  return {
    async change(request, work) {
      const transact = () =>
        queue.run(request.streamId, () =>
          inTransaction(
            pool,
            (client) => changeWithin(client, request, work),
            ({ written }) => written.length > 0,
          ),
        );
      const { written, ...outcome } = await transact().catch((error: unknown) => {
        // The same key was at work in another stream at the same time. Now it is remembered.
        const isRemembered = hasSqlState(error, uniqueViolation) && isOfTable(error, sql.entries);
        if (isRemembered || isDeadlock(error)) return transact();
        throw error;
      });
      if (written.length > 0) for (const listener of listeners) listener(written);
      return outcome;
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface Standing {
  readonly seq: number;
  readonly token: string;
  /** Now, but not before the newest entry. */
  readonly at: string;
  readonly guard: unknown;
  /** The actor's entry with the key, in whichever stream. */
  readonly remembered: { readonly requestHash: string; readonly entry: PlacedEntry } | null;
}

function writeStatements<Guard>(
  kind: string,
  sql: TableSql,
  guard: GuardSource<Guard>,
  ownColumns: Readonly<Record<string, string>>,
) {
  const { heads, entries, streamId, seq, at, actorId, idempotencyKey, requestHash } = sql;
  const own = Object.entries(ownColumns);
  return {
    lock: {
      name: `${kind}-lock`,
      text: `SELECT FROM ${heads} h WHERE h.${streamId} = $1 AND ${guard.mayLock ?? true} FOR NO KEY UPDATE`,
    },
    standing: {
      name: `${kind}-standing`,
      text: `
        SELECT h.${seq} AS seq, ${sql.tokenOfHead("h")} AS token,
          ${isoTime(`greatest(clock_timestamp(), h.${at})`)} AS at, ${guard.sql} AS guard,
          (SELECT json_build_object(
             'requestHash', encode(a.${requestHash}, 'hex'),
             'entry', (SELECT row_to_json(e) FROM (SELECT ${sql.entryColumns("a")}, '0' AS previous) e))
           FROM ${entries} a WHERE a.${actorId} = $2 AND a.${idempotencyKey} = $3) AS remembered
        FROM ${heads} h WHERE h.${streamId} = $1`,
    },
    append: {
      name: `${kind}-append`,
      text: `
        WITH head AS (UPDATE ${heads} SET ${seq} = $2, ${at} = $3 WHERE ${streamId} = $1)
        INSERT INTO ${entries} (${streamId}, ${seq}, ${sql.token}, ${sql.type}, ${at}, ${actorId}, ${sql.body},
          ${idempotencyKey}, ${requestHash}${own.map(([name]) => `, ${name}`).join("")})
        SELECT $1, e.seq, ('x' || lpad(e.token, 16, '0'))::bit(64)::bigint, e.type, $3, $4, e.body,
          e.key, CASE WHEN e.key IS NOT NULL THEN decode($5, 'hex') END
          ${own.map(([name]) => `, e.${name}`).join("")}
        FROM json_to_recordset($6) AS e (seq int, token text, type text, body json, key text
          ${own.map(([name, type]) => `, ${name} ${type}`).join("")})`,
    },
  };
}

function requireGuard<Guard>({ guard, isLocked, remembered }: Admission<Guard>): void {
  if (!remembered && (!guard || !isLocked)) throw new NotFoundError("The stream does not exist.");
}

/** SHA-256 in hexadecimal. A stream that the change creates may have another id at each try. */
function hashRequest<Guard>({ operation, input, streamId, create }: ChangeRequest<Guard>): string {
  return createHash("sha256")
    .update(`${operation}\n${create ? "" : streamId}\n${stringify(input)}`)
    .digest("hex");
}

function isOfTable(error: unknown, table: string): boolean {
  return error instanceof Error && "table" in error && error.table === table;
}

const lockNotAvailable = "55P03";
const uniqueViolation = "23505";
