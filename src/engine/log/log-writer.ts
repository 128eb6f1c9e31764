import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { findOutage, hasSqlState, isDeadlock, isRefusedStatement } from "../../database/find-outage.ts";
import { inPipelinedTransaction } from "../../database/in-transaction.ts";
import { BadUserInputError, ExpectedError } from "../../errors/expected-error.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Tracer } from "../../tracing/tracer.ts";
import type { CausedEntry, CausedLog } from "./caused-entries.ts";
import type { BatchOutcome, BatchRequest, ChangeOutcome, ChangeRequest, GuardSource, OpenChange } from "./change.ts";
import { ChangeGroups, type JoinedChange } from "./change-groups.ts";
import type { Codec } from "./codec.ts";
import type { PlacedEntry } from "./entry.ts";
import type { CountSource } from "./head-counts.ts";
import type { Work } from "./run-parts.ts";
import { StreamQueue, throwForWaiting } from "./stream-queue.ts";
import type { TableSql } from "./tables.ts";
import { createWriteStatements } from "./write-statements.ts";
import { createWriteTransactions, type Done, type OpenTransaction } from "./write-transactions.ts";

/** Milliseconds in which the other transaction of a deadlock takes the lock: a repetition at once could be faster. */
const deadlockPause = 50;

/** Writes the log. */
export interface LogWriter<Event extends object, Draft, Guard> {
  /**
   * Makes one change in the one write transaction. Locks the stream, then reads the guard in a later statement. A
   * statement that waited for the lock still sees the rows as they were before. Lets `work` write rows of its own and
   * append events. Commits and calls the listeners of `onCommit`. Nothing is committed unless `work` appends.
   *
   * A request with a remembered key gets the event that it wrote then, and `work` is not called. A change that loses a
   * deadlock, or a race for a unique value, is made once more.
   *
   * Throws the errors of `admit`, NotFoundError for an unknown stream, and BadUserInputError for a key that was used
   * for another request. Throws StreamBusyError when the lock was not free in time. Throws UnavailableError with the
   * outcome UNKNOWN when the commit got no answer. Any other outage changes nothing and is thrown as the driver reports
   * it.
   */
  change<Result>(
    request: ChangeRequest<Guard>,
    work: (change: OpenChange<Event, Draft, Guard>) => Promise<Result> | Result,
  ): Promise<ChangeOutcome<Result | Event>>;
  /**
   * Makes many changes of one stream in one transaction, in order and under one lock. Each part has its own key and its
   * own entries. Their numbers follow each other; all are written at the end. `work` is called with the index of each
   * part that is not remembered, and again if the transaction is repeated. A part that throws a BadUserInputError,
   * NotFoundError or ForbiddenError, or that appends nothing, leaves nothing behind. The others go on, unless the batch
   * is atomic. Throws like `change` for the batch as a whole, and BadUserInputError for a batch without parts.
   */
  changeAll<Result extends object>(
    request: BatchRequest<Guard, Result>,
    work: Work<Event, Draft, Guard, Result>,
  ): Promise<BatchOutcome<Result | Event>>;
  /**
   * Returns an entry for `append` of a change of another log in the same database. Both commit together. The change's
   * actor is the entry's, too. It is left out where the stream does not exist.
   */
  cause(streamId: string, draft: Draft): CausedEntry;
  /** Calls the listener after each commit, with the entries in order. Its errors are logged. Returns its end. */
  onCommit(listener: CommitListener): () => void;
}

/**
 * Hears of one commit: its entries in order, as they are stored. They are of several streams where another log's change
 * caused them. Called on the instance that committed.
 */
export type CommitListener = (entries: readonly PlacedEntry[]) => void;

export interface LogWriterOptions<Event extends object, Draft, Guard> {
  readonly kind: string;
  readonly sql: TableSql;
  readonly codec: Codec<Event, Draft>;
  readonly guard: GuardSource<Guard>;
  readonly counts: CountSource | null;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly tracer?: Tracer | undefined;
}

/** Null: the transaction is to be repeated carefully, see `runParts`. */
type Transact<Outcome> = (open: OpenTransaction, isCareful: boolean) => Promise<Done<Outcome> | null>;

