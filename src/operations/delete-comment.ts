import { sendTogether } from "../database/send-together.ts";
import { ForbiddenError } from "../errors/expected-error.ts";
import { commentNoun } from "../model/comment.ts";
import type { ActivityOf } from "../model/events.ts";
import { countComment } from "./count-comment.ts";
import { removeComment } from "./deleted-items.ts";
import { requireProjectOf } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { isAtLeast } from "./roles.ts";
import { requireComment } from "./stored-comment.ts";

export interface DeleteCommentInput {
  readonly commentId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes one's own comment, or as an administrator anyone's. */
export const deleteComment: ProjectOperation<DeleteCommentInput, ActivityOf<"CommentDeleted">> = {
  name: "deleteComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(commentNoun, context, input.commentId, input),
  async decide(change, input) {
    const { projectId, client, actor, role, record } = change;
    const { comment } = await requireComment(client, projectId, input.commentId);
    if (comment.author.id !== actor.id && !isAtLeast(role, "ADMIN")) {
      throw new ForbiddenError("Only its author or an administrator may delete a comment.");
    }
    const [, task] = await sendTogether(client, [
      () => removeComment(change, comment.id),
      () => countComment(client, projectId, comment.taskId, -1),
    ]);
    return record({ type: "CommentDeleted", commentId: comment.id, task });
  },
};
