import type { PoolClient } from "pg";
import { type ExpectedError, NotFoundError } from "../../errors/expected-error.ts";
import type { CausedEntry } from "./caused-entries.ts";
import type { StoredEntry } from "./codec.ts";
import type { LogPosition } from "./cursor.ts";

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
  /** Reads the facts. Throw where they are not as expected: the change is then not made. */
  readonly parse: (json: unknown) => Guard;
}

/** One change that an actor asks for. */
export interface ChangePart {
  /**
   * Name of the operation. Together with the stream and the input it tells a retry from another use of the same key.
   */
  readonly operation: string;
  /** JSON. Anything else, such as a Map, is refused where there is a key. */
  readonly input: object;
  /**
   * The actor's own id of the change, unique among all that the actor changes by this log, alone or in batches.
   * Default: a retry is a new change.
   */
  readonly idempotencyKey?: string | null | undefined;
  /**
   * The one item that this change reads and writes; its reads see no change of another item. Changes of different items
   * that follow each other in a transaction run at the same time, so that their statements travel together. Default: it
   * may read what any other change wrote.
   */
  readonly item?: string | undefined;
}

/** Parts of every request. */
export interface CommonRequest<Guard> {
  /** The stream to change. */
  readonly streamId: string;
  /** The person or machine that changes it. Idempotency keys belong to an actor. */
  readonly actorId: string;
  /**
   * True: `guard.mayLock` is not asked. For an actor whom the host lets in for another reason, such as an invitation.
   * Default: false.
   */
  readonly mayLock?: boolean | undefined;
  /**
   * Throws when the actor may not make this change, or may not have the remembered answer. Default: throws
   * NotFoundError for a stream that does not exist or that the actor may not lock.
   */
  readonly admit?: (admission: Admission<Guard>) => void;
  /** Returns the error for a key that was used for another request. Default: a BadUserInputError. */
  readonly keyReused?: () => ExpectedError;
}

/** Request for one change. */
export interface ChangeRequest<Guard> extends CommonRequest<Guard>, ChangePart {
  /** Creates the stream that is then changed. It is undone when the request turns out to be a retry. */
  readonly create?: ((client: PoolClient) => Promise<unknown>) | undefined;
  /**
   * True: `streamId` was made for this try, and a retry comes with another one. It is then no part of the request.
   * Default: a key that comes again with another `streamId` was used for another request.
   */
  readonly isIdFresh?: boolean;
  /**
   * True: the change may be made in one transaction with others that wait for the same stream. Each keeps its own
   * order, outcome and error. Only for a change that alters nothing of what the guard reads; it creates no stream.
   * Default: false.
   */
  readonly mayJoin?: boolean;
}

/** Many changes of one stream, made in one transaction. */
export interface BatchRequest<Guard, Result extends object> extends CommonRequest<Guard> {
  /** At least one. The engine has no upper bound: all are made under one lock, and kept in memory until the commit. */
  readonly parts: readonly ChangePart[];
  /** The batch itself. With a key of its own the whole answer is remembered; this needs `Tables.answers`. */
  readonly whole: ChangePart;
  /** True: the first part that fails undoes all others, and the following parts are not tried. */
  readonly isAtomic: boolean;
  /** Returns the result of a part that was refused. A null error: another part of an atomic batch failed. */
  readonly refuse: (error: ExpectedError | null, index: number) => Result;
  /** Tells if a result without an entry is a failure. */
  readonly isFailure: (result: Result) => boolean;
  /** False: nothing that the parts did is committed or remembered. Asked after the last part; default: true. */
  readonly mayCommit?: () => boolean;
  /** Reads a remembered result, which was stored as JSON. */
  readonly parse: (json: object) => Result;
}

/** Facts by which `admit` decides. */
export interface Admission<Guard> {
  /** Null: no such stream, or the actor may not lock it and sent no key. */
  readonly guard: Guard | null;
  /** True if the stream is locked. The guard of an unlocked stream may be outdated. */
  readonly isLocked: boolean;
  /**
   * Request for which the key is remembered: this one, another one, or none. A batch is remembered as a whole, or if
   * all of its parts are.
   */
  readonly remembered: "same" | "other" | null;
}

/** The open transaction. The stream is locked: what is read now stays true until the commit. */
export interface OpenChange<Event extends object, Draft, Guard> {
  /** For statements by `query` alone. */
  readonly client: PoolClient;
  /** Facts about the actor and the stream, read under the lock. */
  readonly guard: Guard;
  /** Number of the stream's newest entry before this change. A change with an `item` must wait for its turn first. */
  readonly before: number;
  /** Number that the next entry takes. The same holds. */
  readonly seq: number;
  /** Sums that the stream's head keeps, before this change; see `CountSource`. The same holds. */
  readonly counts: readonly number[];
  /**
   * Entries of the same batch that come before this change. They are written at its end, so that SQL finds none of
   * them.
   */
  readonly earlier: readonly StoredEntry[];
  /** Time of this change, ISO 8601 in UTC with milliseconds; not before that of any earlier change. */
  readonly at: string;
  /** Resolves when all changes before this one in the transaction have ended. `append` waits by itself. */
  turn(): Promise<void>;
  /**
   * Adds entries that come before the last one. They carry no idempotency key and are written only if `append` is
   * called. A change with an `item` must wait for its turn first.
   */
  prepend(drafts: readonly Draft[]): void;
  /**
   * Takes the next number. Call it last, at most once. Returns the event. The entries are written before the commit.
   * `caused` are entries of other logs, made by their `cause`; they commit together with this one (default: none).
   * `added` is what this change adds to each of `counts` (default: nothing).
   */
  append(draft: Draft, caused?: readonly CausedEntry[], added?: readonly number[]): Promise<Event>;
}

/** Outcome of one change that is committed, or was before. */
export interface ChangeOutcome<Result> {
  /** Result of `work`, or the event that the same request wrote before. */
  readonly result: Result;
  /** Stream and position that the result belongs to. */
  readonly streamId: string;
  /** Number and token of the event; of the newest one where nothing was written. */
  readonly position: LogPosition;
}

/** Outcome of a batch that is committed, or was before. */
export interface BatchOutcome<Result> {
  /** One for each part, in order. */
  readonly results: readonly Result[];
  /** Position after the batch; the newest one of its answer where the batch wrote nothing. */
  readonly position: LogPosition;
  /** No result is older than this position. */
  readonly oldest: LogPosition;
}

export function requireGuard<Guard>({ guard, isLocked, remembered }: Admission<Guard>): void {
  if (!remembered && (!guard || !isLocked)) throw new NotFoundError("The stream does not exist.");
}
