import type { ActivityOf } from "../activity/activity.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { insertComment } from "./stored-comment.ts";
import { requireTask, saveTask } from "./stored-task.ts";

export interface CreateCommentInput {
  readonly taskId: string;
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
}

export async function createComment(
  context: OperationContext,
  input: CreateCommentInput,
): Promise<ActivityOf<"CommentCreated">> {
  const projectId = await requireProjectOfTask(context, input.taskId, input);
  const request = { operation: "createComment", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async ({ client, at, actor, record }) => {
    const stored = await requireTask(client, projectId, input.taskId);
    const comment = await insertComment(client, { taskId: input.taskId, authorId: actor.id, body: input.body, at });
    const edits = { commentCount: stored.task.commentCount + 1 };
    const task = await saveTask(client, stored, edits, ["COMMENTS"], at);
    return record({ type: "CommentCreated", comment, task });
  });
}
