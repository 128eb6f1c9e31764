import { sendTogether } from "../database/send-together.ts";
import { findEdits } from "../model/edits.ts";
import { findMentions, findNewMentions } from "../model/mentions.ts";
import { isWithin } from "../model/storable-text.ts";
import { type TaskField, type TaskInput, type TaskSnapshot, taskEdits, taskLimits, taskNoun } from "../model/task.ts";
import { changeTaskLabels } from "./labels.ts";
import { requireProjectOf } from "./locate.ts";
import { isMember, requireAssignable } from "./members.ts";
import { findMembersAmong, toAssignment, toMentions } from "./notify.ts";
import type { ProjectOperation } from "./operation.ts";
import { requireTask, type StoredTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import type { TextMerges } from "./text-merges.ts";
import { type EditBasis, findTaskConflict, type TaskConflict } from "./version-conflict.ts";

/** Absent fields stay; null clears. */
export interface UpdateTaskInput extends TaskInput, EditBasis {
  readonly taskId: string;
  /** Labels that the project does not have are ignored. Adding and removing never conflicts. */
  readonly addLabelIds?: readonly string[] | null | undefined;
  readonly removeLabelIds?: readonly string[] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields and lines. */
export const updateTask: ProjectOperation<UpdateTaskInput, TaskResult | TaskConflict> = {
  name: "updateTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(taskNoun, context, input.taskId, input),
  item: ({ taskId }) => taskId,
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const { assigneeId, description } = input;
    const [stored, isAssignable, mentioned] = await sendTogether(client, [
      () => requireTask(client, projectId, input.taskId),
      async () => !assigneeId || (await isMember(client, projectId, assigneeId)),
      // A merge mentions nobody else anew: the rest of its text was there before.
      () => findMembersAmong(client, projectId, findMentions(description ?? null)),
    ]);
    const found = await mergeWithLater(change.merges, stored, input, (fields) =>
      findTaskConflict(change, stored, fields, input),
    );
    if ("type" in found) return found;
    const { values, fields, mergedFields } = found;
    // Nothing is written for a change that is refused: others may share its transaction.
    requireAssignable(!fields.includes("ASSIGNEE") || !values.assigneeId || isAssignable);
    const { addLabelIds: add, removeLabelIds: remove } = input;
    const hasOtherLabels = await changeTaskLabels(change, stored.task, { add, remove, path: "addLabelIds" });
    if (fields.length === 0 && !hasOtherLabels) return unchanged({ task: stored.task, mergedFields });
    const taskChanges: TaskField[] = hasOtherLabels ? [...fields, "LABELS"] : fields;
    const task = await saveTask(client, stored, values, taskChanges, at, mergedFields.length > 0);
    const mentions = mentioned.length === 0 ? [] : toNewMentions(mentioned, task, stored.task);
    const assignment = taskChanges.includes("ASSIGNEE") ? toAssignment(task) : [];
    return record({ type: "TaskUpdated", task, taskChanges, mergedFields }, [...mentions, ...assignment], stored.task);
  },
};

function toNewMentions(mentioned: readonly string[], task: TaskSnapshot, before: TaskSnapshot) {
  const text = task.description ?? "";
  return toMentions(mentioned, { task, commentId: null, text, places: findNewMentions(text, before.description) });
}

/** Returns the edits to save, in which the description may be a merge, or a conflict. */
async function mergeWithLater(
  merges: TextMerges,
  { task }: StoredTask,
  input: UpdateTaskInput,
  findConflict: (fields: readonly TaskField[]) => Promise<TaskConflict | null>,
) {
  const edits = findEdits(taskEdits, task, input);
  const conflict = await findConflict(edits.fields);
  if (!conflict) return { ...edits, mergedFields: [] };
  const { expectedVersion, currentVersion, conflictingFields } = conflict;
  const isMergeable = conflictingFields.every((field) => field === "DESCRIPTION") && expectedVersion <= currentVersion;
  if (!isMergeable) return conflict;
  const [theirs, ours] = [task.description ?? "", input.description ?? ""];
  const text = merges.find({ text: "description", id: task.id, version: expectedVersion, theirs, ours });
  if (text === null || !isWithin(text, taskLimits.description)) return conflict;
  const description = text === ours ? (input.description ?? null) : text;
  return { ...findEdits(taskEdits, task, { ...input, description }), mergedFields: [...conflictingFields] };
}
