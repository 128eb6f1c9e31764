import { v7 as uuidv7 } from "uuid";
import type { ActivityOf } from "../activity/activity.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireComment } from "./stored-comment.ts";
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
  return changeProject<ActivityOf<"CommentCreated">, never>(context, request, async ({ client, at, actor, record }) => {
    const stored = await requireTask(client, projectId, input.taskId);
    const id = uuidv7();
    await client.query({
      name: "comment-insert",
      text: `
          INSERT INTO comments (id, task_id, author_id, body, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)`,
      values: [id, stored.task.id, actor.id, input.body, at],
    });
    const comment = await requireComment(client, projectId, id);
    const edits = { commentCount: stored.task.commentCount + 1 };
    const task = await saveTask(client, stored, edits, ["COMMENTS"], at);
    return record({ type: "CommentCreated", comment, task });
  });
}
