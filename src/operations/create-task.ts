import { v7 as uuidv7 } from "uuid";
import type { ActivityOf } from "../activity/activity.ts";
import type { TaskSnapshot } from "../activity/snapshots.ts";
import { changeProject } from "./change-project.ts";
import { requireAssignee } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { endOfColumn } from "./positions.ts";
import { requireTask } from "./stored-task.ts";
import { type TaskResult, taskResult } from "./task-result.ts";

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
export async function createTask(context: OperationContext, input: CreateTaskInput): Promise<TaskResult> {
  const { projectId } = input;
  const request = { operation: "createTask", projectId, input, role: "MEMBER" } as const;
  const activity = await changeProject<ActivityOf<"TaskCreated">, never>(
    context,
    request,
    async ({ client, at, actor, record }) => {
      if (input.assigneeId) await requireAssignee(client, projectId, input.assigneeId);
      const id = uuidv7();
      const status = input.status ?? "TODO";
      const position = await endOfColumn(client, { projectId, status });
      await client.query({
        name: "task-insert",
        text: `
          INSERT INTO tasks (id, project_id, title, description, status, priority, assignee_id, due_at, position,
            created_by_id, created_at, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
        values: [
          id,
          projectId,
          input.title,
          input.description ?? null,
          status,
          input.priority ?? "NONE",
          input.assigneeId ?? null,
          input.dueAt ?? null,
          position,
          actor.id,
          at,
        ],
      });
      const { task } = await requireTask(client, projectId, id);
      return record({ type: "TaskCreated", task });
    },
  );
  return taskResult(activity);
}
