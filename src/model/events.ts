import { z } from "zod";
import { TaskStatus } from "../database/generated/enums.ts";
import { commentFields, commentNoun, commentSnapshot } from "./comment.ts";
import { type Body, createDecode, type EventDefinition, entryNumber } from "./event-definition.ts";
import { labelNoun, labelSnapshot } from "./label.ts";
import { memberSnapshot } from "./member.ts";
import type { ItemNoun } from "./noun.ts";
import { projectSnapshot } from "./project.ts";
import { commentedTaskSnapshot, taskFields, taskNoun, taskSnapshot } from "./task.ts";
import { userSnapshot } from "./user.ts";

/** The nouns of which a project holds many items. Those that refer to others come first. */
export const itemNouns: readonly ItemNoun[] = [commentNoun, taskNoun, labelNoun];

/** Every event of a project's log, by the name that clients see. The log, the schema and the audit follow from it. */
export const events = {
  ProjectCreated: { carries: { project: projectSnapshot } },
  ProjectUpdated: { carries: { project: projectSnapshot } },
  ProjectDeleted: { carries: {} },
  MemberAdded: {
    carries: {
      member: memberSnapshot,
      /** The first change that is replayed to the member. */
      sinceSeq: z.int().positive(),
    },
    upcast: (body, seq) => withNumber(body, "member", { joinedSeq: seq }),
  },
  MemberRoleChanged: { carries: { member: memberSnapshot } },
  MemberUpdated: {
    carries: { member: memberSnapshot },
    description:
      "The member's name or address changed, or the account was deleted: copies of the person take what stands here.",
  },
  MemberRemoved: { carries: { user: userSnapshot } },
  TaskCreated: { carries: { task: taskSnapshot } },
  TaskUpdated: {
    carries: {
      task: taskSnapshot,
      taskChanges: z.array(z.enum(taskFields)),
      /** Texts that are a merge of the author's with those of others. */
      mergedFields: z.array(z.enum(taskFields)).default([]),
    },
    // Older entries called them `changes`.
    upcast: (body) => ("changes" in body ? { taskChanges: body["changes"], ...body } : body),
  },
  TaskStatusChanged: {
    carries: { task: taskSnapshot, from: z.enum(TaskStatus), to: z.enum(TaskStatus) },
    fields: ["STATUS", "POSITION"],
  },
  TaskDeleted: { carries: { taskId: z.string() }, description: "Stands for the task's comments too." },
  TaskRestored: {
    carries: { task: taskSnapshot },
    description: "A deleted task is back, with the comments that it had.",
  },
  CommentCreated: {
    carries: { comment: commentSnapshot, task: commentedTaskSnapshot },
    upcast: (body, seq) => withNumber(body, "comment", { createdSeq: seq }),
  },
  CommentUpdated: {
    carries: {
      comment: commentSnapshot,
      task: commentedTaskSnapshot,
      mergedFields: z.array(z.enum(commentFields)).default([]),
    },
    fields: ["BODY"],
  },
  CommentDeleted: { carries: { commentId: z.string(), task: commentedTaskSnapshot } },
  CommentRestored: { carries: { comment: commentSnapshot, task: commentedTaskSnapshot } },
  LabelCreated: { carries: { label: labelSnapshot } },
  LabelUpdated: { carries: { label: labelSnapshot } },
  LabelDeleted: {
    carries: { labelId: z.string() },
    description: "The label is gone from its tasks too, whose versions stay.",
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;

/** Fields of every event of the log. */
const common = {
  projectId: z.string(),
  /** Counts the changes of its project: from 1, in commit order, without gaps. */
  seq: entryNumber,
  /** When the change was made; never decreases along `seq`. */
  at: z.string(),
  actor: userSnapshot,
  clientMutationId: z.string().nullable(),
};

export type ActivityType = keyof typeof events;
type Common = z.infer<z.ZodObject<typeof common>>;
type Carries<T extends ActivityType> = (typeof events)[T]["carries"];
type Carried<T extends ActivityType> = { [N in keyof Carries<T>]: z.infer<Carries<T>[N]> };

/** The names of all that events carry beside snapshots and ids. */
export type PlainName = { [T in ActivityType]: PlainOf<Carries<T>> }[ActivityType];
type PlainOf<C> = { [N in keyof C]: N extends `${string}Id` ? never : C[N] extends z.ZodObject ? never : N }[keyof C];

/** One change of one project, with the state right after it: an entry of the log, and an event to subscribers. */
export type Activity = { [T in ActivityType]: { type: T } & Common & Carried<T> }[ActivityType];
export type ActivityOf<T extends ActivityType> = Extract<Activity, { type: T }>;

/**
 * The own part of a change, as an operation gives it. Number, time, project, actor and id are added by the recorder.
 */
export type EventDraft = { [T in ActivityType]: { type: T } & Carried<T> }[ActivityType];

export const activityTypes = Object.keys(events) as readonly ActivityType[];

/** The definition of an event, in the form that all share. */
export function definitionOf(type: ActivityType): EventDefinition {
  return events[type];
}

/** Returns the event of a flat object. Null where this server cannot read it, as when a newer version wrote it. */
export const decodeActivity = createDecode<Activity>(events, common);

/** Reads a result that is stored as JSON: the snapshots in it get the defaults of fields that were added since. */
export const resultCodec = z.looseObject(
  Object.fromEntries([...findSnapshots()].map(([name, forms]) => [name, z.union([...forms]).optional()])),
);

/** Codecs of the snapshots that events carry, by name: a task is carried whole or, by events of comments, in part. */
function findSnapshots(): ReadonlyMap<string, ReadonlySet<z.ZodObject>> {
  const snapshots = new Map<string, Set<z.ZodObject>>();
  for (const type of activityTypes) {
    for (const [name, codec] of Object.entries(definitionOf(type).carries)) {
      if (codec instanceof z.ZodObject) snapshots.set(name, (snapshots.get(name) ?? new Set()).add(codec));
    }
  }
  return snapshots;
}

/** The event that made a comment or a membership gives its number; entries of older versions do not repeat it there. */
function withNumber(body: Body, part: string, number: Readonly<Record<string, number>>): Body {
  return { ...body, [part]: { ...number, ...Object(body[part]) } };
}
