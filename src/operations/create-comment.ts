import { v7 as uuidv7 } from "uuid";
import { commentNoun } from "../model/comment.ts";
import { taskNoun } from "../model/task.ts";
import { countComment, requireCommentedTask } from "./count-comment.ts";
import { requireProjectOf } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { insertComment, requireComment } from "./stored-comment.ts";
import { isMade } from "./taken-id.ts";
import type { CommentResult } from "./update-comment.ts";

export interface CreateCommentInput {
  /** Made by the client; a fresh one when absent. */
  readonly id?: string | null | undefined;
  readonly taskId: string;
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a comment. One that the actor made before by the same id stays as it is. */
export const createComment: ProjectOperation<CreateCommentInput, CommentResult> = {
  name: "createComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(taskNoun, context, input.taskId, input),
  async decide(change, input) {
    const { projectId, client, seq, at, actor, record, unchanged } = change;
    if (input.id) {
      // In a batch, too, an unknown task is told rather than a taken id.
      await requireCommentedTask(client, projectId, input.taskId);
      if (await isMade(change, commentNoun, input.id)) {
        const { comment } = await requireComment(client, projectId, input.id);
        return unchanged({ comment, task: await requireCommentedTask(client, projectId, comment.taskId) });
      }
    }
    const task = await countComment(client, projectId, input.taskId, 1);
    const { id, taskId, body } = input;
    const comment = await insertComment(client, { id: id ?? uuidv7(), taskId, authorId: actor.id, body, seq, at });
    return record({ type: "CommentCreated", comment, task });
  },
};
