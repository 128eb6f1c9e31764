import type { GraphQLFormattedError } from "graphql";
import type { ProjectRole } from "../generated/graphql.ts";
import type {
  BoardLists,
  Change,
  Comment,
  Present,
  ProjectEvent,
  ProjectFields,
  User,
  WireChange,
  WireItem,
} from "./wire.ts";

// Interfaces at which the parts of the core meet: streams, requests, chance and time, storage.

/** All of a project at one number of its log. */
export interface BoardSnapshot extends BoardLists {
  /** Number of the newest change in it; 0 before the first change. */
  readonly seq: number;
  /** Opaque position of that change, from which the stream resumes. */
  readonly cursor: string;
  /** The project's own fields, without its lists. */
  readonly project: ProjectFields;
  /** Role of `me` in the project. */
  readonly viewerRole: ProjectRole;
  /** The person to whom the server showed this board. */
  readonly me: User;
  /** Tasks are missing: the project has more than the client loads. */
  readonly isPartial?: boolean;
}

/**
 * Item of a project's stream, in order.
 *
 * - `page`: a part of the project, while nothing is known of it and its board is being loaded.
 * - `board`: the whole project, at the beginning and when a replay is impossible or too long.
 * - `events`: changes since the item before.
 * - `ready`: the replay is complete, and everything from now on arrives.
 * - `presence`: people came or went.
 * - `interrupted`: the connection is lost. The history is unproven until the next `ready` or `board`.
 * - `ended`: nothing follows.
 */
export type StreamItem =
  | {
      readonly kind: "page";
      /** Lists the tasks that have just come, and all else of the project. */
      readonly board: BoardSnapshot;
    }
  | {
      readonly kind: "board";
      /** Replaces everything that is known of the project. */
      readonly board: BoardSnapshot;
      /** The server has another history (OTHER_HISTORY), so known versions mean nothing any more. */
      readonly startsOver: boolean;
    }
  | {
      readonly kind: "events";
      /** All events that arrived together, in order and without gaps. Apply them as one update. */
      readonly events: readonly ProjectEvent[];
      /** Number of the last one. */
      readonly seq: number;
      /** Cursor of the last one. */
      readonly cursor: string;
    }
  | {
      readonly kind: "ready";
      /** Number of the newest change. */
      readonly seq: number;
      /** Cursor of that change. */
      readonly cursor: string;
      /** Everybody who has the project open, the viewer included. */
      readonly present: readonly Present[];
    }
  | {
      readonly kind: "presence";
      /** Everybody who has the project open now, the viewer included. */
      readonly present: readonly Present[];
    }
  | { readonly kind: "interrupted" }
  | {
      readonly kind: "ended";
      /** Decides what to show: only `unauthenticated` and `failed` leave the copy on disk. */
      readonly reason: EndReason;
      /** The server's sentence, where it sent one. */
      readonly message?: string;
    };

/**
 * Reason of a project's end.
 *
 * - `deleted`: somebody deleted the project. By polling, one that was deleted between two requests is `not-found`.
 * - `removed`: the viewer is no longer a member.
 * - `not-found`: the project was not found, or the viewer is not a member. Told only after a second look.
 * - `unauthenticated`: nobody is signed in.
 * - `failed`: the server refuses the stream for good.
 */
export type EndReason = "deleted" | "removed" | "not-found" | "unauthenticated" | "failed";

/** A GraphQL request over HTTP. */
export interface SendRequest {
  /** Absent where `extensions` name a persisted document. */
  readonly document?: string;
  /** Values of the document's variables; `{}` where it has none. */
  readonly variables: object;
  /** Names the operation to run, where the document has several. */
  readonly operationName?: string | undefined;
  /** Sent as `extensions` of the request, as for persisted documents. */
  readonly extensions?: object;
  /** Headers of its own, beside those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request, which then resolves as `aborted` at once and is never sent again. */
  readonly signal?: AbortSignal;
}

/** A request over HTTP. Never rejects: every outcome is a value. */
export type Send = (request: SendRequest) => Promise<Outcome>;

