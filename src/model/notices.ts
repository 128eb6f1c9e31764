import { z } from "zod";
import type { Codec } from "../engine/log/codec.ts";
import { createDecode, type EventDefinition, entryNumber } from "./event-definition.ts";
import { userSnapshot } from "./user.ts";

/** A project as a notice names it, whose reader may not see it any more. */
export const noticeProject = z.object({ id: z.string(), name: z.string() });
export type NoticeProject = z.infer<typeof noticeProject>;

/** Parts of every notice. The actor is the only person in it. */
const ofNotice = { actor: userSnapshot, project: noticeProject };
const ofTask = { ...ofNotice, taskId: z.string(), taskTitle: z.string() };

/** Every notice to a person, by the name that clients see. */
export const notices = {
  AddedToProject: { carries: ofNotice },
  RemovedFromProject: {
    carries: ofNotice,
    description: "Somebody ended your membership. Nothing of the project is visible to you any more.",
  },
  TaskAssigned: { carries: ofTask, description: "Somebody assigned a task to you." },
  Mentioned: {
    carries: { ...ofTask, commentId: z.string().nullable(), excerpt: z.string() },
    description: "Somebody mentioned you: `[@Name](user:<id>)` in a comment, or in the description of a task.",
  },
  CommentedOnTask: {
    carries: { ...ofTask, commentId: z.string(), excerpt: z.string() },
    description: "Somebody commented on a task that you created, are assigned to, or commented on before.",
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;

/** Every event of a person's log. */
const inboxEvents = {
  ...notices,
  NoticesRead: {
    carries: {
      upTo: z.int(),
      /** Number of unread notices right after it. */
      unreadCount: z.int(),
    },
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;

/** Fields of every event of the log. */
const common = { seq: entryNumber, at: z.string() };

type InboxEventType = keyof typeof inboxEvents;
type Carried<T extends InboxEventType> = {
  [N in keyof (typeof inboxEvents)[T]["carries"]]: z.infer<(typeof inboxEvents)[T]["carries"][N]>;
};

/** One entry of a person's log. */
export type InboxEvent = {
  [T in InboxEventType]: { type: T } & z.infer<z.ZodObject<typeof common>> & Carried<T>;
}[InboxEventType];

/** An entry that has no number and no time yet. */
export type InboxDraft = { [T in InboxEventType]: { type: T } & Carried<T> }[InboxEventType];

export type NoticeType = keyof typeof notices;
export type Notice = Extract<InboxEvent, { type: NoticeType }>;

/** The own part of a notice, as an operation gives it. Actor and project are those of the change. */
export type NoticeDraft = {
  [T in NoticeType]: { type: T } & Omit<Carried<T>, keyof typeof ofNotice>;
}[NoticeType];

export const noticeTypes = Object.keys(notices) as readonly NoticeType[];

const decodeEvent = createDecode<InboxEvent>(inboxEvents, common);

/** Translates between events and rows of a person's log. */
export const inboxCodec: Codec<InboxEvent, InboxDraft> = {
  encode({ type, ...body }) {
    return { type, body };
  },
  decode({ seq, type, at, body }) {
    return decodeEvent({ ...body, type, seq, at });
  },
};
