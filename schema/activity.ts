import { z } from "zod";
import type { ActivityOrigin as ActivityOriginShape } from "../src/model/activity-codec.ts";
import {
  type ActivityOf,
  type Activity as ActivityShape,
  activityTypes,
  definitionOf,
  type PlainName,
} from "../src/model/events.ts";
import { commentedTaskSnapshot } from "../src/model/task.ts";
import { builder } from "./builder.ts";
import { commentedTaskInEvents, toCarriedTask } from "./commented-task.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { TaskField, TaskStatus } from "./enums.ts";
import { findShown, inEvents } from "./in-events.ts";
import { inHistory } from "./in-history.ts";
import { Project } from "./project.ts";
import { Task } from "./task.ts";
import { id } from "./text.ts";
import { User } from "./user.ts";

const OriginToken = builder.objectRef<NonNullable<ActivityOriginShape["accessToken"]>>("OriginToken").implement({
  description: "An access token as it was when it made a change. It may be revoked by now.",
  fields: (t) => ({
    id: t.exposeID("id", inHistory),
    name: t.exposeString("name", inHistory),
  }),
});

const ActivityOrigin = builder.objectRef<ActivityOriginShape>("ActivityOrigin").implement({
  description: "Where the request came from that made a change, as far as it told.",
  fields: (t) => ({
    address: t.exposeString("address", { nullable: true, ...inHistory }),
    userAgent: t.exposeString("userAgent", { nullable: true, ...inHistory }),
    accessToken: t.expose("accessToken", {
      type: OriginToken,
      nullable: true,
      description: "The access token that made the change; null: the person made it.",
      ...inHistory,
    }),
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
      "The audit trail, newest first; with `taskId`, of that task and its comments alone. A change that a newer version wrote is left out where it cannot be read.",
    args: { ...pageArgs(), taskId: t.arg.id({ validate: id }) },
    resolve: async (project, args, context) => {
      const { loaders } = context;
      await context.requireProject(project.id);
      const request = toPageRequest(args, activityKeys);
      const taskId = args.taskId ?? null;
      const page = await loaders.activity(request, taskId)(project.id);
      return toConnection(page, request, {
        toKeys: ({ seq }) => [seq],
        toNode: ({ activity }) => activity,
        totalCount: () => loaders.activityCount(taskId)(project.id),
      });
    },
  }),
);

/**
 * Types of carried values that are no snapshots; null is not shown to clients. Ids are known by the end of their name.
 */
const plainTypes: { readonly [N in PlainName]: typeof TaskStatus | [typeof TaskField] | null } = {
  taskChanges: [TaskField],
  mergedFields: null,
  from: TaskStatus,
  to: TaskStatus,
  sinceSeq: null,
};

/** The GraphQL types of all events of the log. */
export const eventTypes = activityTypes.map((type) => {
  const { carries, description } = definitionOf(type);
  const event = builder
    .objectRef<ActivityOf<typeof type>>(type)
    .implement({ interfaces: [Activity], ...(description !== undefined && { description }) });
  for (const [name, codec] of Object.entries(carries)) {
    addCarried(event as unknown as Carrier, name, codec);
  }
  return event;
});

type Carrier = ReturnType<typeof builder.objectRef<Readonly<Record<string, never>>>>;

/** Adds the field of a part that the event carries. */
function addCarried(event: Carrier, name: string, codec: z.ZodType): void {
  if (codec === commentedTaskSnapshot) {
    // A comment's event carries a part of its task.
    builder.objectField(event as never, name, (t) =>
      t.field({ type: Task, resolve: toCarriedTask, ...commentedTaskInEvents }),
    );
    return;
  }
  const type = findShown(codec) ?? (name.endsWith("Id") ? "ID" : plainTypes[name as PlainName]);
  if (type === undefined) throw new Error(`No type shows ${name}, which ${event.name} carries. Call showSnapshot.`);
  if (type !== null) builder.objectField(event, name, (t) => t.expose(name, { type, ...inEvents }));
}
