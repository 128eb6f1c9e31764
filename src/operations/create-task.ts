import { newValues } from "../model/edits.ts";
import type { ActivityOf } from "../model/events.ts";
import { type TaskInput, type TaskSnapshot, taskEdits } from "../model/task.ts";
import { givenProject } from "./locate.ts";
import { requireAssignee } from "./members.ts";
import type { Operation } from "./operation.ts";
import { endOfColumn } from "./positions.ts";
import { findLabelEdits, saveTaskLabels } from "./stored-label.ts";
import { insertTask, requireTask } from "./stored-task.ts";

export interface CreateTaskInput extends TaskInput {
  readonly projectId: string;
  readonly title: string;
  /** TODO when absent. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  /** Labels that the project does not have are ignored. */
  readonly labelIds?: readonly string[] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a task at the end of its column. */
export const createTask: Operation<CreateTaskInput, ActivityOf<"TaskCreated">> = {
  name: "createTask",
  role: "MEMBER",
  locate: givenProject,
  async decide(change, input) {
    const values = newValues(taskEdits, input);
    const { projectId, client, at, actor, record } = change;
    if (values.assigneeId !== null) await requireAssignee(client, projectId, values.assigneeId);
    const path = "labelIds";
    const labels = await findLabelEdits(
      client,
      projectId,
      { labels: [] },
      { add: input.labelIds ?? [], remove: [], path },
    );
    const position = await endOfColumn(change, { projectId, status: values.status });
    const createdById = actor.id;
    const task = await insertTask(client, { projectId, createdById, at, values: { ...values, position } });
    if (!labels) return record({ type: "TaskCreated", task });
    await saveTaskLabels(client, task.id, labels);
    return record({ type: "TaskCreated", task: (await requireTask(client, projectId, task.id)).task });
  },
};
