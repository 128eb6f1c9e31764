import type { CopyStorage, JournalEntry, StoredCopy, StreamItem } from "../types.ts";
import { commentsWeight, type LoadedCopy } from "./load-project-copy.ts";
import { pickComments } from "./pick-comments.ts";
import type { ProjectStore } from "./project-store.ts";

export interface ProjectCopy {
  /** Time of the last board, in milliseconds since 1970; 0: unknown. */
  readonly boardAt: number;
  /** The comments of a task were loaded: they are kept as well, within bounds. */
  keepComments(taskId: string): void;
  /** Writes no more. */
  close(): void;
}

/** Events after which the journal is folded into the board. An entry of comments counts as `commentsWeight`. */
const longestJournal = 500;

/** Milliseconds until storage that took no copy is tried again: at first, and at most. They double in between. */
const [firstPause, longestPause] = [5_000, 300_000];

/**
 * Events with which names and deleted comments disappear from the whole copy, the journal included. A restored task is
 * no longer deleted in the journal, which would take its comments away.
 */
const rewriting: ReadonlySet<string> = new Set(["MemberUpdated", "MemberRemoved", "CommentDeleted", "TaskRestored"]);

/**
 * Keeps a project on disk. `loaded`: the copy that the store was loaded from; null: none.
 *
 * A position is written with the events that lead to it, after the store holds them. Comments are written once they are
 * loaded, and follow the events on disk as in the store. A copy that cannot be written is
 * written anew later, as a whole: the server has everything. The project is removed with the access to it. While
 * `mayWrite` says no, another tab writes the same.
 */
export function keepProjectCopy(
  store: ProjectStore,
  storage: CopyStorage,
  loaded: LoadedCopy | null,
  mayWrite: () => boolean,
  now: () => number,
): ProjectCopy {
  const { projectId } = store;
  let waiting: JournalEntry | null = null;
  let { journal, boardAt } = loaded ?? { journal: 0, boardAt: 0 };
  /** Position of the last item, or of what was loaded. */
  let position = store.state.cursor ?? undefined;
  /** The copy must be written as a whole, as where items have come since it was loaded. */
  let isOutdated = !loaded || loaded.cursor !== position;
  /** Tasks whose comments were loaded, and are to be written. */
  const unwritten = new Set<string>();
  let pause = 0;
  let failedAt = 0;
  let mayBeOnDisk = true;
  let isWriting = false;
  let isClosed = false;

  const end = store.onItem((item) => {
    if (note(item) && !isWriting) void write();
  });

  /** Returns true when there is something to write. */
  function note(item: StreamItem): boolean {
    if (item.kind === "board") [isOutdated, position, boardAt] = [true, item.board.cursor, now()];
    else if (item.kind === "ended") return store.state.status === "ended";
    else if (item.kind !== "events" || store.state.seq !== item.seq) return false;
    else {
      const { events, seq, cursor } = item;
      const after = waiting ? waiting.after : position;
      waiting = { ...(after !== undefined && { after }), events: [...(waiting?.events ?? []), ...events], seq, cursor };
      position = cursor;
      journal += events.length;
      isOutdated ||= events.some(({ __typename }) => rewriting.has(__typename));
    }
    return true;
  }

  async function write(): Promise<void> {
    isWriting = true;
    // Items of the same turn of the event loop are one transaction.
    await null;
    try {
      while ((!isClosed || store.state.status === "ended") && (await writeNext()));
    } catch (error) {
      isOutdated = true;
      waiting = null;
      // The browser has evicted the copy, or another tab has written it: the whole is written at once.
      if ((error as { readonly reason?: unknown } | null)?.reason === "gap" && !isClosed) return write();
      pause = Math.min(pause * 2 || firstPause, longestPause);
      failedAt = now();
    }
    isWriting = false;
  }

  async function writeNext(): Promise<boolean> {
    if (store.state.status === "ended") {
      [isOutdated, waiting] = [true, null];
      if (!mayBeOnDisk) return false;
      if (mayWrite()) await storage.remove(projectId);
      mayBeOnDisk = false;
      return true;
    }
    const entry = waiting ?? (isOutdated ? null : takeComments());
    isOutdated ||= journal > longestJournal;
    if (!entry && !isOutdated) return false;
    waiting = null;
    mayBeOnDisk = true;
    if (isOutdated) {
      // A clock may be set back.
      if (Math.abs(now() - failedAt) < pause) return false;
      const copy = store.toCopy();
      if (!copy) return false;
      [isOutdated, journal] = [false, 0];
      const whole = { ...copy, comments: takeLists(true) ?? {}, boardAt };
      if (mayWrite()) await storage.replace(projectId, whole);
      pause = 0;
    } else if (entry && mayWrite()) await storage.append(projectId, entry);
    return true;
  }

  /** Returns an entry of comments at the last position; null: there are none to write. */
  function takeComments(): JournalEntry | null {
    const comments = unwritten.size > 0 ? takeLists(false) : null;
    if (!comments) return null;
    journal += commentsWeight;
    const cursor = position ?? "";
    return { after: cursor, events: [], seq: store.state.seq, cursor, comments };
  }

  /** Returns the comments to write: all, or those that were loaded since the last call. Null: none. */
  function takeLists(isAll: boolean): StoredCopy["comments"] | null {
    const picked = pickComments(store, (taskId) => unwritten.delete(taskId) || isAll);
    return picked[0] ? Object.fromEntries(picked.map((list) => [list.taskId, list])) : null;
  }

  return {
    keepComments(taskId) {
      unwritten.add(taskId);
      if (!isWriting) void write();
    },
    get boardAt() {
      return boardAt;
    },
    close() {
      isClosed = true;
      end();
    },
  };
}
