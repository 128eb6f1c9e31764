import type { CopyStorage, JournalEntry, StreamItem } from "../types.ts";
import type { LoadedCopy } from "./load-project-copy.ts";
import type { ProjectStore } from "./project-store.ts";

export interface ProjectCopy {
  /** Time of the last board, in milliseconds since 1970; 0: unknown. */
  readonly boardAt: number;
  /** Writes no more. */
  close(): void;
}

/** Events after which the journal is folded into the board. */
const longestJournal = 500;

/** Milliseconds until storage that took no copy is tried again: at first, and at most. They double in between. */
const [firstPause, longestPause] = [5_000, 300_000];

/** Events with which names disappear from the whole copy, the journal included. */
const rewriting: ReadonlySet<string> = new Set(["MemberUpdated", "MemberRemoved"]);

/**
 * Keeps a project on disk. `loaded`: the copy that the store was loaded from; null: none.
 *
 * A position is written with the events that lead to it, after the store holds them. A copy that cannot be written is
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
      isOutdated ||= journal > longestJournal || events.some(({ __typename }) => rewriting.has(__typename));
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
    const entry = waiting;
    if (!entry && !isOutdated) return false;
    waiting = null;
    mayBeOnDisk = true;
    if (isOutdated) {
      // A clock may be set back.
      if (Math.abs(now() - failedAt) < pause) return false;
      const copy = store.toCopy();
      if (!copy) return false;
      [isOutdated, journal] = [false, 0];
      if (mayWrite()) await storage.replace(projectId, { ...copy, boardAt });
      pause = 0;
    } else if (entry && mayWrite()) await storage.append(projectId, entry);
    return true;
  }

  return {
    get boardAt() {
      return boardAt;
    },
    close() {
      isClosed = true;
      end();
    },
  };
}