/** Writes a log in PostgreSQL. */
export function createLogWriter<Event extends object, Draft, Guard>({
  kind,
  sql,
  codec,
  guard: guardSource,
  counts,
  pool,
  logger,
  tracer,
}: LogWriterOptions<Event, Draft, Guard>): LogWriter<Event, Draft, Guard> {
  const queue = new StreamQueue();
  const listeners = new Set<CommitListener>();
  const statements = createWriteStatements(kind, sql, guardSource, codec.columns ?? {}, counts);
  const { transactOne, transactAll, transactGroup } = createWriteTransactions({
    codec,
    guard: guardSource,
    statements,
  });
  const groups = new ChangeGroups<Event, Draft, Guard>({ queue, runGroup });
  const asCaused: CausedLog = { kind, statements, tell };

  /** Makes the changes in one transaction where that works, else each in one of its own. */
  async function runGroup(streamId: string, group: readonly JoinedChange<Event, Draft, Guard>[]): Promise<void> {
    const settle = group.length > 1 ? await tryTogether(streamId, group) : null;
    if (settle) return settle();
    for (const { request, work, resolve, reject } of group) {
      try {
        resolve(await repeatedly((transaction) => transactOne(transaction, request, work)));
      } catch (error) {
        reject(error);
        throwForWaiting(error);
      }
    }
  }

  /**
   * Returns the function that answers each change of the committed transaction; null for one that could not be made.
   */
  async function tryTogether(
    streamId: string,
    group: readonly JoinedChange<Event, Draft, Guard>[],
  ): Promise<(() => void) | null> {
    try {
      const done = await inPipelinedTransaction(pool, (client, begun) =>
        transactGroup({ client, begun }, streamId, group),
      );
      if (!done) return null;
      tellAll(done);
      return done.outcome;
    } catch (error) {
      const outage = findOutage(error);
      if (error instanceof ExpectedError || (outage && !outage.isAnswered)) throw error;
      // It concerns one of the changes, which meets it again alone.
      if (!isRefusedStatement(error))
        logger.warn({ err: error, streamId }, "Changes are made one by one, not together.");
      return null;
    }
  }

  /** Runs the transaction, repeats it where that helps, and tells the listeners. */
  async function repeatedly<Outcome>(transact: Transact<Outcome>): Promise<Outcome> {
    const once = (isCareful: boolean) =>
      inPipelinedTransaction(pool, (client, begun) => transact({ client, begun }, isCareful));
    const attempt = async () => {
      const done = (await once(false)) ?? (await once(true));
      if (!done) throw new Error("A careful transaction must not be repeated.");
      return done;
    };
    const done = await attempt().catch(async (error: unknown) => {
      if (isDeadlock(error)) await sleep(deadlockPause);
      // Otherwise the same key or id was at work in another stream at the same time. Now it is known.
      else if (!hasSqlState(error, uniqueViolation)) throw error;
      return attempt();
    });
    tellAll(done);
    return done.outcome;
  }

  function tellAll({ written, caused = [] }: Done<unknown>): void {
    tell(written);
    for (const { log, entries } of caused) log.tell(entries);
  }

  /** The change is committed; its caller must not be told otherwise. */
  function tell(written: readonly PlacedEntry[]): void {
    if (written.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(written);
      } catch (err) {
        logger.error({ err }, "A listener of the log failed.");
      }
    }
  }

  return {
    change(request, work) {
      // Another change's transaction may make it.
      if (request.mayJoin && !request.create) return groups.join(request, tracer?.bind(work) ?? work);
      return queue.run(request.streamId, () => repeatedly((transaction) => transactOne(transaction, request, work)));
    },
    async changeAll(request, work) {
      requireBatch(request, sql);
      return queue.run(request.streamId, () =>
        repeatedly((transaction, isCareful) => transactAll(transaction, request, isCareful, work)),
      );
    },
    cause: (streamId, draft) => ({ log: asCaused, streamId, encoded: codec.encode(draft) }),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Throws for a batch that cannot be made, before it takes a connection. */
export function requireBatch(
  { parts, whole }: Pick<BatchRequest<never, object>, "parts" | "whole">,
  { answers }: Pick<TableSql, "answers">,
): void {
  if (parts.length === 0) throw new BadUserInputError("A batch must have at least one change.");
  if (whole.idempotencyKey != null && answers === null) throw new TypeError("A batch with a key needs Tables.answers.");
}

const uniqueViolation = "23505";
