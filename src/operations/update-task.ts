import { findEdits, type TaskInput } from "../model/task.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import { requireAssignee } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import { findTaskConflict, type TaskConflict } from "./version-conflict.ts";

/** Absent fields stay; null clears. */
export interface UpdateTaskInput extends TaskInput {
  readonly taskId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields. */
export async function updateTask(
  context: OperationContext,
  input: UpdateTaskInput,
): Promise<TaskResult | TaskConflict> {
  const projectId = await requireProjectOfTask(context, input.taskId, input);
  const request = { operation: "updateTask", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async ({ client, at, record, unchanged }) => {
    const stored = await requireTask(client, projectId, input.taskId);
    const { edits, fields } = findEdits(stored.task, input);
    const conflict = findTaskConflict(stored, fields, input.expectedVersion);
    if (conflict) return conflict;
    if (fields.length === 0) return unchanged({ task: stored.task });
    if (edits.assigneeId) await requireAssignee(client, projectId, edits.assigneeId);
    const task = await saveTask(client, stored, edits, fields, at);
    return record({ type: "TaskUpdated", task, taskChanges: fields });
  });
}
