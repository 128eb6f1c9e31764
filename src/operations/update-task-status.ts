import { sendTogether } from "../database/send-together.ts";
import { type TaskSnapshot, taskNoun } from "../model/task.ts";
import { requireProjectOf } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { endOfColumn } from "./positions.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import { type EditBasis, findTaskConflict, type TaskConflict } from "./version-conflict.ts";

export interface UpdateTaskStatusInput extends EditBasis {
  readonly taskId: string;
  readonly status: TaskSnapshot["status"];
  readonly clientMutationId?: string | null | undefined;
}

/** Puts the task at the end of another column. */
export const updateTaskStatus: ProjectOperation<UpdateTaskStatusInput, TaskResult | TaskConflict> = {
  name: "updateTaskStatus",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(taskNoun, context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const [stored, position] = await sendTogether(client, [
      () => requireTask(client, projectId, input.taskId),
      () => endOfColumn(change, { projectId, status: input.status }),
    ]);
    const from = stored.task.status;
    const fields = input.status === from ? [] : (["STATUS"] as const);
    const conflict = await findTaskConflict(change, stored, fields, input);
    if (conflict) return conflict;
    if (fields.length === 0) return unchanged({ task: stored.task });
    const edits = { status: input.status, position };
    const task = await saveTask(client, stored, edits, ["STATUS", "POSITION"], at);
    return record({ type: "TaskStatusChanged", task, from, to: input.status });
  },
};
