import { z } from "zod";
import type * as enums from "../src/database/generated/enums.ts";
import type { ActivityOrigin as ActivityOriginShape } from "../src/model/activity-codec.ts";
import {
  type ActivityOf,
  type Activity as ActivityShape,
  activityTypes,
  type CarriedName,
  definitionOf,
} from "../src/model/events.ts";
import type { LabelSnapshot } from "../src/model/label.ts";
import type { MemberSnapshot } from "../src/model/member.ts";
import {
  type CommentedTaskSnapshot,
  commentedTaskSnapshot,
  type TaskField as TaskFieldName,
  type TaskSnapshot,
} from "../src/model/task.ts";
import type { UserSnapshot } from "../src/model/user.ts";
import { builder } from "./builder.ts";
import { Comment, type CommentShape } from "./comment.ts";
import { commentedTaskInEvents, toCarriedTask } from "./commented-task.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { TaskField, TaskStatus } from "./enums.ts";
import { inEvents } from "./in-events.ts";
import { inHistory } from "./in-history.ts";
import { Label } from "./label.ts";
import { Member } from "./member.ts";
import { Project, type ProjectShape } from "./project.ts";
import { Task } from "./task.ts";
import { User } from "./user.ts";

const ActivityOrigin = builder.objectRef<ActivityOriginShape>("ActivityOrigin").implement({
  description: "Where the request came from that made a change, as far as it told.",
  fields: (t) => ({
    address: t.exposeString("address", { nullable: true, ...inHistory }),
    userAgent: t.exposeString("userAgent", { nullable: true, ...inHistory }),
  }),
});

export const Activity = builder.interfaceRef<ActivityShape>("Activity").implement({
  description: "One change of a project, answered from the snapshot taken with it: the state right after the change.",
  resolveType: ({ type }) => type,
  fields: (t) => ({
    seq: t.exposeInt("seq", { description: "Number of the change in its project: from 1, without gaps.", ...inEvents }),
    at: t.expose("at", { type: "DateTime", description: "Never decreases along `seq`.", ...inEvents }),
    projectId: t.exposeID("projectId", inEvents),
    clientMutationId: t.exposeString("clientMutationId", {
      nullable: true,
      description: "The id that its author gave the change, by which a client knows its own echo.",
      ...inEvents,
    }),
    actor: t.expose("actor", { type: User, ...inEvents }),
    origin: t.field({
      type: ActivityOrigin,
      nullable: true,
      description:
        "For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`.",
      ...inHistory,
      resolve: (change, _args, { loaders }) => loaders.origin(change),
    }),
  }),
});

const activityKeys = z.tuple([z.int32().positive()]);

builder.objectField(Project, "activity", (t) =>
  t.field({
    type: builder.connectionObject({ type: Activity, name: "ActivityConnection" }),
    description:
      "The audit trail, newest first. A change that a newer version wrote is left out where it cannot be read.",
    args: pageArgs(),
    resolve: async (project, args, context) => {
      const { loaders } = context;
      await context.requireProject(project.id);
      const request = toPageRequest(args, activityKeys);
      const page = await loaders.activity(request)(project.id);
      return toConnection(page, request, {
        toKeys: ({ seq }) => [seq],
        toNode: ({ activity }) => activity,
        totalCount: () => loaders.activityCount(project.id),
      });
    },
  }),
);

/** An event's type while its fields are added. */
type Carrier<N extends string, V> = ReturnType<typeof builder.objectRef<Readonly<Record<N, V>>>>;

/** The GraphQL field of everything that an event can carry; null is not shown to clients. */
const carriedFields = {
  project: (event: Carrier<"project", ProjectShape>) =>
    builder.objectField(event, "project", (t) => t.expose("project", { type: Project, ...inEvents })),
  member: (event: Carrier<"member", MemberSnapshot>) =>
    builder.objectField(event, "member", (t) => t.expose("member", { type: Member, ...inEvents })),
  user: (event: Carrier<"user", UserSnapshot>) =>
    builder.objectField(event, "user", (t) => t.expose("user", { type: User, ...inEvents })),
  task: (event: Carrier<"task", TaskSnapshot>) =>
    builder.objectField(event, "task", (t) => t.expose("task", { type: Task, ...inEvents })),
  taskId: (event: Carrier<"taskId", string>) =>
    builder.objectField(event, "taskId", (t) => t.exposeID("taskId", inEvents)),
  taskChanges: (event: Carrier<"taskChanges", TaskFieldName[]>) =>
    builder.objectField(event, "taskChanges", (t) => t.expose("taskChanges", { type: [TaskField], ...inEvents })),
  from: (event: Carrier<"from", enums.TaskStatus>) =>
    builder.objectField(event, "from", (t) => t.expose("from", { type: TaskStatus, ...inEvents })),
  to: (event: Carrier<"to", enums.TaskStatus>) =>
    builder.objectField(event, "to", (t) => t.expose("to", { type: TaskStatus, ...inEvents })),
  comment: (event: Carrier<"comment", CommentShape>) =>
    builder.objectField(event, "comment", (t) => t.expose("comment", { type: Comment, ...inEvents })),
  commentId: (event: Carrier<"commentId", string>) =>
    builder.objectField(event, "commentId", (t) => t.exposeID("commentId", inEvents)),
  label: (event: Carrier<"label", LabelSnapshot>) =>
    builder.objectField(event, "label", (t) => t.expose("label", { type: Label, ...inEvents })),
  labelId: (event: Carrier<"labelId", string>) =>
    builder.objectField(event, "labelId", (t) => t.exposeID("labelId", inEvents)),
  sinceSeq: null,
  mergedFields: null,
} satisfies Readonly<Record<CarriedName, ((event: never) => void) | null>>;

/** A comment's event carries a part of its task. */
function addCommentedTask(event: Carrier<"task", CommentedTaskSnapshot>): void {
  builder.objectField(event, "task", (t) => t.field({ type: Task, resolve: toCarriedTask, ...commentedTaskInEvents }));
}

/** The GraphQL types of all events of the log. */
export const eventTypes = activityTypes.map((type) => {
  const { carries, description } = definitionOf(type);
  const event = builder
    .objectRef<ActivityOf<typeof type>>(type)
    .implement({ interfaces: [Activity], ...(description !== undefined && { description }) });
  for (const [name, codec] of Object.entries(carries)) {
    const add = codec === commentedTaskSnapshot ? addCommentedTask : carriedFields[name as CarriedName];
    // The compiler cannot follow a loop over the names.
    add?.(event as never);
  }
  return event;
});
