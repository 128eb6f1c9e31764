import { sendTogether } from "../database/send-together.ts";
import { newValues } from "../model/edits.ts";
import { findMentions } from "../model/mentions.ts";
import { type TaskInput, type TaskSnapshot, taskEdits, taskNoun } from "../model/task.ts";
import { changeTaskLabels } from "./labels.ts";
import { givenProject } from "./locate.ts";
import { isMember, requireAssignable } from "./members.ts";
import { findMembersAmong, toAssignment, toMentions } from "./notify.ts";
import type { ProjectOperation } from "./operation.ts";
import { endOfColumn } from "./positions.ts";
import { insertTask, requireTask } from "./stored-task.ts";
import { isMade } from "./taken-id.ts";
import type { TaskResult } from "./task-result.ts";

export interface CreateTaskInput extends TaskInput {
  /** Made by the client; a fresh one when absent. */
  readonly id?: string | null | undefined;
  readonly projectId: string;
  readonly title: string;
  /** TODO when absent. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  /** Labels that the project does not have are ignored. */
  readonly labelIds?: readonly string[] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a task at the end of its column. One that the actor made before by the same id stays as it is. */
export const createTask: ProjectOperation<CreateTaskInput, TaskResult> = {
  name: "createTask",
  role: "MEMBER",
  locate: givenProject,
  async decide(change, input) {
    const values = newValues(taskEdits, input);
    const { projectId, client, at, actor, record, unchanged } = change;
    const { id = null } = input;
    const places = findMentions(values.description);
    const [isThere, position, isAssignable, mentioned] = await sendTogether(client, [
      async () => id !== null && (await isMade(change, taskNoun, id)),
      () => endOfColumn(change, { projectId, status: values.status }),
      async () => values.assigneeId === null || (await isMember(client, projectId, values.assigneeId)),
      () => findMembersAmong(client, projectId, places),
    ]);
    if (id !== null && isThere) return unchanged({ task: (await requireTask(client, projectId, id)).task });
    requireAssignable(isAssignable);
    const createdById = actor.id;
    const task = await insertTask(client, {
      id: change.toItemId(id),
      projectId,
      createdById,
      at,
      values: { ...values, position },
    });
    const text = task.description ?? "";
    const notices = [...toMentions(mentioned, { task, commentId: null, text, places }), ...toAssignment(task)];
    if (!(await changeTaskLabels(change, task, { add: input.labelIds, path: "labelIds" }))) {
      return record({ type: "TaskCreated", task }, notices);
    }
    return record({ type: "TaskCreated", task: (await requireTask(client, projectId, task.id)).task }, notices);
  },
};
