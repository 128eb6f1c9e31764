import type { ActivityOf } from "../activity/activity.ts";
import type { CommentSnapshot, TaskSnapshot } from "../activity/snapshots.ts";
import { ForbiddenError } from "../errors.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfComment } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireComment } from "./stored-comment.ts";
import { requireTask, saveTask } from "./stored-task.ts";
import { type CommentConflict, commentConflict, findConflicts } from "./version-conflict.ts";

export interface UpdateCommentInput {
  readonly commentId: string;
  readonly body: string;
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** A comment as a change left it. */
export interface CommentResult {
  readonly type: "CommentResult";
  readonly comment: CommentSnapshot;
  readonly task: TaskSnapshot;
  readonly seq: number;
  readonly clientMutationId: string | null;
}

/** Edits one's own comment. */
export async function updateComment(
  context: OperationContext,
  input: UpdateCommentInput,
): Promise<CommentResult | CommentConflict> {
  const projectId = await requireProjectOfComment(context, input.commentId, input);
  const request = { operation: "updateComment", projectId, input, role: "MEMBER" } as const;
  const result = await changeProject<ActivityOf<"CommentUpdated">, CommentResult | CommentConflict>(
    context,
    request,
    async ({ client, seq, at, actor, record }) => {
      const stored = await requireComment(client, projectId, input.commentId);
      if (stored.author.id !== actor.id) throw new ForbiddenError("Only its author may edit a comment.");
      const { task, fieldVersions } = await requireTask(client, projectId, stored.taskId);
      const fields = input.body === stored.body ? [] : (["BODY"] as const);
      // A comment has one field, so every version is a change of it.
      const conflicts = findConflicts(fields, { BODY: stored.version }, stored.version, input.expectedVersion);
      if (conflicts.length > 0) return commentConflict(stored, input.expectedVersion ?? 0);
      if (fields.length === 0) {
        const clientMutationId = input.clientMutationId ?? null;
        return { type: "CommentResult", comment: stored, task, seq, clientMutationId };
      }
      const comment = { ...stored, body: input.body, version: stored.version + 1, updatedAt: at };
      await client.query({
        name: "comment-save",
        text: "UPDATE comments SET body = $2, version = $3, updated_at = $4 WHERE id = $1",
        values: [comment.id, comment.body, comment.version, at],
      });
      return record({
        type: "CommentUpdated",
        comment,
        task: await saveTask(client, { task, fieldVersions }, {}, ["COMMENTS"], at),
      });
    },
  );
  if (result.type !== "CommentUpdated") return result;
  const { comment, task, seq, clientMutationId } = result;
  return { type: "CommentResult", comment, task, seq, clientMutationId };
}
