import { sendTogether } from "../database/send-together.ts";
import { commentNoun } from "../model/comment.ts";
import { findMentions } from "../model/mentions.ts";
import { taskNoun } from "../model/task.ts";
import { countToldComment, requireCommentedTask } from "./count-comment.ts";
import { requireProjectOf } from "./locate.ts";
import { toComments, toMentions } from "./notify.ts";
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
    const { taskId, body, id = null } = input;
    if (id !== null) {
      // In a batch, too, an unknown task is told rather than a taken id.
      const [, isThere] = await sendTogether(client, [
        () => requireCommentedTask(client, projectId, taskId),
        () => isMade(change, commentNoun, id),
      ]);
      if (isThere) {
        const { comment } = await requireComment(client, projectId, id);
        return unchanged({ comment, task: await requireCommentedTask(client, projectId, comment.taskId) });
      }
    }
    const own = { id: change.toItemId(id), taskId, authorId: actor.id, body, seq, at };
    const places = findMentions(body);
    const [told, comment] = await sendTogether(client, [
      () => countToldComment(client, projectId, taskId, { added: 1, mentioned: [...places.keys()] }),
      () => insertComment(client, own),
    ]);
    const { title, mentioned, followers, ...task } = told;
    const source = { task: { id: task.id, title }, commentId: comment.id, text: body, places };
    const notices = [...toMentions(mentioned, source), ...toComments(followers, source)];
    return record({ type: "CommentCreated", comment, task }, notices);
  },
};
