import type { ClientBase, QueryResultRow } from "pg";
import type { CommentedTaskSnapshot } from "../model/task.ts";
import { NotVisibleError } from "./not-visible-error.ts";

const columns = `t.id, t.version, t.comment_count AS "commentCount"`;

const updateTask = `
  UPDATE tasks t SET version = t.version + 1, comment_count = t.comment_count + $3,
    field_versions = t.field_versions || jsonb_build_object('COMMENTS', t.version + 1)
  WHERE t.id = $2 AND t.project_id = $1`;

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
    text: `${updateTask} RETURNING ${columns}`,
    values: [projectId, taskId, added],
  });
  return requireRow(rows);
}

/** Task of a comment, with the people who hear of the change. */
export interface ToldTask extends CommentedTaskSnapshot {
  readonly title: string;
  /** Those of the mentioned people who are members of the project. */
  readonly mentioned: readonly string[];
  /** Members who created the task, are assigned to it or commented on it: in this order. */
  readonly followers: readonly string[];
}

/** Does the same as `countComment` for a comment that people may have to hear of, in one statement as well. */
export async function countToldComment(
  client: ClientBase,
  projectId: string,
  taskId: string,
  { added, mentioned }: { readonly added: 1 | 0; readonly mentioned: readonly string[] },
): Promise<ToldTask> {
  const { rows } = await client.query<ToldTask & QueryResultRow>({
    name: "task-comment-told",
    text: `
      ${updateTask} RETURNING ${columns}, t.title,
        (SELECT coalesce(json_agg(m.user_id), '[]') FROM memberships m
         WHERE m.project_id = t.project_id AND m.user_id = ANY($4)) AS mentioned,
        (SELECT coalesce(json_agg(m.user_id ORDER BY m.user_id = t.created_by_id DESC,
           m.user_id IS NOT DISTINCT FROM t.assignee_id DESC, m.joined_seq), '[]')
         FROM memberships m
         WHERE $3 > 0 AND m.project_id = t.project_id AND (m.user_id IN (t.created_by_id, t.assignee_id)
           OR m.user_id IN (SELECT c.author_id FROM comments c WHERE c.task_id = t.id))) AS followers`,
    values: [projectId, taskId, added, mentioned],
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

function requireRow<T>([task]: readonly T[]): T {
  if (!task) throw new NotVisibleError();
  return task;
}
