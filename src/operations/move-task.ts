import type { TaskSnapshot } from "../model/task.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
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
export async function moveTask(context: OperationContext, input: MoveTaskInput): Promise<TaskResult> {
  const projectId = await requireProjectOfTask(context, input.taskId, input);
  const request = { operation: "moveTask", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async (change) => {
    const { client, at, record, unchanged } = change;
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
  });
}
