import type { ClientBase, QueryResultRow } from "pg";
import type { CommentSnapshot } from "../activity/snapshots.ts";
import { NotFoundError } from "../errors.ts";
import { isoTime, userJson } from "./sql.ts";

/** The columns of a CommentSnapshot, from `comments c` and `commentJoins`. */
export const commentColumns = `
  c.id, c.task_id AS "taskId", c.body, c.version, ${isoTime("c.created_at")} AS "createdAt",
  ${isoTime("c.updated_at")} AS "updatedAt", ${userJson("u")} AS author`;

export const commentJoins = "JOIN users u ON u.id = c.author_id";

/** Throws NotFoundError when the project has no such comment. */
export async function requireComment(
  client: ClientBase,
  projectId: string,
  commentId: string,
): Promise<CommentSnapshot> {
  const { rows } = await client.query<CommentSnapshot & QueryResultRow>({
    name: "comment-read",
    text: `
      SELECT ${commentColumns} FROM comments c ${commentJoins} JOIN tasks t ON t.id = c.task_id
      WHERE c.id = $2 AND t.project_id = $1`,
    values: [projectId, commentId],
  });
  const [comment] = rows;
  if (!comment) throw new NotFoundError("There is no such comment, or you are no member of its project.");
  return comment;
}
