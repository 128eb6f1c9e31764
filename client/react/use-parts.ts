import type { Member, Task } from "../core/wire.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { none, usePart } from "./use-part.ts";

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
