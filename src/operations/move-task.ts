import { sendTogether } from "../database/send-together.ts";
import { type TaskSnapshot, taskNoun } from "../model/task.ts";
import { requireProjectOf } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { findGap, type Neighbours, placeBetween, readNear } from "./positions.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import type { TaskResult } from "./task-result.ts";
import { type EditBasis, findTaskConflict, type TaskConflict } from "./version-conflict.ts";

export interface MoveTaskInput extends Neighbours, EditBasis {
  readonly taskId: string;
  /** The column; absent: the task's own. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Places a task between two neighbours of a column; conflicts with a later move, see `expectedVersion`. */
export const moveTask: ProjectOperation<MoveTaskInput, TaskResult | TaskConflict> = {
  name: "moveTask",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(taskNoun, context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const [stored, near] = await sendTogether(client, [
      () => requireTask(client, projectId, input.taskId),
      () => readNear(client, projectId, input.taskId, input),
    ]);
    const from = stored.task.status;
    const to = input.status ?? from;
    const column = { projectId, status: to };
    const gap = await findGap(client, column, stored.task, near, input);
    if (!gap) return unchanged({ task: stored.task });
    const conflict = await findTaskConflict(change, stored, ["STATUS", "POSITION"], input);
    if (conflict) return conflict;
    const position = await placeBetween(change, column, gap);
    if (to === from) {
      const task = await saveTask(client, stored, { position }, ["POSITION"], at);
      return record({ type: "TaskUpdated", task, taskChanges: ["POSITION"], mergedFields: [] });
    }
    const task = await saveTask(client, stored, { status: to, position }, ["STATUS", "POSITION"], at);
    return record({ type: "TaskStatusChanged", task, from, to });
  },
};
