import type { TaskField } from "../model/activity.ts";
import type { TaskSnapshot } from "../model/snapshots.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import { requireAssignee } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireTask, saveTask, type TaskEdits } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import { findTaskConflict, type TaskConflict } from "./version-conflict.ts";

/** Absent fields stay; null clears. */
export interface UpdateTaskInput {
  readonly taskId: string;
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly priority?: TaskSnapshot["priority"] | null | undefined;
  readonly assigneeId?: string | null | undefined;
  /** ISO 8601 in UTC with milliseconds. */
  readonly dueAt?: string | null | undefined;
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

function findEdits(task: TaskSnapshot, input: UpdateTaskInput): { edits: TaskEdits; fields: TaskField[] } {
  const edits: { -readonly [K in keyof TaskEdits]: TaskEdits[K] } = {};
  const fields: TaskField[] = [];
  if (input.title != null && input.title !== task.title) {
    edits.title = input.title;
    fields.push("TITLE");
  }
  if (input.description !== undefined && input.description !== task.description) {
    edits.description = input.description;
    fields.push("DESCRIPTION");
  }
  if (input.priority != null && input.priority !== task.priority) {
    edits.priority = input.priority;
    fields.push("PRIORITY");
  }
  if (input.assigneeId !== undefined && input.assigneeId !== (task.assignee?.id ?? null)) {
    edits.assigneeId = input.assigneeId;
    fields.push("ASSIGNEE");
  }
  if (input.dueAt !== undefined && input.dueAt !== task.dueAt) {
    edits.dueAt = input.dueAt;
    fields.push("DUE_AT");
  }
  return { edits, fields };
}
