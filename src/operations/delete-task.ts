import type { ActivityOf } from "../model/events.ts";
import { taskFields } from "../model/task.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireTask } from "./stored-task.ts";
import { findTaskConflict, type TaskConflict } from "./version-conflict.ts";

export interface DeleteTaskInput {
  readonly taskId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes the task with its comments; with `expectedVersion` only if nothing at all changed since. */
export async function deleteTask(
  context: OperationContext,
  input: DeleteTaskInput,
): Promise<ActivityOf<"TaskDeleted"> | TaskConflict> {
  const projectId = await requireProjectOfTask(context, input.taskId, input);
  const request = { operation: "deleteTask", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async ({ client, record }) => {
    const stored = await requireTask(client, projectId, input.taskId);
    const conflict = findTaskConflict(stored, taskFields, input.expectedVersion);
    if (conflict) return conflict;
    const taskId = stored.task.id;
    await client.query({ name: "task-delete", text: "DELETE FROM tasks WHERE id = $1", values: [taskId] });
    return record({ type: "TaskDeleted", taskId });
  });
}
