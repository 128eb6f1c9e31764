import { projectEventsHash } from "../../generated/events-hash.ts";
import type { JournalEntry, StoredCopy } from "../types.ts";

/**
 * Changes whenever the client selects other fields, so that an older copy is not taken for a whole one. Events have all
 * fields of items that a board has.
 */
export const schema = projectEventsHash;

/** Small record beside each copy. It is all that an `append` reads. */
export interface HeadRecord {
  readonly projectId: string;
  readonly schema: number;
  /** Number of the last stored event. */
  readonly seq: number;
  /** Position after it; absent where an earlier version wrote it. */
  readonly cursor?: string;
  readonly openedAt: number;
}

export interface BoardRecord {
  readonly projectId: string;
  readonly value: Omit<StoredCopy, "journal">;
}

export interface JournalRecord {
  readonly projectId: string;
  /** Number of the last event of `value`, or ids of the tasks whose comments it holds. */
  readonly seq: number | string;
  readonly value: JournalEntry;
}

/** All journal entries of a project. An array sorts after every number. */
export function rangeOf(projectId: string): IDBKeyRange {
  return IDBKeyRange.bound([projectId], [projectId, []]);
}
