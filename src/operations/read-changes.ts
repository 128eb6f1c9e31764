import { orAborted } from "../engine/feed/or-aborted.ts";
import type { Resync } from "../engine/feed/stream-messages.ts";
import { UnavailableError } from "../errors/expected-error.ts";
import type { Activity } from "../model/events.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { ProjectFeeds, ProjectStream } from "./watch-project.ts";

/** Longest wait for a change that a query may ask for, in seconds. */
export const longestWait = 30;

/** Changes of a project after a cursor. */
export interface ProjectChanges {
  /** In order and without a gap; empty beside `resync`. */
  readonly nodes: readonly Activity[];
  /** Cursor to go on after. */
  readonly cursor: string;
  /** Set where the changes after the cursor cannot be had. */
  readonly resync: Resync | null;
}

export interface ReadChangesOptions {
  readonly projectId: string;
  /** Cursor of the last change that the client has. */
  readonly after: string;
  /** At most so many changes. */
  readonly first: number;
  /** Number up to which the caller knows the project: the answer is not older. */
  readonly atLeast: number;
  /**
   * Called once, when the log holds nothing more. The promise resolves when the read ends even if there is no change.
   * Null: it does not wait for one.
   */
  readonly beginWait: (() => Promise<void>) | null;
  /** Milliseconds for the read of what the log holds already; waiting for new changes does not count. */
  readonly readTime: number;
  /** Ends the read, which then rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Reads the changes after a cursor as a stream would tell them, or waits for the next ones. Waiting takes memory, but
 * neither a connection to PostgreSQL nor a statement. Rejects as `watchProject` does, also for a viewer who loses the
 * project while waiting, and with UnavailableError when the log cannot be read in time.
 */
export async function readChanges(
  feeds: ProjectFeeds,
  viewer: UserSnapshot,
  { projectId, after, first, atLeast, beginWait, readTime, signal }: ReadChangesOptions,
): Promise<ProjectChanges> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new UnavailableError("NOTHING_DONE", null)), readTime);
  const reading = AbortSignal.any([signal, late.signal]);
  let isOver = beginWait === null;
  const wait = async () => {
    await beginWait?.();
    isOver = true;
  };
  let over: Promise<void> | undefined;
  let stream: ProjectStream | undefined;
  try {
    stream = await feeds.open(projectId, { viewer, after, atLeast, signal: reading });
    const nodes: Activity[] = [];
    let cursor = after;
    while (nodes.length < first) {
      const { event, extensions } = stream.take() ?? {};
      cursor = extensions?.cursor ?? cursor;
      if (event?.type === "Resync") return { nodes: [], cursor, resync: event };
      if (event) {
        if ("at" in event) nodes.push(event);
      } else if (stream.isDone || (stream.isLive && (isOver || nodes.length > 0))) break;
      // Nothing waits between `take` and the listener, so no change falls between them.
      else if (stream.isLive) {
        over ??= wait();
        await orAborted(Promise.race([readable(stream), over]), signal);
      } else await orAborted(readable(stream), reading);
    }
    return { nodes, cursor, resync: null };
  } finally {
    clearTimeout(timer);
    await stream?.return();
  }
}

function readable(stream: ProjectStream): Promise<void> {
  return new Promise((resolve) => stream.onReadable(resolve));
}
