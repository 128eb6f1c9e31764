import { findEdits } from "../model/edits.ts";
import { type TaskField, type TaskInput, taskEdits } from "../model/task.ts";
import { requireProjectOfTask } from "./locate.ts";
import { requireAssignee } from "./members.ts";
import type { Operation } from "./operation.ts";
import { findLabelEdits, saveTaskLabels } from "./stored-label.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import { type EditBasis, findTaskConflict, type TaskConflict } from "./version-conflict.ts";

/** Absent fields stay; null clears. */
export interface UpdateTaskInput extends TaskInput, EditBasis {
  readonly taskId: string;
  /** Labels that the project does not have are ignored. Adding and removing never conflicts. */
  readonly addLabelIds?: readonly string[] | null | undefined;
  readonly removeLabelIds?: readonly string[] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields. */
export const updateTask: Operation<UpdateTaskInput, TaskResult | TaskConflict> = {
  name: "updateTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfTask(context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const stored = await requireTask(client, projectId, input.taskId);
    const { values, fields } = findEdits(taskEdits, stored.task, input);
    const conflict = await findTaskConflict(change, stored, fields, input);
    if (conflict) return conflict;
    const labels = await findLabelEdits(client, projectId, stored.task, {
      add: input.addLabelIds ?? [],
      remove: input.removeLabelIds ?? [],
      path: "addLabelIds",
    });
    if (fields.length === 0 && !labels) return unchanged({ task: stored.task });
    if (values.assigneeId) await requireAssignee(client, projectId, values.assigneeId);
    if (labels) await saveTaskLabels(client, stored.task.id, labels);
    const taskChanges: TaskField[] = labels ? [...fields, "LABELS"] : fields;
    const task = await saveTask(client, stored, values, taskChanges, at);
    return record({ type: "TaskUpdated", task, taskChanges });
  },
};
