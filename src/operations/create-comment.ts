import type { ActivityOf } from "../model/events.ts";
import { countComment } from "./count-comment.ts";
import { requireProjectOfTask } from "./locate.ts";
import type { Operation } from "./operation.ts";
import { insertComment } from "./stored-comment.ts";

export interface CreateCommentInput {
  readonly taskId: string;
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
}

export const createComment: Operation<CreateCommentInput, ActivityOf<"CommentCreated">> = {
  name: "createComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfTask(context, input.taskId, input),
  async decide({ projectId, client, seq, at, actor, record }, input) {
    const task = await countComment(client, projectId, input.taskId, 1);
    const { taskId, body } = input;
    const comment = await insertComment(client, { taskId, authorId: actor.id, body, seq, at });
    return record({ type: "CommentCreated", comment, task });
  },
};
