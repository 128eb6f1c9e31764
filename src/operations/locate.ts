import { NotFoundError } from "../errors.ts";
import type { OperationContext } from "./operation-context.ts";

interface Retryable {
  readonly clientMutationId?: string | null | undefined;
}

/**
 * The project of a task, which never changes. Once the task is gone, the project in which the viewer's change of this
 * `clientMutationId` is remembered. Says nothing of membership. Throws NotFoundError.
 */
export function requireProjectOfTask(context: OperationContext, taskId: string, request: Retryable): Promise<string> {
  return locate(context, "task", "SELECT project_id FROM tasks WHERE id = $1", taskId, request);
}

/** The same for a comment. */
export function requireProjectOfComment(
  context: OperationContext,
  commentId: string,
  request: Retryable,
): Promise<string> {
  const sql = "SELECT t.project_id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = $1";
  return locate(context, "comment", sql, commentId, request);
}

async function locate(
  { pool, viewer }: OperationContext,
  noun: "task" | "comment",
  sql: string,
  id: string,
  { clientMutationId = null }: Retryable,
): Promise<string> {
  const { rows } = await pool.query<{ project_id: string }>({
    name: `locate-${noun}`,
    text: `${sql} UNION ALL SELECT project_id FROM activities WHERE actor_id = $2 AND client_mutation_id = $3 LIMIT 1`,
    values: [id, viewer.userId, clientMutationId],
  });
  const row = rows[0];
  if (!row) throw new NotFoundError(`There is no such ${noun}, or you are no member of its project.`);
  return row.project_id;
}
