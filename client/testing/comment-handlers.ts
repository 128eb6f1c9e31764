import type { Comment, Task } from "../core/wire.ts";
import { bump, editItem } from "./edit-item.ts";
import {
  done,
  type FakeChange,
  findMade,
  type Handlers,
  isAdmin,
  keep,
  Refusal,
  requireKept,
  requireRestorable,
} from "./fake-change.ts";
import type { Kept } from "./fake-project.ts";
import { requireTask } from "./task-handlers.ts";

/** The server's side of the changes of comments. */
export const commentHandlers: Handlers<"createComment" | "updateComment" | "deleteComment" | "restoreComment"> = {
  createComment(change) {
    const { project, actor, input } = change;
    const { data } = project;
    const task = requireTask(change);
    const known = findMade(change, ({ comments, deletedComments }) => [comments, deletedComments]);
    if (known) return done("CreateComment", project.seq, { comment: known });
    const at = new Date().toISOString();
    const [id, body] = [String(input["id"]), String(input["body"])];
    const times = { createdAt: at, updatedAt: at, createdSeq: project.seq + 1 };
    const comment: Comment = { id, body, version: 0, author: actor, ...times };
    data.comments.set(id, { ...keep(change, comment, body), taskId: task.value.id });
    const event = { __typename: "CommentCreated", comment, task: countComment(change, task, 1) };
    return done("CreateComment", project.record(actor, input, event), { comment });
  },
  updateComment(change) {
    const { kept, task } = requireComment(change);
    if (kept.value.author.id !== change.actor.id) throw new Refusal("FORBIDDEN", "Only its author may edit a comment.");
    // A comment has one field, so that every version is a change of it.
    kept.fieldVersions["BODY"] = kept.value.version;
    return editItem<Comment>(change, kept, {
      noun: "Comment",
      values: { body: String(change.input["body"]) },
      text: "body",
      toEvent: (comment) => ({ __typename: "CommentUpdated", comment, task: countComment(change, task, 0) }),
    });
  },
  deleteComment(change) {
    const { project, actor, input } = change;
    const { data } = project;
    const { kept, task } = requireComment(change);
    if (kept.value.author.id !== actor.id && !isAdmin(change))
      throw new Refusal("FORBIDDEN", "Only its author or an administrator may delete a comment.");
    const commentId = kept.value.id;
    data.comments.delete(commentId);
    const event = { __typename: "CommentDeleted", commentId, task: countComment(change, task, -1) };
    const seq = project.record(actor, input, event);
    data.deletedComments.set(commentId, { kept, by: actor.id, seq });
    return done("DeleteComment", seq, { commentId });
  },
  restoreComment(change) {
    const { project, actor, input } = change;
    const { data } = project;
    const id = String(input["commentId"]);
    const existing = data.comments.get(id);
    if (existing) return done("RestoreComment", project.seq, { comment: existing.value });
    const { kept } = requireRestorable(change, data.deletedComments.get(id));
    const task = data.tasks.get(kept.taskId);
    if (!task) throw new Refusal("NOT_FOUND", "The comment's task was deleted. Restore the task first.");
    bump(change, kept, kept.value, [], "body");
    const comment = kept.value;
    data.deletedComments.delete(id);
    data.comments.set(id, kept);
    const event = { __typename: "CommentRestored", comment, task: countComment(change, task, 1) };
    return done("RestoreComment", project.record(actor, input, event), { comment });
  },
};

function requireComment({ project, input }: FakeChange) {
  const kept = requireKept(project.data.comments.get(String(input["commentId"])));
  return { kept, task: requireKept(project.data.tasks.get(kept.taskId)) };
}

function countComment(change: FakeChange, kept: Kept<Task>, step: number) {
  bump(change, kept, { ...kept.value, commentCount: kept.value.commentCount + step }, ["COMMENTS"], undefined);
  const { id, version, commentCount } = kept.value;
  return { id, version, commentCount };
}
