import type { ClientBase, QueryResultRow } from "pg";
import { onlyRow } from "../database/sql.ts";
import { type CommentSnapshot, commentColumns, commentJoins } from "../model/comment.ts";
import { NotVisibleError } from "./not-visible-error.ts";

export interface StoredComment {
  readonly comment: CommentSnapshot;
  /** The version in which the body was last merged; 0: never. */
  readonly mergedVersion: number;
}

/** Throws NotFoundError when the project has no such comment. */
export async function requireComment(client: ClientBase, projectId: string, commentId: string): Promise<StoredComment> {
  const stored = await findComment(client, projectId, commentId);
  if (!stored) throw new NotVisibleError();
  return stored;
}

/** Null when the project has no such comment. */
export async function findComment(
  client: ClientBase,
  projectId: string,
  commentId: string,
): Promise<StoredComment | null> {
  const { rows } = await client.query<CommentSnapshot & Omit<StoredComment, "comment"> & QueryResultRow>({
    name: "comment-read",
    text: `
      SELECT ${commentColumns}, c.merged_version AS "mergedVersion" FROM comments c ${commentJoins} JOIN tasks t ON t.id = c.task_id
      WHERE c.id = $2 AND t.project_id = $1`,
    values: [projectId, commentId],
  });
  const [row] = rows;
  if (!row) return null;
  const { mergedVersion, ...comment } = row;
  return { comment, mergedVersion };
}

export interface NewComment {
  readonly id: string;
  readonly taskId: string;
  readonly authorId: string;
  readonly body: string;
  /** The number of the change that makes it. */
  readonly seq: number;
  readonly at: string;
}

export async function insertComment(
  client: ClientBase,
  { id, taskId, authorId, body, seq, at }: NewComment,
): Promise<CommentSnapshot> {
  const { rows } = await client.query<CommentSnapshot & QueryResultRow>({
    name: "comment-insert",
    text: `
      WITH c AS (
        INSERT INTO comments (id, task_id, author_id, body, created_seq, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6)
        RETURNING *)
      SELECT ${commentColumns} FROM c ${commentJoins}`,
    values: [id, taskId, authorId, body, seq, at],
  });
  return onlyRow(rows);
}
