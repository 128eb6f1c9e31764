import { useEffect, useState } from "react";
import type { Comment } from "../core/wire.ts";
import { useOpenProjects } from "./lockstep-provider.ts";
import { useConnection } from "./use-connection.ts";
import { notFound } from "./use-member-actions.ts";
import { type PendingItem, sortIntents, useIntents } from "./use-outbox.ts";
import { usePart } from "./use-part.ts";
import { useProject } from "./use-project.ts";

/**
 * Comments of a task. They load when they are first shown, and are kept up to date from then on. After `failed` they
 * are requested again when the connection is live, and then every 5 s.
 */
export type CommentsView =
  | {
      readonly status: "loading";
      /** Own comments that the server has not confirmed, with their text in `ownText`. */
      readonly pending: readonly PendingItem[];
    }
  | {
      readonly status: "loaded";
      /** In the order in which they were written, pending ones last. */
      readonly comments: readonly Comment[];
    }
  | {
      readonly status: "failed";
      /** Sentence to show. */
      readonly reason: string;
      /** As in `loading`. None after the end of the project: they are items of `failed` of `useOutbox` then. */
      readonly pending: readonly PendingItem[];
    };

/** Milliseconds until comments that did not load are requested again. */
const pause = 5_000;

/** Returns the comments of a task. */
export function useComments(projectId: string, taskId: string): CommentsView {
  const projects = useOpenProjects();
  const comments = usePart(projectId, [`comments:${taskId}`], (handle) => handle.comments(taskId), undefined);
  const { pending } = sortIntents(
    useIntents((all) => {
      return all.filter(({ change: { kind, input } }) => kind === "createComment" && input.taskId === taskId);
    }, taskId),
  );
  const { status } = useProject(projectId);
  const isLive = useConnection().status === "live";
  /** By task: the next one does not show why the one before has failed. */
  const [failure, setFailure] = useState<Readonly<Record<string, string | null>>>({});
  const isNeeded = status === "open" && comments === undefined;

  useEffect(() => {
    if (!isNeeded) return;
    const leaving = new AbortController();
    const handle = projects.require(projectId);
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function load(): Promise<void> {
      const reason = await handle.loadComments(taskId, leaving.signal);
      if (leaving.signal.aborted) return;
      setFailure({ [taskId]: reason });
      // A connection that is live again is worth another request at once.
      if (reason !== null && isLive) timer = setTimeout(load, pause);
    }
    void load();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [projects, projectId, taskId, isNeeded, isLive]);

  if (comments) return { status: "loaded", comments };
  const reason = status === "ended" ? notFound : failure[taskId];
  return reason ? { status: "failed", reason, pending } : { status: "loading", pending };
}
