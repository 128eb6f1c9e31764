import { type ActivityOf, taskFields } from "../activity/activity.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireTask } from "./stored-task.ts";
import { findConflicts, type TaskConflict, taskConflict } from "./version-conflict.ts";

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
  return changeProject<ActivityOf<"TaskDeleted">, TaskConflict>(context, request, async ({ client, record }) => {
    const { task, fieldVersions } = await requireTask(client, projectId, input.taskId);
    const conflicts = findConflicts(taskFields, fieldVersions, task.version, input.expectedVersion);
    if (conflicts.length > 0) return taskConflict(task, input.expectedVersion ?? 0, conflicts);
    await client.query({ name: "task-delete", text: "DELETE FROM tasks WHERE id = $1", values: [task.id] });
    return record({ type: "TaskDeleted", taskId: task.id });
  });
}
