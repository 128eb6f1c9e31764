import { sendTogether } from "../database/send-together.ts";
import { NotFoundError } from "../errors/expected-error.ts";
import { type CommentSnapshot, commentNoun } from "../model/comment.ts";
import type { ActivityOf } from "../model/events.ts";
import type { CommentedTaskSnapshot } from "../model/task.ts";
import { countComment, requireCommentedTask } from "./count-comment.ts";
import { putBackComment, requireRestorable } from "./deleted-items.ts";
import { requireProjectOfAny } from "./locate.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";
import { findComment, requireComment } from "./stored-comment.ts";
import { findTask } from "./stored-task.ts";

export interface RestoreCommentInput {
  readonly commentId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** A comment that is back, or as it stands where it was not deleted. */
export type RestoreCommentResult =
  | ActivityOf<"CommentRestored">
  | Unchanged<{ readonly comment: CommentSnapshot; readonly task: CommentedTaskSnapshot }>;

/** Undoes the deletion of a comment, at its old place. Changes nothing where the comment exists. */
export const restoreComment: ProjectOperation<RestoreCommentInput, RestoreCommentResult> = {
  name: "restoreComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfAny(commentNoun, context, input.commentId, input),
  async decide(change, { commentId }) {
    const { projectId, client, record, unchanged } = change;
    const existing = await findComment(client, projectId, commentId);
    if (existing) {
      const { comment } = existing;
      return unchanged({ comment, task: await requireCommentedTask(client, projectId, comment.taskId) });
    }
    const { taskId } = await requireRestorable(change, commentNoun, commentId);
    if (!(await findTask(client, projectId, taskId))) {
      throw new NotFoundError("The comment's task was deleted. Restore the task first.");
    }
    const [, { comment }, task] = await sendTogether(client, [
      () => putBackComment(client, commentId),
      () => requireComment(client, projectId, commentId),
      () => countComment(client, projectId, taskId, 1),
    ]);
    return record({ type: "CommentRestored", comment, task });
  },
};
