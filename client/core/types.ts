import type { GraphQLFormattedError } from "graphql";
import type { ProjectRole } from "../generated/graphql.ts";
import type { Change, Comment, Label, Member, ProjectEvent, ProjectFields, Task, User, WireChange } from "./wire.ts";

// Interfaces at which the parts of the core meet: streams, requests, chance and time, storage.

/** All of a project at one number of its log. */
export interface BoardSnapshot {
  readonly seq: number;
  readonly cursor: string;
  readonly project: ProjectFields;
  readonly viewerRole: ProjectRole;
  /** The person to whom the server showed this board. */
  readonly me: User;
  readonly members: readonly Member[];
  readonly labels: readonly Label[];
  readonly tasks: readonly Task[];
  /** The project has more tasks than the client loads. */
  readonly isPartial?: boolean;
}

/** Items of a project's stream, in order. */
export type StreamItem =
  /** `startsOver`: the server has another history (OTHER_HISTORY), so known versions mean nothing any more. */
  | { readonly kind: "board"; readonly board: BoardSnapshot; readonly startsOver: boolean }
  /** All events that arrived together, without gaps. `seq` and `cursor` are those of the last one. */
  | { readonly kind: "events"; readonly events: readonly ProjectEvent[]; readonly seq: number; readonly cursor: string }
  | { readonly kind: "ready"; readonly seq: number; readonly cursor: string; readonly present: readonly User[] }
  | { readonly kind: "presence"; readonly present: readonly User[] }
  /** The connection is lost. The history is unproven until the next `ready` or `board`. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "ended"; readonly reason: EndReason; readonly message?: string };

/** `not-found` is final only after a second look; the sender of the item has taken it. */
export type EndReason = "deleted" | "removed" | "not-found" | "unauthenticated" | "failed";

export interface SendRequest {
  /** Absent where `extensions` name a persisted document. */
  readonly document?: string;
  readonly variables: object;
  readonly operationName?: string | undefined;
  readonly extensions?: object;
  /** Headers of its own, beside those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A request over HTTP. Never rejects: every outcome is a value. */
export type Send = (request: SendRequest) => Promise<Outcome>;

export type Outcome =
  | {
      readonly kind: "data";
      readonly data: unknown;
      readonly errors?: readonly GraphQLFormattedError[];
      readonly extensions?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "errors"; readonly errors: readonly GraphQLFormattedError[]; readonly status: number }
  /** An answer that is no GraphQL, as of a proxy or a captive portal. `retryAfter` in seconds. */
  | { readonly kind: "http"; readonly status: number; readonly retryAfter?: number }
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
  readonly signals: Signals;
}

export type Signal = "visible" | "hidden" | "online" | "offline" | "resumed";

export interface Signals {
  isVisible(): boolean;
  isOnline(): boolean;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (signal: Signal) => void): () => void;
}

/** A change that the server has not confirmed, as it stands on disk. Later versions of the client read format 1, too. */
export interface StoredIntent {
  readonly format: 1;
  /** Also its `clientMutationId`. */
  readonly id: string;
  /** Further ids that apps know its changes by: of changes that it took up, and its own earlier ones. Absent: none. */
  readonly carries?: readonly string[];
  readonly projectId: string;
  /** The server's id of the person who made it. */
  readonly actorId: string;
  /** Order among the intents of all tabs; ties are ordered by id. */
  readonly place: number;
  /** Grows by one with every write; see `OutboxStorage.write`. */
  readonly revision: number;
  readonly change: Change;
  /** Version of the item that the person saw; null where the change has none. */
  readonly base: number | null;
  /** Values that the change replaces, as the person saw them; null where it replaces none. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Own earlier intents that it builds on. */
  readonly following: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** As it is sent. Stored before the first send and never changed from then on; null: never sent. */
  readonly wire: WireChange | null;
  /** Time of the first send, in milliseconds since 1970. */
  readonly sentAt: number | null;
  readonly standing: Standing;
}

/** State of an intent. */
export type Standing =
  | { readonly kind: "waiting" }
  /** Confirmed with this number of the log. It goes as soon as the project's store has reached it. */
  | { readonly kind: "answered"; readonly seq: number }
  | ConflictStanding
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** Somebody else changed the same. Nothing was done. */
export interface ConflictStanding {
  readonly kind: "conflict";
  readonly message: string;
  /** Fields as the server names them; empty when it named none. */
  readonly fields: readonly string[];
  /** Version of `current`. */
  readonly currentVersion: number;
  /** The item as the server has it; null: unknown. */
  readonly current: WireItem | null;
}

/** An item that changes edit. */
export type WireItem = Task | Comment | Label;

/** An intent to remove, as the writer knows it. */
export interface IntentRevision {
  readonly id: string;
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
  readonly taskId: string;
  readonly seq: number;
  readonly comments: readonly Comment[];
}

/** A project on disk: one value and the events since. */
export interface StoredCopy {
  readonly format: 1;
  readonly board: BoardSnapshot;
  readonly comments: Readonly<Record<string, CommentList>>;
  readonly journal: readonly JournalEntry[];
}

/** Events, and the position after them. They are stored together. */
export interface JournalEntry {
  readonly events: readonly ProjectEvent[];
  readonly seq: number;
  readonly cursor: string;
}

/** Storage of one account's projects. It can be rebuilt from the server at any time. */
export interface CopyStorage {
  /** Null when there is none that this version of the client can read. */
  read(projectId: string): Promise<StoredCopy | null>;
  /** Swaps the whole in, journal included. */
  replace(projectId: string, copy: StoredCopy): Promise<void>;
  append(projectId: string, entry: JournalEntry): Promise<void>;
  remove(projectId: string): Promise<void>;
  list(): Promise<readonly { readonly projectId: string; readonly openedAt: number }[]>;
}
