import type { Pool, PoolClient } from "pg";
import { findOutage, hasSqlState, isDeadlock } from "../../database/find-outage.ts";
import { inPipelinedTransaction, type PipelinedResult } from "../../database/in-transaction.ts";
import { isPipelined } from "../../database/pg-compat.ts";
import { type Statement, sendTogether } from "../../database/send-together.ts";
import { BadUserInputError, ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import type { Logger } from "../../logging/logger.ts";
import { recallAnswer, toAnswer } from "./batch-answer.ts";
import {
  type BatchOutcome,
  type BatchRequest,
  type ChangeOutcome,
  type ChangeRequest,
  type CommonRequest,
  type GuardSource,
  type OpenChange,
  requireGuard,
} from "./change.ts";
import { ChangeGroups, type JoinedChange } from "./change-groups.ts";
import type { Codec } from "./codec.ts";
import type { LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import type { EntryKey, PendingEntries } from "./pending-entries.ts";
import { batchRememberedAs, rememberedAs, toEntryKey } from "./request-keys.ts";
import { isFatalBy, isRefusal, type Run, runParts, type Work } from "./run-parts.ts";
import { StreamQueue, throwForWaiting } from "./stream-queue.ts";
import type { TableSql } from "./tables.ts";
import { watchClient } from "./watched-client.ts";
import { createWriteStatements, type WriteBasis } from "./write-statements.ts";

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
  /** Calls the listener after each commit, with the entries in order. Its errors are logged. Returns its end. */
  onCommit(listener: CommitListener): () => void;
}

/** Hears of one commit: its entries in order, as they are stored. Called on the instance that committed. */
export type CommitListener = (entries: readonly PlacedEntry[]) => void;

export interface LogWriterOptions<Event extends object, Draft, Guard> {
  readonly kind: string;
  readonly sql: TableSql;
  readonly codec: Codec<Event, Draft>;
  readonly guard: GuardSource<Guard>;
  readonly pool: Pool;
  readonly logger: Logger;
}

/** Result of one transaction. */
interface Done<Outcome> extends PipelinedResult {
  readonly outcome: Outcome;
  readonly written: readonly PlacedEntry[];
}

/** Null: the transaction is to be repeated carefully, see `runParts`. */
type Transact<Outcome> = (open: OpenTransaction, isCareful: boolean) => Promise<Done<Outcome> | null>;

interface OpenTransaction {
  readonly client: PoolClient;
  /** Settles when the BEGIN is answered. Nothing may be written before. */
  readonly begun: Promise<unknown>;
}

/** Writes a log in PostgreSQL. */
export function createLogWriter<Event extends object, Draft, Guard>({
  kind,
  sql,
  codec,
  guard: guardSource,
  pool,
  logger,
}: LogWriterOptions<Event, Draft, Guard>): LogWriter<Event, Draft, Guard> {
  const queue = new StreamQueue();
  const listeners = new Set<CommitListener>();
  const statements = createWriteStatements(kind, sql, guardSource, codec.columns ?? {});
  const groups = new ChangeGroups<Event, Draft, Guard>({ queue, runGroup });

  /** Locks the stream and admits the actor. */
  async function open(
    { client, begun }: OpenTransaction,
    request: CommonRequest<Guard>,
    keys: readonly EntryKey[],
    whole: EntryKey | null,
    findMemory: (basis: WriteBasis | undefined) => "same" | "other" | null,
  ) {
    const { streamId, actorId } = request;
    const requestKeys = { all: keys.map(({ key }) => key), whole: whole?.key ?? null };
    // Sent together. A later statement sees what is committed when it begins, so the basis is read behind the lock.
    const [, isLocked, found] = await sendTogether(client, [
      () => begun,
      () => statements.lock(client, streamId, actorId, requestKeys),
      () => statements.readBasis(client, streamId, actorId, requestKeys),
    ]);
    const basis = isLocked || keys.length > 0 ? found : undefined;
    return admitTo(request, basis, isLocked, findMemory(basis));
  }

  function admitTo(
    { admit = requireGuard }: CommonRequest<Guard>,
    basis: WriteBasis | undefined,
    isLocked: boolean,
    remembered: "same" | "other" | null,
  ) {
    const facts = basis && basis.guard !== null ? guardSource.parse(basis.guard) : null;
    admit({ guard: facts, isLocked, remembered });
    if (!basis || (!remembered && !(facts && isLocked))) throw new NotFoundError("The stream does not exist.");
    return { basis, guard: facts, remembered };
  }

  /** Parts of a run that are the same for one change and for many. */
  function runOptions(client: PoolClient, { streamId, keyReused = defaultKeyReused }: CommonRequest<Guard>) {
    return { streamId, keyReused, codec, watched: watchClient(client) };
  }

  async function transactOne<Result>(
    transaction: OpenTransaction,
    request: ChangeRequest<Guard>,
    work: Work<Event, Draft, Guard, Result>,
  ): Promise<Done<ChangeOutcome<Result | Event>>> {
    const { streamId, create, isIdFresh = false } = request;
    const key = toEntryKey(isIdFresh ? "" : streamId, request);
    const { client } = transaction;
    if (create) {
      await transaction.begun;
      await create(client);
    }
    const opened = await open(transaction, request, key ? [key] : [], null, (basis) => rememberedAs(basis, key));
    const options = { ...opened, keys: [key], isSole: true, isCareful: false, isFatal: null };
    const run = await runParts({ ...runOptions(client, request), ...options }, work);
    if (!run) throw new Error("A sole change is never repeated carefully.");
    const outcome = outcomeOf(run, streamId);
    const written = run.pending.entries;
    const last = [() => write(client, request, opened.basis, run.pending)];
    return { outcome, written, isKept: written.length > 0, last };
  }

  /** Throws the error of a change that was refused. */
  function outcomeOf<Result>(run: Run<Result | Event, Draft>, streamId: string): ChangeOutcome<Result | Event> {
    const [outcome] = run.outcomes;
    if (!outcome || outcome.kind === "undone") throw new Error("A change has an outcome.");
    if (outcome.kind === "refused") throw outcome.error;
    const { result, position } = outcome;
    return { result, position, streamId: outcome.kind === "made" ? outcome.entry.streamId : streamId };
  }

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
      tell(done.written);
      return done.outcome;
    } catch (error) {
      const outage = findOutage(error);
      if (error instanceof ExpectedError || (outage && !outage.isAnswered)) throw error;
      // It concerns one of the changes, which meets it again alone.
      return null;
    }
  }

  /** Null: at least one of the changes must have a transaction of its own. */
  async function transactGroup(
    { client, begun }: OpenTransaction,
    streamId: string,
    group: readonly JoinedChange<Event, Draft, Guard>[],
  ): Promise<Done<() => void> | null> {
    if (!isPipelined(client)) return null;
    const keys = group.map(({ request }) => toEntryKey(streamId, request));
    const actors = [...new Set(group.map(({ request }) => request.actorId))];
    const keysOf = (actorId: string) => ({
      all: keys.flatMap((key, index) => (key && group[index]?.request.actorId === actorId ? key.key : [])),
      whole: null,
    });
    const [, locks, bases] = await sendTogether(client, [
      () => begun,
      () =>
        sendTogether(
          client,
          actors.map((id) => () => statements.lock(client, streamId, id, keysOf(id))),
        ),
      () =>
        sendTogether(
          client,
          actors.map((id) => () => statements.readBasis(client, streamId, id, keysOf(id))),
        ),
    ]);
    // The last statement's time is not before that of any other.
    const at = bases.at(-1)?.at;
    const answers: (() => void)[] = [];
    const written: PlacedEntry[] = [];
    const last: Statement[] = [];
    for (const [index, { request, work, resolve, reject }] of group.entries()) {
      const actor = actors.indexOf(request.actorId);
      const key = keys[index] ?? null;
      const isLocked = locks[actor] ?? false;
      const found = isLocked || key ? bases[actor] : undefined;
      let isAdmitted = false;
      try {
        const { basis, guard } = admitTo(request, found, isLocked, rememberedAs(found, key));
        isAdmitted = true;
        const head = { ...basis, at: at ?? basis.at, ...positionAfter(written) };
        const options = { basis: head, guard, keys: [key], isSole: false, isCareful: false, isFatal: null };
        const run = await runParts({ ...runOptions(client, request), ...options }, work);
        if (!run) return null;
        const outcome = outcomeOf(run, streamId);
        answers.push(() => resolve(outcome));
        if (run.pending.entries.length === 0) continue;
        written.push(...run.pending.entries);
        const sent = write(client, request, head, run.pending);
        // Awaited with the COMMIT. The next change's statements travel behind it, and see it.
        sent.catch(() => undefined);
        last.push(() => sent);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        if (isAdmitted && !isRefusal(error)) return null;
        answers.push(() => reject(error));
      }
    }
    const outcome = () => {
      for (const answer of answers) answer();
    };
    return { outcome, written, isKept: written.length > 0, last };
  }

  async function transactAll<Result extends object>(
    transaction: OpenTransaction,
    request: BatchRequest<Guard, Result>,
    isCareful: boolean,
    work: Work<Event, Draft, Guard, Result>,
  ): Promise<Done<BatchOutcome<Result | Event>> | null> {
    const { streamId, actorId, parts, isAtomic, isFailure, refuse, parse } = request;
    const whole = toEntryKey(streamId, request.whole);
    const keys = parts.map((part) => toEntryKey(streamId, part));
    const { client } = transaction;
    const opened = await open(
      transaction,
      request,
      [...keys, whole].filter((key) => key !== null),
      whole,
      (basis) => batchRememberedAs(basis, whole, keys),
    );
    const { basis, remembered } = opened;
    if (remembered === "other") throw (request.keyReused ?? defaultKeyReused)();
    const memory = whole && basis.answers.get(whole.key)?.answer;
    if (memory) {
      const seqs = memory.results.filter((result) => typeof result === "number");
      const entries = await statements.readEntries(client, streamId, seqs);
      const outcome = recallAnswer(memory, entries, { codec, parse });
      if (outcome) return { outcome, written: [], isKept: false };
      await statements.forget(client, actorId, whole.key);
    }
    const isFatal = isAtomic ? isFatalBy(isFailure) : null;
    const isSole = parts.length === 1 && !whole;
    const options = { ...opened, keys, isSole, isCareful, isFatal };
    const run = await runParts({ ...runOptions(client, request), ...options }, work);
    if (!run) return null;
    const { outcome, stored } = toAnswer(run.outcomes, refuse);
    if (request.mayCommit?.() === false) return { outcome, written: [], isKept: false };
    const written = run.pending.entries;
    const last: Statement[] = [() => write(client, request, basis, run.pending)];
    const answer = whole && { streamId, actorId, at: basis.at, key: whole, answer: stored };
    if (answer) last.push(() => statements.remember(client, answer));
    return { outcome, written, isKept: written.length > 0 || whole !== null, last };
  }

  function write(
    client: PoolClient,
    { streamId, actorId }: CommonRequest<Guard>,
    { at }: WriteBasis,
    pending: PendingEntries<Draft>,
  ): Promise<void> {
    return statements.append(client, streamId, actorId, at, pending);
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
    const { outcome, written } = await attempt().catch((error: unknown) => {
      // The same key or id was at work in another stream at the same time. Now it is known.
      if (hasSqlState(error, uniqueViolation) || isDeadlock(error)) return attempt();
      throw error;
    });
    tell(written);
    return outcome;
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
      if (request.mayJoin && !request.create) return groups.join(request, work);
      return queue.run(request.streamId, () => repeatedly((transaction) => transactOne(transaction, request, work)));
    },
    async changeAll(request, work) {
      requireBatch(request, sql);
      return queue.run(request.streamId, () =>
        repeatedly((transaction, isCareful) => transactAll(transaction, request, isCareful, work)),
      );
    },
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

function defaultKeyReused() {
  return new BadUserInputError("The idempotency key was used for another change before.");
}

/** Where the next entry comes; nothing for no entries. */
function positionAfter(entries: readonly PlacedEntry[]): Partial<LogPosition> {
  const last = entries.at(-1);
  return last ? { seq: last.seq, token: last.token } : {};
}

const uniqueViolation = "23505";
