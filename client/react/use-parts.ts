import type { Label, Member, Task } from "../core/wire.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { usePart } from "./use-part.ts";

const none: readonly never[] = [];

/** Returns a task with the pending changes in it; undefined: it is not loaded, or there is none. */
export function useTask(projectId: string, taskId: string): Task | undefined {
  return usePart(projectId, [`task:${taskId}`], (handle) => handle.task(taskId), undefined);
}

/** Returns the tasks of a column in the board's order. Tasks of other columns render nothing here. */
export function useColumn(projectId: string, status: TaskStatus): readonly Task[] {
  return usePart<readonly Task[]>(projectId, [`column:${status}`], (handle) => handle.column(status), none);
}

/** Returns the members in the order in which they joined. */
export function useMembers(projectId: string): readonly Member[] {
  return usePart<readonly Member[]>(projectId, ["members"], (handle) => handle.members(), none);
}

/** Returns the project's labels. Empty while nothing is loaded. */
export function useLabels(projectId: string): readonly Label[] {
  return usePart<readonly Label[]>(projectId, ["labels"], (handle) => handle.labels(), none);
}
