import { EventEmitter, once } from "node:events";
import type { ApolloClient } from "@apollo/client";
import type { ProjectView } from "../../client/apollo/project-view.ts";
import { type WatchProjectOptions, watchProject } from "../../client/apollo/watch-project.ts";

/** Somebody who watches a project, and all views that were shown. */
export interface Watch {
  readonly views: readonly ProjectView[];
  /** The last of them. */
  readonly view: ProjectView;
  readonly isComplete: boolean;
  /** Resolves with the view that is so, the last one or one to come; rejects after 15 s. */
  until(isReached: (view: ProjectView) => boolean): Promise<ProjectView>;
  stop(): void;
}

export function watch(client: ApolloClient, projectId: string, options: WatchProjectOptions = {}): Watch {
  const views: ProjectView[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let isComplete = false;
  const subscription = watchProject(client, projectId, { announce: false, ...options }).subscribe({
    next: (view) => {
      views.push(view);
      changes.emit("change");
    },
    complete: () => {
      isComplete = true;
      changes.emit("change");
    },
  });
  const last = (): ProjectView => {
    const view = views.at(-1);
    if (!view) throw new Error("No view was shown.");
    return view;
  };
  return {
    views,
    get view() {
      return last();
    },
    get isComplete() {
      return isComplete;
    },
    async until(isReached) {
      const deadline = AbortSignal.timeout(15_000);
      while (!isReached(last()))
        await once(changes, "change", { signal: deadline }).catch(() => {
          const { project, ...rest } = last();
          throw new Error(
            `It did not come to that: ${JSON.stringify({ ...rest, error: rest.error?.message, seq: project?.seq })}`,
          );
        });
      return last();
    },
    stop: () => subscription.unsubscribe(),
  };
}
