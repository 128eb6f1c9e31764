import type { PoolClient } from "pg";
import type { PipelinedResult } from "../../database/in-transaction.ts";
import { isPipelined } from "../../database/pg-compat.ts";
import { type Statement, sendTogether } from "../../database/send-together.ts";
import { BadUserInputError, ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import { recallAnswer, toAnswer } from "./batch-answer.ts";
import { type CausedWrites, writeCaused } from "./caused-entries.ts";
import {
  type BatchOutcome,
  type BatchRequest,
  type ChangeOutcome,
  type ChangePart,
  type ChangeRequest,
  type CommonRequest,
  type GuardSource,
  requireGuard,
} from "./change.ts";
import type { JoinedChange } from "./change-groups.ts";
import type { Codec } from "./codec.ts";
import { startPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import type { Part, PartOutcome } from "./part.ts";
import type { EntryKey, PendingEntries } from "./pending-entries.ts";
import { batchRememberedAs, rememberedAs, toEntryKey } from "./request-keys.ts";
import { isFatalBy, runParts, type Work } from "./run-parts.ts";
import type { WriteBasis, WriteHead, WriteStatements } from "./write-statements.ts";

/** Result of one transaction. */
export interface Done<Outcome> extends PipelinedResult {
  readonly outcome: Outcome;
  readonly written: readonly PlacedEntry[];
  /** Entries of other logs. Default: none. */
  readonly caused?: CausedWrites["caused"];
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
    const { streamId, actorId, mayLock } = request;
    const requestKeys = { all: keys.map(({ key }) => key), whole: whole?.key ?? null };
    // Sent together. A later statement sees what is committed when it begins, so the basis is read behind the lock.
    const [, isLocked, found] = await sendTogether(client, [
      () => begun,
      () => statements.lock(client, streamId, actorId, requestKeys, mayLock),
      () => statements.readBasis(client, streamId, actorId, requestKeys),
    ]);
    const basis = isLocked || keys.length > 0 ? found : undefined;
    const opened = admitTo(request, basis, isLocked, findMemory(basis));
    return { ...opened, head: await toHead(client, streamId, opened.basis, isLocked) };
  }

  /** A stream that is not locked gets no entry, so nothing is counted for it. */
  async function toHead(
    client: PoolClient,
    streamId: string,
    basis: WriteBasis,
    isLocked: boolean,
  ): Promise<WriteHead> {
    return { ...basis, counts: basis.counts ?? (isLocked ? await statements.count(client, streamId) : []) };
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

  /** Parts of a run of one request. They share what was found when it was admitted. */
  function toParts(
    { actorId, keyReused = defaultKeyReused }: CommonRequest<Guard>,
    { basis: memory, guard }: { readonly basis: WriteBasis; readonly guard: Guard | null },
    changes: readonly ChangePart[],
    keys: readonly (EntryKey | null)[],
  ): Part<Guard>[] {
    return changes.map(({ item }, index) => ({ actorId, key: keys[index] ?? null, item, guard, memory, keyReused }));
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
    const parts = toParts(request, opened, [request], [key]);
    const options = { streamId, parts, head: opened.head, client, codec };
    const run = await runParts({ ...options, isBatch: false, isSole: true, isCareful: false, isFatal: null }, work);
    if (!run) throw new Error("A sole change is never repeated carefully.");
    const [made] = run.outcomes;
    const outcome = outcomeOf(made, streamId);
    const written = run.pending.entries;
    const own = [() => statements.append(client, streamId, opened.basis.at, run.pending)];
    return { outcome, written, isKept: written.length > 0, ...(await writeCaused(client, run.pending.caused, own)) };
  }

  /** Throws the error of a change that was refused. */
  function outcomeOf<Result>(
    outcome: PartOutcome<Result | Event> | undefined,
    streamId: string,
  ): ChangeOutcome<Result | Event> {
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
    const withKeys = actors.filter((id) => keysOf(id).all.length > 0);
    const [, hasKeys, locks, bases] = await sendTogether(client, [
      () => begun,
      () => statements.tryKeys(client, withKeys),
      () =>
        sendTogether(
          client,
          actors.map((id) => () => statements.lock(client, streamId, id, noKeys)),
        ),
      () =>
        sendTogether(
          client,
          actors.map((id) => () => statements.readBasis(client, streamId, id, keysOf(id))),
        ),
    ]);
    if (!hasKeys) return null;
    const answers: (() => void)[] = [];
    const admitted: JoinedChange<Event, Draft, Guard>[] = [];
    const parts: Part<Guard>[] = [];
    for (const [index, change] of group.entries()) {
      const { request, reject } = change;
      const actor = actors.indexOf(request.actorId);
      const key = keys[index] ?? null;
      const isLocked = locks[actor] ?? false;
      const found = isLocked || key ? bases[actor] : undefined;
      try {
        const opened = admitTo(request, found, isLocked, rememberedAs(found, key));
        parts.push(...toParts(request, opened, [request], [key]));
        admitted.push(change);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        answers.push(() => reject(error));
      }
    }
    const own: Statement[] = [];
    // The last statement's time is not before that of any other.
    const last = bases.at(-1);
    const head = last
      ? await toHead(client, streamId, last, locks.includes(true))
      : { ...startPosition, at: "", counts: [] };
    const afterWave = (pending: PendingEntries<Draft>) => {
      const sent = statements.append(client, streamId, head.at, pending);
      // Awaited with the COMMIT. The next statements travel behind it, and see it.
      sent.catch(() => undefined);
      own.push(() => sent);
    };
    const options = { ...{ streamId, parts, head, client, codec, afterWave }, ...together };
    const work: Work<Event, Draft, Guard, unknown> = (change, index) => admitted[index]?.work(change);
    const run = await runParts(options, work).catch((error: unknown) => {
      // It is not a refusal of one change alone.
      if (error instanceof ExpectedError) return null;
      throw error;
    });
    if (!run) return null;
    for (const [index, { resolve, reject }] of admitted.entries()) {
      answers.push(() => {
        try {
          resolve(outcomeOf(run.outcomes[index], streamId));
        } catch (error) {
          reject(error);
        }
      });
    }
    const outcome = () => {
      for (const answer of answers) answer();
    };
    const written = run.pending.entries;
    return { outcome, written, isKept: written.length > 0, ...(await writeCaused(client, run.pending.caused, own)) };
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
    const { basis, head, remembered } = opened;
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
    const options = { streamId, parts: toParts(request, opened, parts, keys), head, client, codec };
    const run = await runParts({ ...options, isBatch: true, isSole, isCareful, isFatal }, work);
    if (!run) return null;
    const { outcome, stored } = toAnswer(run.outcomes, refuse);
    if (request.mayCommit?.() === false) return { outcome, written: [], isKept: false };
    const written = run.pending.entries;
    const own: Statement[] = [() => statements.append(client, streamId, basis.at, run.pending)];
    const answer = whole && { streamId, actorId, at: basis.at, key: whole, answer: stored };
    if (answer) own.push(() => statements.remember(client, answer));
    const isKept = written.length > 0 || whole !== null;
    return { outcome, written, isKept, ...(await writeCaused(client, run.pending.caused, own)) };
  }
}

function defaultKeyReused() {
  return new BadUserInputError("The idempotency key was used for another change before.");
}

const noKeys = { all: [], whole: null } as const;
const together = { isBatch: false, isSole: false, isCareful: false, isFatal: null } as const;
