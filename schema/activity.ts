import { z } from "zod";
import type { ActivityOf, Activity as ActivityShape, ActivityType } from "../src/model/activity.ts";
import type { ActivityOrigin as ActivityOriginShape } from "../src/model/activity-codec.ts";
import { builder } from "./builder.ts";
import { Comment } from "./comment.ts";
import { commentedTaskInEvents, toCarriedTask } from "./commented-task.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { TaskField, TaskStatus } from "./enums.ts";
import { inEvents } from "./in-events.ts";
import { inHistory } from "./in-history.ts";
import { Member } from "./member.ts";
import { Project } from "./project.ts";
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

function eventRef<T extends ActivityType>(type: T) {
  return builder.objectRef<ActivityOf<T>>(type);
}

export const eventTypes = [
  eventRef("ProjectCreated").implement({
    interfaces: [Activity],
    fields: (t) => ({ project: t.expose("project", { type: Project, ...inEvents }) }),
  }),
  eventRef("ProjectUpdated").implement({
    interfaces: [Activity],
    fields: (t) => ({ project: t.expose("project", { type: Project, ...inEvents }) }),
  }),
  eventRef("ProjectDeleted").implement({ interfaces: [Activity] }),
  eventRef("MemberAdded").implement({
    interfaces: [Activity],
    fields: (t) => ({ member: t.expose("member", { type: Member, ...inEvents }) }),
  }),
  eventRef("MemberRoleChanged").implement({
    interfaces: [Activity],
    fields: (t) => ({ member: t.expose("member", { type: Member, ...inEvents }) }),
  }),
  eventRef("MemberUpdated").implement({
    description:
      "The member's name or address changed, or the account was deleted: copies of the person take what stands here.",
    interfaces: [Activity],
    fields: (t) => ({ member: t.expose("member", { type: Member, ...inEvents }) }),
  }),
  eventRef("MemberRemoved").implement({
    interfaces: [Activity],
    fields: (t) => ({ user: t.expose("user", { type: User, ...inEvents }) }),
  }),
  eventRef("TaskCreated").implement({
    interfaces: [Activity],
    fields: (t) => ({ task: t.expose("task", { type: Task, ...inEvents }) }),
  }),
  eventRef("TaskUpdated").implement({
    interfaces: [Activity],
    fields: (t) => ({
      task: t.expose("task", { type: Task, ...inEvents }),
      taskChanges: t.expose("taskChanges", { type: [TaskField], ...inEvents }),
    }),
  }),
  eventRef("TaskStatusChanged").implement({
    interfaces: [Activity],
    fields: (t) => ({
      task: t.expose("task", { type: Task, ...inEvents }),
      from: t.expose("from", { type: TaskStatus, ...inEvents }),
      to: t.expose("to", { type: TaskStatus, ...inEvents }),
    }),
  }),
  eventRef("TaskDeleted").implement({
    description: "Stands for the task's comments too.",
    interfaces: [Activity],
    fields: (t) => ({ taskId: t.exposeID("taskId", inEvents) }),
  }),
  eventRef("CommentCreated").implement({
    interfaces: [Activity],
    fields: (t) => ({
      comment: t.expose("comment", { type: Comment, ...inEvents }),
      task: t.field({ type: Task, resolve: toCarriedTask, ...commentedTaskInEvents }),
    }),
  }),
  eventRef("CommentUpdated").implement({
    interfaces: [Activity],
    fields: (t) => ({
      comment: t.expose("comment", { type: Comment, ...inEvents }),
      task: t.field({ type: Task, resolve: toCarriedTask, ...commentedTaskInEvents }),
    }),
  }),
  eventRef("CommentDeleted").implement({
    interfaces: [Activity],
    fields: (t) => ({
      commentId: t.exposeID("commentId", inEvents),
      task: t.field({ type: Task, resolve: toCarriedTask, ...commentedTaskInEvents }),
    }),
  }),
] as const;
