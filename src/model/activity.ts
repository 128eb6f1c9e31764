import { z } from "zod";
import { TaskStatus } from "../database/generated/enums.ts";
import {
  commentedTaskSnapshot,
  commentSnapshot,
  memberSnapshot,
  projectSnapshot,
  taskSnapshot,
  userSnapshot,
} from "./snapshots.ts";

/** What of a task a change touched. */
export const taskFields = [
  "TITLE",
  "DESCRIPTION",
  "STATUS",
  "PRIORITY",
  "POSITION",
  "ASSIGNEE",
  "DUE_AT",
  "COMMENTS",
] as const;
export type TaskField = (typeof taskFields)[number];

export const commentFields = ["BODY"] as const;
export type CommentField = (typeof commentFields)[number];

const common = {
  projectId: z.string(),
  /** Counts the changes of its project: from 1, in commit order, without holes. */
  seq: z.int().positive(),
  /** When the change was made; never decreases along `seq`. */
  at: z.string(),
  actor: userSnapshot,
  clientMutationId: z.string().nullable(),
};

const activitySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ProjectCreated"), ...common, project: projectSnapshot }),
  z.object({ type: z.literal("ProjectUpdated"), ...common, project: projectSnapshot }),
  z.object({ type: z.literal("ProjectDeleted"), ...common }),
  z.object({
    type: z.literal("MemberAdded"),
    ...common,
    member: memberSnapshot,
    /** The first change that is replayed to the member. */
    sinceSeq: z.int().positive(),
  }),
  z.object({ type: z.literal("MemberRoleChanged"), ...common, member: memberSnapshot }),
  /** The member's name or address changed, or the account was deleted; the actor is the member. */
  z.object({ type: z.literal("MemberUpdated"), ...common, member: memberSnapshot }),
  z.object({ type: z.literal("MemberRemoved"), ...common, user: userSnapshot }),
  z.object({ type: z.literal("TaskCreated"), ...common, task: taskSnapshot }),
  z.object({
    type: z.literal("TaskUpdated"),
    ...common,
    task: taskSnapshot,
    taskChanges: z.array(z.enum(taskFields)),
  }),
  z.object({
    type: z.literal("TaskStatusChanged"),
    ...common,
    task: taskSnapshot,
    from: z.enum(TaskStatus),
    to: z.enum(TaskStatus),
  }),
  z.object({ type: z.literal("TaskDeleted"), ...common, taskId: z.string() }),
  z.object({ type: z.literal("CommentCreated"), ...common, comment: commentSnapshot, task: commentedTaskSnapshot }),
  z.object({ type: z.literal("CommentUpdated"), ...common, comment: commentSnapshot, task: commentedTaskSnapshot }),
  z.object({ type: z.literal("CommentDeleted"), ...common, commentId: z.string(), task: commentedTaskSnapshot }),
]);

/** One change of one project, with the state right after it: a row of the log, and an event to subscribers. */
export type Activity = z.infer<typeof activitySchema>;
export type ActivityType = Activity["type"];
export type ActivityOf<T extends ActivityType> = Extract<Activity, { type: T }>;

/** What an operation says of its change; number, time, project, actor and id are given where it is recorded. */
export type Change = Activity extends infer A ? (A extends Activity ? Omit<A, keyof typeof common> : never) : never;

/** Null when this server cannot read it, as when a newer version wrote it. */
export function decodeActivity(value: unknown): Activity | null {
  const { data } = activitySchema.safeParse(renameOlder(value));
  return data ? completeOlder(data) : null;
}

/** Older versions called the fields of a task's update `changes`. */
function renameOlder(value: unknown): unknown {
  const isOlder = typeof value === "object" && value !== null && "changes" in value;
  return isOlder ? { taskChanges: value.changes, ...value } : value;
}

/** Entries of older versions do not repeat their own number in what they made. */
function completeOlder(activity: Activity): Activity {
  const { seq } = activity;
  if (activity.type === "CommentCreated" && activity.comment.createdSeq === 0) {
    return { ...activity, comment: { ...activity.comment, createdSeq: seq } };
  }
  if (activity.type === "MemberAdded" && activity.member.joinedSeq === 0) {
    return { ...activity, member: { ...activity.member, joinedSeq: seq } };
  }
  return activity;
}
