import type { ActivityOf } from "../model/events.ts";
import { taskFields, taskNoun } from "../model/task.ts";
import { removeTask } from "./deleted-items.ts";
import { requireProjectOf } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { requireTask } from "./stored-task.ts";
import { type EditBasis, findTaskConflict, type TaskConflict } from "./version-conflict.ts";

export interface DeleteTaskInput extends EditBasis {
  readonly taskId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes the task with its comments; with `expectedVersion` only if nothing at all changed since. */
export const deleteTask: ProjectOperation<DeleteTaskInput, ActivityOf<"TaskDeleted"> | TaskConflict> = {
  name: "deleteTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(taskNoun, context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, record } = change;
    const stored = await requireTask(client, projectId, input.taskId);
    const conflict = await findTaskConflict(change, stored, taskFields, input, "every");
    if (conflict) return conflict;
    const taskId = stored.task.id;
    await removeTask(change, taskId);
    return record({ type: "TaskDeleted", taskId });
  },
};
