import type { Pool } from "pg";
import { NIL } from "uuid";
import type { CommentSnapshot } from "../activity/snapshots.ts";
import { type Page, type PageRequest, toPages } from "./page.ts";
import { commentColumns, commentJoins } from "./stored-comment.ts";

/** Ids of version 7 are in the order of their making. */
export type CommentKeys = readonly [id: string];

/** A page of each task's comments, oldest first, in the order of `taskIds`, in one statement. */
export async function listComments(
  pool: Pool,
  taskIds: readonly string[],
  { first, after }: PageRequest<CommentKeys>,
): Promise<Page<CommentSnapshot>[]> {
  const { rows } = await pool.query<CommentSnapshot & { parent: string }>({
    name: "comment-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, ${commentColumns} FROM comments c ${commentJoins}
        WHERE c.task_id = parent.id AND c.id > $2 ORDER BY c.id LIMIT $3) page
      ORDER BY page.id`,
    values: [taskIds, after?.[0] ?? NIL, first + 1],
  });
  return toPages(taskIds, rows, first);
}
