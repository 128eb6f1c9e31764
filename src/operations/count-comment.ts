import type { ClientBase, QueryResultRow } from "pg";
import type { CommentedTaskSnapshot } from "../model/task.ts";
import { NotVisibleError } from "./not-visible-error.ts";

const columns = `t.id, t.version, t.comment_count AS "commentCount"`;

/**
 * Makes the task's next version for a change of one of its comments; `added` is 1, 0 or -1. Reads and writes none of
 * the task's texts, so a comment costs the same however long the description is. Throws NotFoundError.
 */
export async function countComment(
  client: ClientBase,
  projectId: string,
  taskId: string,
  added: 1 | 0 | -1,
): Promise<CommentedTaskSnapshot> {
  const { rows } = await client.query<CommentedTaskSnapshot & QueryResultRow>({
    name: "task-comment",
    text: `
      UPDATE tasks t SET version = t.version + 1, comment_count = t.comment_count + $3,
        field_versions = t.field_versions || jsonb_build_object('COMMENTS', t.version + 1)
      WHERE t.id = $2 AND t.project_id = $1 RETURNING ${columns}`,
    values: [projectId, taskId, added],
  });
  return requireRow(rows);
}

/** Reads the same without a change. Throws NotFoundError. */
export async function requireCommentedTask(
  client: ClientBase,
  projectId: string,
  taskId: string,
): Promise<CommentedTaskSnapshot> {
  const { rows } = await client.query<CommentedTaskSnapshot & QueryResultRow>({
    name: "task-commented",
    text: `SELECT ${columns} FROM tasks t WHERE t.id = $2 AND t.project_id = $1`,
    values: [projectId, taskId],
  });
  return requireRow(rows);
}

function requireRow([task]: readonly CommentedTaskSnapshot[]): CommentedTaskSnapshot {
  if (!task) throw new NotVisibleError();
  return task;
}
