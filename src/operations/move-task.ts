import type { TaskSnapshot } from "../model/task.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { Operation } from "./operation.ts";
import { findPosition, type Neighbours } from "./positions.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";

export interface MoveTaskInput extends Neighbours {
  readonly taskId: string;
  /** The column; absent: the task's own. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Places a task between two neighbours of a column. The last writer wins. */
export const moveTask: Operation<MoveTaskInput, TaskResult> = {
  name: "moveTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfTask(context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const stored = await requireTask(client, projectId, input.taskId);
    const from = stored.task.status;
    const to = input.status ?? from;
    const position = await findPosition(change, { projectId, status: to }, stored.task, input);
    if (position === null) return unchanged({ task: stored.task });
    if (to === from) {
      const task = await saveTask(client, stored, { position }, ["POSITION"], at);
      return record({ type: "TaskUpdated", task, taskChanges: ["POSITION"] });
    }
    const task = await saveTask(client, stored, { status: to, position }, ["STATUS", "POSITION"], at);
    return record({ type: "TaskStatusChanged", task, from, to });
  },
};
