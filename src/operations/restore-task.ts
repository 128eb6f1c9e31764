import { sendTogether } from "../database/send-together.ts";
import { taskNoun } from "../model/task.ts";
import { putBackTask, requireRestorable } from "./deleted-items.ts";
import { requireProjectOfAny } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { placeNear } from "./positions.ts";
import { findTask, requireTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";

export interface RestoreTaskInput {
  readonly taskId: string;
  readonly clientMutationId?: string | null | undefined;
}

/**
 * Undoes the deletion of a task, with the comments that went with it and what it carried, as far as the project still
 * has that. It stands near its old place. Changes nothing where the task exists.
 */
export const restoreTask: ProjectOperation<RestoreTaskInput, TaskResult> = {
  name: "restoreTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfAny(taskNoun, context, input.taskId, input),
  async decide(change, { taskId }) {
    const { projectId, client, at, record, unchanged } = change;
    const existing = await findTask(client, projectId, taskId);
    if (existing) return unchanged({ task: existing.task });
    const { status, position } = await requireRestorable(change, taskNoun, taskId);
    const near = await placeNear(change, { projectId, status }, position);
    const [, { task }] = await sendTogether(client, [
      () => putBackTask(client, taskId, near, at),
      () => requireTask(client, projectId, taskId),
    ]);
    return record({ type: "TaskRestored", task });
  },
};
