import type { ActivityOf } from "../activity/activity.ts";
import type { TaskSnapshot } from "../activity/snapshots.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { endOfColumn } from "./positions.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import { type TaskResult, taskResult, unchangedTask } from "./task-result.ts";
import { findConflicts, type TaskConflict, taskConflict } from "./version-conflict.ts";

export interface UpdateTaskStatusInput {
  readonly taskId: string;
  readonly status: TaskSnapshot["status"];
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Puts the task at the end of another column. */
export async function updateTaskStatus(
  context: OperationContext,
  input: UpdateTaskStatusInput,
): Promise<TaskResult | TaskConflict> {
  const projectId = await requireProjectOfTask(context, input.taskId, input);
  const request = { operation: "updateTaskStatus", projectId, input, role: "MEMBER" } as const;
  const result = await changeProject<ActivityOf<"TaskStatusChanged">, TaskResult | TaskConflict>(
    context,
    request,
    async ({ client, seq, at, record }) => {
      const stored = await requireTask(client, projectId, input.taskId);
      const { status: from, version } = stored.task;
      const fields = input.status === from ? [] : (["STATUS"] as const);
      const conflicts = findConflicts(fields, stored.fieldVersions, version, input.expectedVersion);
      if (conflicts.length > 0) return taskConflict(stored.task, input.expectedVersion ?? 0, conflicts);
      if (fields.length === 0) return unchangedTask(stored.task, seq, input);
      const position = await endOfColumn(client, { projectId, status: input.status });
      const edits = { status: input.status, position };
      const task = await saveTask(client, stored, edits, ["STATUS", "POSITION"], at);
      return record({ type: "TaskStatusChanged", task, from, to: input.status });
    },
  );
  return result.type === "TaskStatusChanged" ? taskResult(result) : result;
}
