import { sendTogether } from "../database/send-together.ts";
import { ForbiddenError } from "../errors/expected-error.ts";
import {
  type CommentField,
  type CommentSnapshot,
  commentFields,
  commentLimits,
  commentNoun,
} from "../model/comment.ts";
import type { ActivityOf } from "../model/events.ts";
import { findNewMentions } from "../model/mentions.ts";
import { isVisibleText, isWithin } from "../model/storable-text.ts";
import type { CommentedTaskSnapshot } from "../model/task.ts";
import { countToldComment, requireCommentedTask } from "./count-comment.ts";
import { requireProjectOf } from "./locate.ts";
import { toMentions } from "./notify.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";
import { requireComment } from "./stored-comment.ts";
import type { TextMerges } from "./text-merges.ts";
import { type CommentConflict, type EditBasis, findCommentConflict } from "./version-conflict.ts";

export interface UpdateCommentInput extends EditBasis {
  readonly commentId: string;
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
}

/** A comment as a change left it, or as it stands where there was nothing to change. */
export type CommentResult =
  | ActivityOf<"CommentCreated" | "CommentUpdated">
  | Unchanged<{
      readonly comment: CommentSnapshot;
      readonly task: CommentedTaskSnapshot;
      readonly mergedFields?: readonly CommentField[];
    }>;

/** Edits one's own comment; with `expectedVersion` merges with later edits of other lines. */
export const updateComment: ProjectOperation<UpdateCommentInput, CommentResult | CommentConflict> = {
  name: "updateComment",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(commentNoun, context, input.commentId, input),
  async decide(change, input) {
    const { projectId, client, at, actor, record, unchanged } = change;
    const stored = await requireComment(client, projectId, input.commentId);
    const { comment: before } = stored;
    if (before.author.id !== actor.id) throw new ForbiddenError("Only its author may edit a comment.");
    const fields = input.body === before.body ? [] : commentFields;
    const conflict = await findCommentConflict(change, stored, fields, input);
    const merged = conflict && mergeBody(change.merges, before, input.body, conflict);
    if (conflict && merged === null) return conflict;
    const body = merged ?? input.body;
    const mergedFields = merged === null ? [] : [...commentFields];
    if (body === before.body) {
      const task = await requireCommentedTask(client, projectId, before.taskId);
      return unchanged({ comment: before, task, mergedFields });
    }
    const comment = { ...before, body, version: before.version + 1, updatedAt: at };
    const save = {
      name: "comment-save",
      text: "UPDATE comments SET body = $2, version = $3, updated_at = $4, merged_version = $5 WHERE id = $1",
      values: [comment.id, body, comment.version, at, merged !== null ? comment.version : stored.mergedVersion],
    };
    const places = findNewMentions(body, before.body);
    const [, told] = await sendTogether(client, [
      () => client.query(save),
      () => countToldComment(client, projectId, before.taskId, { added: 0, mentioned: [...places.keys()] }),
    ]);
    const { title, mentioned, followers: _, ...task } = told;
    const notices = toMentions(mentioned, { task: { id: task.id, title }, commentId: comment.id, text: body, places });
    return record({ type: "CommentUpdated", comment, task, mergedFields }, notices, before);
  },
};

/** Returns null where the conflict remains. */
function mergeBody(
  merges: TextMerges,
  { id, body: theirs }: CommentSnapshot,
  ours: string,
  { expectedVersion, currentVersion }: CommentConflict,
): string | null {
  if (expectedVersion > currentVersion) return null;
  const text = merges.find({ text: "body", id, version: expectedVersion, theirs, ours });
  return text !== null && isWithin(text, commentLimits.body) && isVisibleText(text) ? text : null;
}
