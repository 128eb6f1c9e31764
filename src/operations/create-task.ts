import type { ActivityOf } from "../model/activity.ts";
import type { TaskSnapshot } from "../model/snapshots.ts";
import { changeProject } from "./change-project.ts";
import { requireAssignee } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { endOfColumn } from "./positions.ts";
import { insertTask } from "./stored-task.ts";

export interface CreateTaskInput {
  readonly projectId: string;
  readonly title: string;
  readonly description?: string | null | undefined;
  /** TODO when absent. */
  readonly status?: TaskSnapshot["status"] | null | undefined;
  /** NONE when absent. */
  readonly priority?: TaskSnapshot["priority"] | null | undefined;
  readonly assigneeId?: string | null | undefined;
  /** ISO 8601 in UTC with milliseconds. */
  readonly dueAt?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a task at the end of its column. */
export async function createTask(
  context: OperationContext,
  input: CreateTaskInput,
): Promise<ActivityOf<"TaskCreated">> {
  const { projectId, title, description = null, assigneeId = null, dueAt = null } = input;
  const status = input.status ?? "TODO";
  const priority = input.priority ?? "NONE";
  const request = { operation: "createTask", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async (change) => {
    const { client, at, actor, record } = change;
    if (assigneeId !== null) await requireAssignee(client, projectId, assigneeId);
    const position = await endOfColumn(change, { projectId, status });
    const createdById = actor.id;
    const task = await insertTask(client, {
      projectId,
      title,
      description,
      status,
      priority,
      position,
      assigneeId,
      dueAt,
      createdById,
      at,
    });
    return record({ type: "TaskCreated", task });
  });
}
