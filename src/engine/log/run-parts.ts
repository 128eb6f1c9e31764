import { BadUserInputError, ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import type { OpenChange } from "./change.ts";
import type { Codec } from "./codec.ts";
import type { LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import { type EntryKey, PendingEntries } from "./pending-entries.ts";
import type { WatchedClient } from "./watched-client.ts";
import type { RememberedEntry, WriteBasis } from "./write-statements.ts";

/** Makes the part of a batch that stands at the index, and returns its result. */
export type Work<Event extends object, Draft, Guard, Result> = (
  change: OpenChange<Event, Draft, Guard>,
  index: number,
) => Promise<Result> | Result;

/** Outcome of one part of a transaction. */
export type PartOutcome<Result> = { readonly position: LogPosition } & (
  | {
      /** It appended the entry, in this transaction or in an earlier one. */
      readonly kind: "made";
      readonly result: Result;
      readonly entry: PlacedEntry;
    }
  /** It found nothing to change, or a conflict. */
  | { readonly kind: "returned"; readonly result: Result }
  | { readonly kind: "refused"; readonly error: ExpectedError }
  /** Another part of an atomic batch failed. */
  | { readonly kind: "undone" }
);

export interface RunOptions<Event extends object, Draft, Guard, Result> {
  readonly streamId: string;
  /** Keys of the parts, in order; null: it has none. */
  readonly keys: readonly (EntryKey | null)[];
  readonly basis: WriteBasis;
  readonly guard: Guard | null;
  readonly watched: WatchedClient;
  readonly codec: Codec<Event, Draft>;
  readonly keyReused: () => ExpectedError;
  /** Returns the token of each new entry. Default: random. */
  readonly createToken?: () => string;
  /** True: the transaction is not kept unless a part appends, and there is one part. It then needs no savepoint. */
  readonly isSole: boolean;
  /** True: each part has its savepoint. False: a part that must be undone ends the run. */
  readonly isCareful: boolean;
  /** Null: parts succeed and fail by themselves. Otherwise the first part of which this is true undoes all. */
  readonly isFatal: ((outcome: PartOutcome<Result | Event>) => boolean) | null;
}

export interface Run<Result, Draft> {
  /** One for each part, in order. */
  readonly outcomes: readonly PartOutcome<Result>[];
  /** To be written. */
  readonly pending: PendingEntries<Draft>;
}

/**
 * Makes the parts of a transaction one after another. A part that is refused, or that appends nothing, leaves nothing
 * behind. Returns null if that takes a savepoint: the transaction must be repeated with `isCareful`. A savepoint costs
 * as much as a statement and is rarely needed, since a change usually fails before it writes.
 */
export async function runParts<Event extends object, Draft, Guard, Result>(
  options: RunOptions<Event, Draft, Guard, Result>,
  work: Work<Event, Draft, Guard, Result>,
): Promise<Run<Result | Event, Draft> | null> {
  const { streamId, keys, basis, guard, watched, codec, isSole, isCareful, isFatal } = options;
  const { client } = watched;
  const earlier = basis.remembered;
  const memory = new Map(earlier);
  const pending = new PendingEntries(streamId, basis, codec, options.createToken);
  const outcomes: PartOutcome<Result | Event>[] = [];
  if (isFatal && !isSole) await client.query("SAVEPOINT batch");

  for (const [index, key] of keys.entries()) {
    const outcome = recall(key, memory) ?? (await make(key, index));
    if (!outcome) return null;
    if (isFatal?.(outcome)) return { outcomes: await undoAll(outcome, index), pending };
    outcomes.push(outcome);
  }
  return { outcomes, pending };

  /** Undefined for a key that is new, and without a key. */
  function recall(
    entryKey: EntryKey | null,
    remembered: ReadonlyMap<string, RememberedEntry>,
  ): PartOutcome<Event> | undefined {
    if (!entryKey) return undefined;
    const { key, requestHash } = entryKey;
    const known = remembered.get(key);
    if (known?.requestHash === requestHash) return made(decode(codec, known.entry), known.entry);
    if (!known && !basis.answers.has(key)) return undefined;
    return { kind: "refused", error: options.keyReused(), position: pending.position };
  }

  /** Undefined if the transaction must be repeated. */
  async function make(entryKey: EntryKey | null, index: number): Promise<PartOutcome<Result> | undefined> {
    if (!guard) throw new NotFoundError("The stream does not exist.");
    const { position } = pending;
    const mark = pending.entries.length;
    let own: PlacedEntry | undefined;
    const change: OpenChange<Event, Draft, Guard> = {
      client,
      guard,
      before: position.seq,
      get seq() {
        return pending.position.seq + 1;
      },
      earlier: pending.entries.slice(0, mark),
      at: basis.at,
      prepend(drafts) {
        if (own) throw new Error("prepend must come before append.");
        for (const draft of drafts) pending.place(draft, null);
      },
      async append(draft) {
        if (own) throw new Error("append can be called once.");
        own = pending.place(draft, entryKey);
        return decode(codec, own);
      },
    };
    watched.forget();
    if (isCareful) await client.query("SAVEPOINT part");
    // Work that does not wait throws at once, or returns a plain value.
    const working = new Promise<Result>((resolve) => resolve(work(change, index)));
    const outcome = await working.then(
      (result): PartOutcome<Result> => (own ? made(result, own) : { kind: "returned", result, position }),
      (error: unknown): PartOutcome<Result> => {
        if (isRefusal(error)) return { kind: "refused", error, position };
        throw error;
      },
    );
    if (outcome.kind === "made") {
      if (entryKey) memory.set(entryKey.key, { requestHash: entryKey.requestHash, entry: outcome.entry });
      if (isCareful) await client.query("RELEASE SAVEPOINT part");
      return outcome;
    }
    pending.truncate(mark);
    if (isCareful) await client.query("ROLLBACK TO SAVEPOINT part");
    const isLeft = watched.hasWritten && !isCareful && !isSole && !isFatal?.(outcome);
    return isLeft ? undefined : outcome;
  }

  /** Undoes all that this transaction did. Returns the outcomes. */
  async function undoAll(fatal: PartOutcome<Result | Event>, at: number): Promise<PartOutcome<Result | Event>[]> {
    const found = await judgeAlone(fatal, at);
    const undone = { kind: "undone", position: pending.position } as const;
    return keys.map((key, index) => {
      if (index === at) return found;
      const outcome = recall(key, earlier);
      return outcome?.kind === "made" ? outcome : undone;
    });
  }

  /** Judges a part without the parts before it, so that its result tells of no state that is undone. */
  async function judgeAlone(fatal: PartOutcome<Result | Event>, index: number): Promise<PartOutcome<Result | Event>> {
    if (isSole) return fatal;
    const isMisled = fatal.kind === "returned" && pending.entries.length > 0;
    const outcome = await backAtStart(() => (isMisled ? make(keys[index] ?? null, index) : fatal));
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
