import type { PoolClient } from "pg";
import { isPipelined } from "../../database/pg-compat.ts";
import { BadUserInputError, ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import type { OpenChange } from "./change.ts";
import type { Codec } from "./codec.ts";
import type { PlacedEntry } from "./entry.ts";
import { endOfWave, type Part, type PartOutcome } from "./part.ts";
import { PendingEntries } from "./pending-entries.ts";
import { watchClient } from "./watched-client.ts";
import type { RememberedEntry, WriteHead } from "./write-statements.ts";

/** Makes the part of a batch that stands at the index, and returns its result. */
export type Work<Event extends object, Draft, Guard, Result> = (
  change: OpenChange<Event, Draft, Guard>,
  index: number,
) => Promise<Result> | Result;

export interface RunOptions<Event extends object, Draft, Guard, Result> {
  readonly streamId: string;
  /** In order. */
  readonly parts: readonly Part<Guard>[];
  readonly head: WriteHead;
  readonly client: PoolClient;
  readonly codec: Codec<Event, Draft>;
  /** Returns the token of each new entry. Default: random. */
  readonly createToken?: () => string;
  /** True: the transaction is not kept unless a part appends, and there is one part. It then needs no savepoint. */
  readonly isSole: boolean;
  /** True: the parts are one request's, and each builds on those before it. False: nobody knows of the others. */
  readonly isBatch: boolean;
  /** True: each part has its savepoint. False: a part that must be undone ends the run. */
  readonly isCareful: boolean;
  /** Null: parts succeed and fail by themselves. Otherwise the first part of which this is true undoes all. */
  readonly isFatal: ((outcome: PartOutcome<Result | Event>) => boolean) | null;
  /** Called with what is pending before parts begin that may read what others wrote. Default: none. */
  readonly afterWave?: (pending: PendingEntries<Draft>) => void;
}

export interface Run<Result, Draft> {
  /** One for each part, in order. */
  readonly outcomes: readonly PartOutcome<Result>[];
  /** To be written. */
  readonly pending: PendingEntries<Draft>;
}

/**
 * Makes the parts of a transaction in order. Those that follow each other and change different items form a wave. They
 * run at the same time, so that their statements travel together, and append in order. A part that is refused, or that
 * appends nothing, leaves nothing behind. Returns null if that takes a savepoint: the transaction must be repeated with
 * `isCareful`. A savepoint costs as much as a statement and is rarely needed, since a change usually fails before it
 * writes.
 */
export async function runParts<Event extends object, Draft, Guard, Result>(
  options: RunOptions<Event, Draft, Guard, Result>,
  work: Work<Event, Draft, Guard, Result>,
): Promise<Run<Result | Event, Draft> | null> {
  const { streamId, parts, head, client, codec, isBatch, isSole, isCareful, isFatal, afterWave } = options;
  const memory = new Map<string, RememberedEntry>();
  const pending = new PendingEntries(streamId, head, codec, options.createToken);
  const outcomes: PartOutcome<Result | Event>[] = [];
  const canOverlap = isPipelined(client) && !isCareful;
  if (isFatal && !isSole) await client.query("SAVEPOINT batch");

  while (outcomes.length < parts.length) {
    const from = outcomes.length;
    for (const outcome of await makeAll(from, canOverlap ? endOfWave(parts, from) : from + 1)) {
      if (!outcome) return null;
      if (isFatal?.(outcome)) return { outcomes: await undoAll(outcome, outcomes.length), pending };
      outcomes.push(outcome);
    }
    afterWave?.(pending);
  }
  return { outcomes, pending };

  /** Makes the parts at the same time. Each takes its turn when the one before has ended. */
  async function makeAll(from: number, to: number): Promise<(PartOutcome<Result | Event> | undefined)[]> {
    const made: Promise<PartOutcome<Result | Event> | undefined>[] = [];
    let turn: Promise<unknown> | undefined;
    // The first statement that failed is the cause. Those behind it only tell that the transaction is aborted.
    let failure: { readonly error: unknown } | undefined;
    for (const [offset, part] of parts.slice(from, to).entries()) {
      const recalled = recall(part, memory);
      const outcome = recalled
        ? Promise.resolve(recalled)
        : make(part, from + offset, turn, (error) => {
            failure ??= { error };
          });
      turn = Promise.allSettled([turn, outcome]);
      made.push(outcome);
    }
    // A failed transaction may end only when all of its statements are answered.
    await turn;
    if (failure) throw failure.error;
    return Promise.all(made);
  }

  /** Undefined for a key that is new, and without a key. */
  function recall(
    { actorId, key: entryKey, memory: { remembered, answers }, keyReused }: Part<Guard>,
    madeBefore?: ReadonlyMap<string, RememberedEntry>,
  ): PartOutcome<Event> | undefined {
    if (!entryKey) return undefined;
    const { key, requestHash } = entryKey;
    const known = remembered.get(key) ?? madeBefore?.get(`${actorId} ${key}`);
    if (known?.requestHash === requestHash) return made(decode(codec, known.entry), known.entry);
    if (!known && !answers.has(key)) return undefined;
    return { kind: "refused", error: keyReused(), position: pending.position };
  }

  /** Undefined if the transaction must be repeated. Without `turn` the part is the first, or alone. */
  async function make(
    { actorId, key, guard }: Part<Guard>,
    index: number,
    turn?: Promise<unknown>,
    onFailure?: (error: unknown) => void,
  ): Promise<PartOutcome<Result> | undefined> {
    if (!guard) throw new NotFoundError("The stream does not exist.");
    const here = () => ({ position: pending.position, mark: pending.entries.length });
    let place = turn === undefined ? here() : undefined;
    const myTurn = turn?.then(() => {
      place = here();
    });
    const requirePlace = () => {
      if (!place) throw new Error("A change of one item must wait for its turn.");
      return place;
    };
    const earlierCount = isBatch ? pending.entries.length : 0;
    const watched = watchClient(client);
    let isAppended = false;
    let own: PlacedEntry | undefined;
    const change: OpenChange<Event, Draft, Guard> = {
      client: watched.client,
      guard,
      get before() {
        return requirePlace().position.seq;
      },
      get seq() {
        requirePlace();
        return pending.position.seq + 1;
      },
      get counts() {
        requirePlace();
        return pending.counts ?? [];
      },
      get earlier() {
        return pending.entries.slice(0, earlierCount);
      },
      at: head.at,
      async turn() {
        await myTurn;
      },
      prepend(drafts) {
        if (isAppended) throw new Error("prepend must come before append.");
        requirePlace();
        for (const draft of drafts) pending.place(draft, actorId, null);
      },
      async append(draft, caused, added) {
        if (isAppended) throw new Error("append can be called once.");
        isAppended = true;
        await myTurn;
        own = pending.place(draft, actorId, key, caused, added);
        return decode(codec, own);
      },
    };
    if (isCareful) await client.query("SAVEPOINT part");
    // Work that does not wait throws at once, or returns a plain value.
    const working = new Promise<Result>((resolve) => resolve(work(change, index)));
    const ended = await working.then(
      (result) => ({ kind: "returned", result }) as const,
      (error: unknown) => {
        if (isRefusal(error)) return { kind: "refused", error } as const;
        onFailure?.(error);
        throw error;
      },
    );
    await myTurn;
    const { position, mark } = requirePlace();
    if (own && ended.kind === "returned") {
      if (key) memory.set(`${actorId} ${key.key}`, { requestHash: key.requestHash, entry: own });
      if (isCareful) await client.query("RELEASE SAVEPOINT part");
      return made(ended.result, own);
    }
    const outcome = { ...ended, position };
    pending.truncate(mark);
    if (isCareful) await client.query("ROLLBACK TO SAVEPOINT part");
    const isLeft = watched.hasWritten && !isCareful && !isSole && !isFatal?.(outcome);
    return isLeft ? undefined : outcome;
  }

  /** Undoes all that this transaction did. Returns the outcomes. */
  async function undoAll(fatal: PartOutcome<Result | Event>, at: number): Promise<PartOutcome<Result | Event>[]> {
    const found = await judgeAlone(fatal, at);
    const undone = { kind: "undone", position: pending.position } as const;
    return parts.map((part, index) => {
      if (index === at) return found;
      const outcome = recall(part);
      return outcome?.kind === "made" ? outcome : undone;
    });
  }

  /** Judges a part without the parts before it, so that its result tells of no state that is undone. */
  async function judgeAlone(fatal: PartOutcome<Result | Event>, index: number): Promise<PartOutcome<Result | Event>> {
    if (isSole) return fatal;
    const isMisled = fatal.kind === "returned" && pending.entries.length > 0;
    const [part] = parts.slice(index);
    const outcome = await backAtStart(() => (part && isMisled ? make(part, index) : fatal));
    await backAtStart(() => null);
    const { position } = pending;
    if (outcome && isFatal?.(outcome)) return { ...outcome, position };
    const error = new BadUserInputError("This conflicts with an earlier change of the same batch.");
    return { kind: "refused", error, position };
  }

  async function backAtStart<T>(then: () => T | Promise<T>): Promise<T> {
    pending.truncate(0);
    await client.query("ROLLBACK TO SAVEPOINT batch");
    return then();
  }
}

/** Returns the condition by which a part of an atomic batch undoes all. Only an event is no result of the work. */
export function isFatalBy<Result extends object>(isFailure: (result: Result) => boolean) {
  return (outcome: PartOutcome<object>): boolean =>
    outcome.kind === "refused" || (outcome.kind === "returned" && isFailure(outcome.result as Result));
}

function made<Result>(result: Result, entry: PlacedEntry): PartOutcome<Result> {
  return { kind: "made", result, entry, position: { seq: entry.seq, token: entry.token } };
}

/** Tells if the actor may not make this very change. Any other error concerns the whole transaction. */
export function isRefusal(error: unknown): error is ExpectedError {
  return error instanceof ExpectedError && refusals.has(error.code);
}

const refusals: ReadonlySet<ExpectedError["code"]> = new Set(["BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN"]);

function decode<Event extends object>(codec: Pick<Codec<Event, never>, "decode">, entry: PlacedEntry): Event {
  const event = codec.decode(entry);
  if (event) return event;
  throw new Error(`The codec cannot decode an entry of type ${entry.type}. A newer version may have written it.`);
}
