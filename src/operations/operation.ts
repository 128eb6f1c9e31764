import type { PoolClient } from "pg";
import type { ProjectRole } from "../database/generated/enums.ts";
import type { StoredEntry } from "../engine/log/codec.ts";
import type { ActivityOf, EventDraft } from "../model/events.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { Notification } from "./notify.ts";
import type { OperationContext } from "./operation-context.ts";
import type { TextMerges } from "./text-merges.ts";

/** Part of every input of an operation. */
export interface Retryable {
  readonly clientMutationId?: string | null | undefined;
}

/** One kind of change of a project. `changeProject` makes one change of it, `applyChanges` many of several kinds. */
export interface ProjectOperation<Input extends Retryable, Result> {
  /** With the input it tells a retry from another use of the same `clientMutationId`. */
  readonly name: string;
  /** Least role that may do this; null: `decide` admits, strangers too. */
  readonly role: ProjectRole | null;
  /** Returns the project that the input is about. Throws NotFoundError, also for a viewer who is no member. */
  readonly locate: (context: OperationContext, input: Input) => Promise<string> | string;
  /** Makes the project that is then changed; undone when the request turns out to be a retry. */
  readonly create?: (client: PoolClient, projectId: string, ownerId: string, input: Input) => Promise<void>;
  /** Tells if `locate` makes the id of a new project at each try. Default: the input names the project. */
  readonly isIdFresh?: (input: Input) => boolean;
  /** True: it changes members, or the project itself. Such a change has a transaction of its own. Default: false. */
  readonly changesAccess?: boolean;
  /**
   * Returns the id of the one item that it reads and writes. Changes of different items that are made in one
   * transaction run at the same time, see `ChangePart.item`. Default: it may depend on any other change.
   */
  readonly item?: (input: Input) => string;
  /** The server acts in the person's name, whose account may be deleted. */
  readonly byServer?: boolean;
  /**
   * Guard → change → record → return, inside the transaction. Must check that what the input names belongs to the
   * project. A `decide` that throws an expected error, or returns without recording (a conflict, nothing to change),
   * leaves nothing behind.
   */
  decide(change: ProjectChange, input: Input): Promise<Result>;
  /** Called when the change is committed, and for a retry. Must not throw. */
  afterwards?(context: OperationContext, result: Result, input: Input): void;
}

/** The open transaction: the project is locked, and what is read now stays true until the commit. */
export interface ProjectChange {
  readonly projectId: string;
  readonly client: PoolClient;
  /** Number that the next recorded change takes. */
  readonly seq: number;
  /** Changes of the same batch that come before this one. The log does not hold them yet. */
  readonly earlier: readonly StoredEntry[];
  /** The `clientMutationId`s of the changes of the same batch that come before this one, remembered ones among them. */
  readonly earlierIds: readonly string[];
  /** Time of this change, ISO 8601; not before that of any earlier one. */
  readonly at: string;
  readonly actor: UserSnapshot;
  readonly role: ProjectRole;
  /** Merges of texts. See `TextMerger`. */
  readonly merges: TextMerges;
  /** As in OperationContext. */
  readonly verifiesAddresses: boolean;
  readonly restoreDays: number;
  /** Returns the id of a new item: the client's, or a fresh one. */
  toItemId(given: string | null | undefined): string;
  /**
   * Adds changes that come before the operation's own, in order, each with a number of its own. No retry is answered
   * with them: they carry no `clientMutationId`.
   */
  recordFirst(changes: readonly EventDraft[]): void;
  /**
   * Takes the next number and writes the log. Call it last, at most once. The notices commit with it, as
   * `chooseNotices` selects them; default: none. `before` is the item as it was, for a change that may write or remove
   * a text. Throws StorageFullError where the project would grow beyond a limit.
   */
  record<C extends EventDraft>(
    change: C,
    notices?: readonly Notification[],
    before?: object,
  ): Promise<ActivityOf<C["type"]>>;
  /** Answer of an operation when there is nothing to change. */
  unchanged<S extends object>(state: S): Promise<Unchanged<S>>;
}

/** The state as it stands, with the project's newest number. */
export type Unchanged<S extends object> = S & {
  readonly type: "Unchanged";
  readonly seq: number;
  readonly clientMutationId: string | null;
};
