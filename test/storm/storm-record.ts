import type { InboxView, PersonNotice } from "../../client/core/person-wire.ts";
import type { BoardSnapshot, CommentList, StoredIntent } from "../../client/core/types.ts";
import type { Edit } from "./edit.ts";

// All that a storm leaves behind for its judge.

/** Answer of the server to one change. */
export interface AnsweredChange {
  /** Id of the intent. */
  readonly id: string;
  /** Name of the result's type. */
  readonly type: string;
  /** Code of a refusal. */
  readonly code: string | null;
}

/** A row of the log as the database holds it. */
export interface LogRow {
  readonly seq: number;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actorId: string;
  readonly intentId: string | null;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

/** State of a tab after peace. */
export interface TabReport {
  readonly tab: string;
  /** The server's id of the person. */
  readonly person: string;
  /** Null when the tab did not answer. */
  readonly state: {
    readonly isLive: boolean;
    readonly connection: unknown;
    readonly holdup: unknown;
    readonly durability: string;
    readonly board: BoardSnapshot | null;
    readonly comments: Readonly<Record<string, CommentList>>;
    /** Ids of the tasks of each column, as the tab shows them. */
    readonly columns: Readonly<Record<string, readonly string[]>>;
    readonly intents: readonly StoredIntent[];
    /** All notices, older pages included. */
    readonly inbox: InboxView | null;
  } | null;
}

/** Answers of the server after peace. */
export interface Truth {
  /** As each person sees it, by id. */
  readonly boards: ReadonlyMap<string, BoardSnapshot>;
  /** Comments by task. */
  readonly comments: ReadonlyMap<string, readonly unknown[]>;
}

/** A row of a person's stream as the database holds it. */
export interface NoticeRow {
  readonly seq: number;
  readonly type: string;
  readonly actorId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A person's stream after peace: in the database, and as the server tells it. */
export interface InboxTruth {
  readonly person: string;
  readonly name: string;
  readonly rows: readonly NoticeRow[];
  readonly unreadCount: number;
  readonly readThrough: number;
  /** All of them, newest first. */
  readonly notices: readonly PersonNotice[];
}

/** Notices that a tab was told to mark as read. */
export interface Mark {
  readonly person: string;
  readonly tab: string;
  readonly upTo: number;
  readonly isOffline: boolean;
  /** The tab told that the mark is on disk. */
  isStored: boolean;
}

/** Conflicts and refusals on which a person decided: dropped, or written anew. */
export interface Decision {
  readonly person: string;
  readonly intent: StoredIntent;
}

export interface StormRecord {
  readonly edits: readonly Edit[];
  readonly decisions: readonly Decision[];
  readonly answers: readonly AnsweredChange[];
  readonly log: readonly LogRow[];
  readonly tabs: readonly TabReport[];
  readonly truth: Truth;
  /** Streams of all who were members. */
  readonly inboxes: readonly InboxTruth[];
  readonly marks: readonly Mark[];
  /** Errors that no code of a page caught. */
  readonly pageErrors: readonly string[];
}
