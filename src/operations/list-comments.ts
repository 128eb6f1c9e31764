import { type CommentSnapshot, commentColumns, commentJoins } from "../model/comment.ts";
import { type Page, type PageRequest, toPages } from "./page.ts";
import type { Reads } from "./reads.ts";

/** Each comment of a project was made by a change of its own. */
export type CommentKeys = readonly [createdSeq: number];

/** Below every number: PostgreSQL's smallest integer. */
const minSeq = -(2 ** 31);

/** A page of each task's comments, oldest first, in the order of `taskIds`, in one statement. */
export async function listComments(
  reads: Reads,
  taskIds: readonly string[],
  { first, after }: PageRequest<CommentKeys>,
): Promise<Page<CommentSnapshot>[]> {
  const { rows } = await reads.query<CommentSnapshot & { parent: string }>({
    name: "comment-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, ${commentColumns} FROM comments c ${commentJoins}
        WHERE c.task_id = parent.id AND c.created_seq > $2 ORDER BY c.created_seq LIMIT $3) page
      ORDER BY page."createdSeq"`,
    values: [taskIds, after?.[0] ?? minSeq, first + 1],
  });
  return toPages(taskIds, rows, first);
}
