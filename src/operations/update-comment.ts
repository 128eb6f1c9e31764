import { ForbiddenError } from "../errors/expected-error.ts";
import type { CommentSnapshot } from "../model/comment.ts";
import type { ActivityOf } from "../model/events.ts";
import type { CommentedTaskSnapshot } from "../model/task.ts";
import { countComment, requireCommentedTask } from "./count-comment.ts";
import { requireProjectOfComment } from "./locate.ts";
import type { Operation, Unchanged } from "./operation.ts";
import { requireComment } from "./stored-comment.ts";
import { type CommentConflict, type EditBasis, findCommentConflict } from "./version-conflict.ts";

export interface UpdateCommentInput extends EditBasis {
  readonly commentId: string;
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
}

/** A comment as a change left it, or as it stands where there was nothing to change. */
export type CommentResult =
  | ActivityOf<"CommentUpdated">
  | Unchanged<{ readonly comment: CommentSnapshot; readonly task: CommentedTaskSnapshot }>;

/** Edits one's own comment. */
export const updateComment: Operation<UpdateCommentInput, CommentResult | CommentConflict> = {
  name: "updateComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfComment(context, input.commentId, input),
  async decide(change, input) {
    const { projectId, client, at, actor, record, unchanged } = change;
    const stored = await requireComment(client, projectId, input.commentId);
    if (stored.author.id !== actor.id) throw new ForbiddenError("Only its author may edit a comment.");
    const fields = input.body === stored.body ? [] : (["BODY"] as const);
    const conflict = await findCommentConflict(change, stored, fields, input);
    if (conflict) return conflict;
    if (fields.length === 0) {
      return unchanged({ comment: stored, task: await requireCommentedTask(client, projectId, stored.taskId) });
    }
    const comment = { ...stored, body: input.body, version: stored.version + 1, updatedAt: at };
    await client.query({
      name: "comment-save",
      text: "UPDATE comments SET body = $2, version = $3, updated_at = $4 WHERE id = $1",
      values: [comment.id, comment.body, comment.version, at],
    });
    const task = await countComment(client, projectId, stored.taskId, 0);
    return record({ type: "CommentUpdated", comment, task });
  },
};
