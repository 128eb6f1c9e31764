import type { PoolClient } from "pg";
import type { PipelinedResult } from "../../database/in-transaction.ts";
import { isPipelined } from "../../database/pg-compat.ts";
import { type Statement, sendTogether } from "../../database/send-together.ts";
import { BadUserInputError, ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import { recallAnswer, toAnswer } from "./batch-answer.ts";
import {
  type BatchOutcome,
  type BatchRequest,
  type ChangeOutcome,
  type ChangeRequest,
  type CommonRequest,
  type GuardSource,
  requireGuard,
} from "./change.ts";
import type { JoinedChange } from "./change-groups.ts";
import type { Codec } from "./codec.ts";
import type { LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import type { EntryKey, PendingEntries } from "./pending-entries.ts";
import { batchRememberedAs, rememberedAs, toEntryKey } from "./request-keys.ts";
import { isFatalBy, isRefusal, type Run, runParts, type Work } from "./run-parts.ts";
import { watchClient } from "./watched-client.ts";
import type { WriteBasis, WriteStatements } from "./write-statements.ts";

/** Result of one transaction. */
export interface Done<Outcome> extends PipelinedResult {
  readonly outcome: Outcome;
  readonly written: readonly PlacedEntry[];
}

export interface OpenTransaction {
  readonly client: PoolClient;
  /** Settles when the BEGIN is answered. Nothing may be written before. */
  readonly begun: Promise<unknown>;
}

export interface WriteTransactionsOptions<Event extends object, Draft, Guard> {
  readonly codec: Codec<Event, Draft>;
  readonly guard: GuardSource<Guard>;
  readonly statements: WriteStatements;
}

/** Makes changes inside an open transaction: of one, of a batch, of several that wait together. */
export function createWriteTransactions<Event extends object, Draft, Guard>({
  codec,
  guard: guardSource,
  statements,
}: WriteTransactionsOptions<Event, Draft, Guard>) {
  return { transactOne, transactAll, transactGroup };

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
}

function defaultKeyReused() {
  return new BadUserInputError("The idempotency key was used for another change before.");
}

/** Where the next entry comes; nothing for no entries. */
function positionAfter(entries: readonly PlacedEntry[]): Partial<LogPosition> {
  const last = entries.at(-1);
  return last ? { seq: last.seq, token: last.token } : {};
}
