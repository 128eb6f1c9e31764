import type { ActivityOf } from "../model/events.ts";
import { type TaskInput, type TaskSnapshot, toNewValues } from "../model/task.ts";
import { changeProject } from "./change-project.ts";
import { requireAssignee } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { endOfColumn } from "./positions.ts";
import { insertTask } from "./stored-task.ts";

export interface CreateTaskInput extends TaskInput {
  readonly projectId: string;
  readonly title: string;
  /** TODO when absent. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a task at the end of its column. */
export async function createTask(
  context: OperationContext,
  input: CreateTaskInput,
): Promise<ActivityOf<"TaskCreated">> {
  const { projectId } = input;
  const values = toNewValues(input);
  const request = { operation: "createTask", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async (change) => {
    const { client, at, actor, record } = change;
    if (values.assigneeId !== null) await requireAssignee(client, projectId, values.assigneeId);
    const position = await endOfColumn(change, { projectId, status: values.status });
    const createdById = actor.id;
    const task = await insertTask(client, { projectId, createdById, at, values: { ...values, position } });
    return record({ type: "TaskCreated", task });
  });
}
