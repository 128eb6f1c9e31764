import type { CopyStorage } from "../types.ts";
import type { ProjectStore } from "./project-store.ts";

/** Number of events as which an entry of comments counts in the journal. */
export const commentsWeight = 50;

/** Position of a copy that was loaded from disk. */
export interface LoadedCopy {
  /** Cursor of its last event. */
  readonly cursor: string;
  /** Number of events in its journal, comments as so many. */
  readonly journal: number;
  /** Time of its board, in milliseconds since 1970; 0: unknown. */
  readonly boardAt: number;
}

/** Shows what is on disk of a project. Resolves with null when there is nothing to show. */
export async function loadProjectCopy(store: ProjectStore, storage: CopyStorage): Promise<LoadedCopy | null> {
  try {
    const copy = await storage.read(store.projectId);
    if (!copy || !store.load(copy)) return null;
    const { board, journal, boardAt = 0 } = copy;
    const { cursor } = journal.at(-1) ?? board;
    return {
      cursor,
      journal: journal.reduce((sum, { events }) => sum + (events.length || commentsWeight), 0),
      boardAt,
    };
  } catch {
    return null;
  }
}
