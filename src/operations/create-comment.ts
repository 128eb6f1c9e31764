import type { ActivityOf } from "../model/events.ts";
import { changeProject } from "./change-project.ts";
import { countComment } from "./count-comment.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { insertComment } from "./stored-comment.ts";

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
  return changeProject(context, request, async ({ client, seq, at, actor, record }) => {
    const task = await countComment(client, projectId, input.taskId, 1);
    const { taskId, body } = input;
    const comment = await insertComment(client, { taskId, authorId: actor.id, body, seq, at });
    return record({ type: "CommentCreated", comment, task });
  });
}
