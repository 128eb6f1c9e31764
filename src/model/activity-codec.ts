import type { Codec, StoredEntry } from "../engine/log/codec.ts";
import { type Activity, decodeActivity, definitionOf, type EventDraft } from "./events.ts";
import type { UserSnapshot } from "./user.ts";

/** Source of a request, as far as it told. */
export interface RequestOrigin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Source of a change. Audit data; never part of an event. */
export interface ActivityOrigin extends RequestOrigin {
  /** The access token that made it, by its name at that time; null: the person made it. */
  readonly accessToken: { readonly id: string; readonly name: string } | null;
}

/** A change that has no number yet. */
export type ActivityDraft = EventDraft & { readonly actor: UserSnapshot; readonly origin: ActivityOrigin };

/** Translates between activities and rows of the log. The columns beside the body are for the audit. */
export const activityCodec: Codec<Activity, ActivityDraft> = {
  columns: {
    task_id: "uuid",
    comment_id: "uuid",
    fields: "text[]",
    address: "text",
    user_agent: "text",
    access_token_id: "uuid",
    access_token_name: "text",
  },

  encode({ origin, ...draft }) {
    const { type, ...body } = draft;
    const columns = {
      task_id: "taskId" in draft ? draft.taskId : "task" in draft ? draft.task.id : null,
      comment_id: "commentId" in draft ? draft.commentId : "comment" in draft ? draft.comment.id : null,
      fields: definitionOf(type).fields ?? ("taskChanges" in draft ? draft.taskChanges : []),
      address: origin.address,
      user_agent: origin.userAgent,
      access_token_id: origin.accessToken?.id ?? null,
      access_token_name: origin.accessToken?.name ?? null,
    };
    return { type, body, columns };
  },

  decode({ streamId, seq, type, at, idempotencyKey, body }: StoredEntry) {
    return decodeActivity({ ...body, type, projectId: streamId, seq, at, clientMutationId: idempotencyKey });
  },
};