/**
 * Outcome of a request.
 *
 * - `data`: the server answered, perhaps with `errors` of some fields.
 * - `errors`: the server refused the whole request.
 * - `http`: an answer that is no GraphQL, as of a proxy or a captive portal.
 * - `unreachable`: no answer at all, or no token because the app's `getToken` failed.
 * - `timeout`: no answer within `requestTimeout`.
 * - `aborted`: the caller's signal ended it, or another person signed in.
 * - `no-token`: nobody is signed in. Nothing was sent.
 *
 * After `http`, `unreachable`, `timeout` and `aborted` a mutation may have been carried out.
 */
export type Outcome =
  | {
      readonly kind: "data";
      /** `data` of the answer, by the names that the document selects. */
      readonly data: unknown;
      /** Errors of fields that are null in `data`. Absent when there is none. */
      readonly errors?: readonly GraphQLFormattedError[];
      /** `extensions` of the answer. Absent when it has none. */
      readonly extensions?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "errors";
      /** At least one, with its code in `extensions.code`. */
      readonly errors: readonly GraphQLFormattedError[];
      /** HTTP status of the answer. */
      readonly status: number;
    }
  | {
      readonly kind: "http";
      /** HTTP status of the answer, such as 502. */
      readonly status: number;
      /** Seconds after which the answer asks to try again. Absent when it says nothing. */
      readonly retryAfter?: number;
    }
  | { readonly kind: "unreachable" }
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" }
  | { readonly kind: "no-token" };

/** Everything that time and chance decide. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  /** Creates a UUID. */
  createId(): string;
  /** Calls once after the milliseconds. Returns a function that cancels it. */
  setTimer(milliseconds: number, callback: () => void): () => void;
  /** Tells of the page's visibility and of the network. */
  readonly signals: Signals;
}

/** Something that happened to the page or the network. `resumed`: the machine or the tab went on after a pause. */
export type Signal = "visible" | "hidden" | "online" | "offline" | "resumed";

/**
 * Tells the client when the page is looked at and when the network changes. Implement it where there is no `window`.
 */
export interface Signals {
  /**
   * Returns true while somebody may be looking. A hidden client retries less often, and a visible tab leads instead.
   */
  isVisible(): boolean;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (signal: Signal) => void): () => void;
}

/**
 * A change that the server has not confirmed, as it stands on disk. Later versions of the client read format 1, too.
 */
export interface StoredIntent {
  /** Version of this form. Always 1 so far. */
  readonly format: 1;
  /** Also its `clientMutationId`. */
  readonly id: string;
  /** Further ids that apps know its changes by: of changes that it took up, and its own earlier ones. Absent: none. */
  readonly carries?: readonly string[];
  /** The project that it changes. */
  readonly projectId: string;
  /** The server's id of the person who made it. */
  readonly actorId: string;
  /** Order among the intents of all tabs; ties are ordered by id. */
  readonly place: number;
  /** Grows by one with every write; see `OutboxStorage.write`. */
  readonly revision: number;
  /** The change as the person made it, later edits of the same field included. */
  readonly change: Change;
  /** Version of the item that the person saw; null where the change has none. */
  readonly base: number | null;
  /** Values that the change replaces, as the person saw them; null: none, or unknown, as once the access was lost. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /**
   * Intents that this deletion has taken out: unsent edits of its item, or an unsent new item with all that belongs to
   * it. They return when the deletion is cancelled or dismissed. Absent: nothing.
   */
  readonly displaced?: readonly StoredIntent[];
  /** Own earlier intents that it builds on. */
  readonly following: readonly string[];
  /** Time of the last edit in it, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Times at which the values of its input were typed, where edits have become one. Absent: all at `createdAt`. */
  readonly typedAt?: Readonly<Record<string, number>>;
  /** As it is sent. Stored before the first send and never changed from then on; null: never sent. */
  readonly wire: WireChange | null;
  /** Time of the first send, in milliseconds since 1970. */
  readonly sentAt: number | null;
  /** State of the intent: waiting, answered, done, in conflict or refused. */
  readonly standing: Standing;
}

/** State of an intent. */
export type Standing =
  | { readonly kind: "waiting" }
  /** Confirmed with this number of the log. It is done as soon as the project's store has reached it. */
  | { readonly kind: "answered"; readonly seq: number; readonly left?: LeftValues }
  /** Confirmed, and part of the project's store. Kept for a while: edits of other tabs may not have seen it. */
  | { readonly kind: "done"; readonly left?: LeftValues }
  | ConflictStanding
  | RefusedStanding;

