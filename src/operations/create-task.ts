import { v7 as uuidv7 } from "uuid";
import { newValues } from "../model/edits.ts";
import { type TaskInput, type TaskSnapshot, taskEdits, taskNoun } from "../model/task.ts";
import { changeTaskLabels } from "./labels.ts";
import { givenProject } from "./locate.ts";
import { requireAssignee } from "./members.ts";
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
    if (input.id && (await isMade(change, taskNoun, input.id))) {
      return unchanged({ task: (await requireTask(client, projectId, input.id)).task });
    }
    if (values.assigneeId !== null) await requireAssignee(client, projectId, values.assigneeId);
    const position = await endOfColumn(change, { projectId, status: values.status });
    const createdById = actor.id;
    const task = await insertTask(client, {
      id: input.id ?? uuidv7(),
      projectId,
      createdById,
      at,
      values: { ...values, position },
    });
    if (!(await changeTaskLabels(change, task, { add: input.labelIds, path: "labelIds" }))) {
      return record({ type: "TaskCreated", task });
    }
    return record({ type: "TaskCreated", task: (await requireTask(client, projectId, task.id)).task });
  },
};