/** Part of an item as an edit has left it. */
export interface LeftValues {
  /** Version of the item then. */
  readonly version: number;
  /** Values of the fields that the edit replaces, text that the server has merged included. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The server does not take it. Nothing was done. */
export interface RefusedStanding {
  readonly kind: "refused";
  /** The error's code, such as `FORBIDDEN`. */
  readonly code: string;
  /** Sentence to show. */
  readonly message: string;
  /**
   * Leads from the change's kind to the value that is wrong, such as `["createTask", "title"]`; absent: none is named.
   */
  readonly path?: readonly (string | number)[];
}

/** Somebody else changed the same. Nothing was done. */
export interface ConflictStanding {
  readonly kind: "conflict";
  /** The server's sentence, fit to be shown. */
  readonly message: string;
  /** Fields as the server names them; empty when it named none. */
  readonly fields: readonly string[];
  /** Version of `current`. */
  readonly currentVersion: number;
  /** The item as the server has it; null: unknown, or the access to the project was lost. */
  readonly current: WireItem | null;
}

/** An intent to remove, as the writer knows it. */
export interface IntentRevision {
  /** Id of the intent. */
  readonly id: string;
  /** Its revision in storage, as the writer knows it. */
  readonly revision: number;
}

/** Durable storage of one account's intents (server, issuer, subject). */
export interface OutboxStorage {
  /** In order of `place`, then id. */
  read(): Promise<readonly StoredIntent[]>;
  /**
   * Writes everything in one strict transaction. A put needs the revision before in storage, or no such intent for
   * revision 0. A removal needs the named revision. Where one differs, nothing is written and the result is "stale":
   * another tab was faster, read again. Resolves when the change is durable. Rejects when storage cannot take it (full,
   * blocked).
   */
  write(change: {
    readonly put?: readonly StoredIntent[];
    readonly remove?: readonly IntentRevision[];
  }): Promise<"written" | "stale">;
}

/** Comments of a task, as loaded through a number of the log. */
export interface CommentList {
  /** The task of all of them. */
  readonly taskId: string;
  /** Number of the newest change in it. */
  readonly seq: number;
  /** In the order in which they were written. */
  readonly comments: readonly Comment[];
}

/** A project on disk: one value and the events since. */
export interface StoredCopy {
  /** Version of this form. Always 1 so far. */
  readonly format: 1;
  /** The project before the events of the journal. */
  readonly board: BoardSnapshot;
  /** Comments that were loaded, by the ids of their tasks. Lists of the journal replace them. */
  readonly comments: Readonly<Record<string, CommentList>>;
  /** Time at which the server gave a whole board, in milliseconds since 1970. Absent: unknown. */
  readonly boardAt?: number;
  /** Events since the board, in their order. */
  readonly journal: readonly JournalEntry[];
}

/** Events, and the position after them. They are stored together. */
export interface JournalEntry {
  /** Position before the events. A copy that stands elsewhere, as in a lost history, does not take them. */
  readonly after?: string;
  /** In their order, without gaps. Empty in an entry of comments. */
  readonly events: readonly ProjectEvent[];
  /** Number of the last one, or of the one before. */
  readonly seq: number;
  /** Cursor of that one. */
  readonly cursor: string;
  /** Comments that were loaded since, by the ids of their tasks. None is newer than `seq`. Absent: none. */
  readonly comments?: Readonly<Record<string, CommentList>>;
}

/** Storage of one account's projects. It can be rebuilt from the server at any time. */
export interface CopyStorage {
  /** Null when there is none that this version of the client can read. */
  read(projectId: string): Promise<StoredCopy | null>;
  /** Swaps the whole in, journal included. */
  replace(projectId: string, copy: StoredCopy): Promise<void>;
  /** Adds events, comments and the position after them in one transaction. Rejects when storage cannot take them. */
  append(projectId: string, entry: JournalEntry): Promise<void>;
  /** Removes a project. Resolves also when there is none. */
  remove(projectId: string): Promise<void>;
  /** Lists the stored projects. `openedAt`: time of the last use, in milliseconds since 1970. */
  list(): Promise<readonly { readonly projectId: string; readonly openedAt: number }[]>;
}
