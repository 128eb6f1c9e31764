import { z } from "zod";
import * as enums from "../src/database/generated/enums.ts";
import { labelLimits } from "../src/model/label.ts";
import { type TaskSnapshot, taskLimits, taskNoun, taskSnapshot } from "../src/model/task.ts";
import { countMyTasks, listMyTasks } from "../src/operations/list-my-tasks.ts";
import { findTasks } from "../src/operations/list-tasks.ts";
import { requireProjectOf } from "../src/operations/locate.ts";
import { NotVisibleError } from "../src/operations/not-visible-error.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { TaskPriority, TaskStatus } from "./enums.ts";
import { inEvents, showSnapshot } from "./in-events.ts";
import { Label } from "./label.ts";
import type { InputFields } from "./mutation.ts";
import { ofState } from "./of-state.ts";
import { Project } from "./project.ts";
import { id, ids, longText, multiLine, storableText } from "./text.ts";
import { User } from "./user.ts";

export const Task = builder.objectRef<TaskSnapshot>("Task").implement({
  description: "Something to be done, in the column of its status.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    title: t.exposeString("title", inEvents),
    description: t.exposeString("description", { nullable: true, ...inEvents }),
    status: t.expose("status", { type: TaskStatus, ...inEvents }),
    priority: t.expose("priority", { type: TaskPriority, ...inEvents }),
    position: t.exposeString("position", {
      description: "Orders the tasks of a column; compare it in byte order.",
      ...inEvents,
    }),
    dueAt: t.expose("dueAt", { type: "DateTime", nullable: true, ...inEvents }),
    version: t.exposeInt("version", {
      description: "Grows by one with every change to the task or to its comments.",
      ...inEvents,
    }),
    commentCount: t.exposeInt("commentCount", inEvents),
    createdAt: t.expose("createdAt", { type: "DateTime", ...inEvents }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "Comments do not count.", ...inEvents }),
    assignee: t.expose("assignee", { type: User, nullable: true, ...inEvents }),
    createdBy: t.expose("createdBy", { type: User, ...inEvents }),
    labels: t.expose("labels", {
      type: [Label],
      description: `In the order in which they were made; at most ${labelLimits.perTask}.`,
      // Tasks carry few labels: the cost of a board counts what is usual, not the limit.
      extensions: { ...inEvents.extensions, cost: { listLength: 4 } },
    }),
    project: t.field({
      type: Project,
      resolve: ({ projectId }, _args, context) => context.requireProject(projectId),
    }),
  }),
});

showSnapshot(taskSnapshot, Task);

/** The fields of a new task that may be absent. */
export function newTaskFields(t: InputFields) {
  return {
    ...optionalTaskFields(t),
    labelIds: t.idList({ validate: ids, description: "Ids that the project does not have are ignored." }),
  };
}

/** The edits of a task by which a value may become empty, and those of lists. */
export function editedTaskFields(t: InputFields) {
  return {
    ...optionalTaskFields(t),
    addLabelIds: t.idList({ validate: ids, description: "Never conflicts; unknown and deleted ones are ignored." }),
    removeLabelIds: t.idList({ validate: ids, description: "Never conflicts." }),
  };
}

/** The fields of a task that createTask and updateTask take and that may be empty. */
function optionalTaskFields(t: InputFields) {
  return {
    description: t.string({ validate: multiLine(longText(taskLimits.description)) }),
    assigneeId: t.id({ validate: id }),
    dueAt: t.field({ type: "DateTime" }),
  };
}

const TaskFilter = builder.inputType("TaskFilter", {
  fields: (t) => ({
    status: t.field({ type: [TaskStatus] }),
    priority: t.field({ type: [TaskPriority] }),
    assigneeId: t.id({ validate: id, description: "null: unassigned." }),
    text: t.string({
      validate: longText(500),
      description: "Every word must occur in title or description; case, accents and vowel points do not matter.",
    }),
    dueBefore: t.field({ type: "DateTime" }),
    dueAfter: t.field({ type: "DateTime" }),
    labelIds: t.idList({ validate: ids, description: "Tasks with any of these labels." }),
  }),
});

const boardKeys = [z.enum(enums.TaskStatus), storableText, z.uuid()] as const;
const taskKeys = z.tuple(boardKeys);
const TaskConnection = builder.connectionObject({ type: Task, name: "TaskConnection" });

builder.objectField(Project, "tasks", (t) =>
  t.field({
    type: TaskConnection,
    description: "By status, then position, then id: column by column as they stand on the board.",
    args: { ...pageArgs(), filter: t.arg({ type: TaskFilter }) },
    ...ofState,
    resolve: async (project, { filter, ...args }, context) => {
      const { loaders } = context;
      await context.requireProject(project.id);
      const request = toPageRequest(args, taskKeys);
      const page = await loaders.tasks(request, filter ?? {})(project.id);
      const totalCount = () => loaders.taskCount(filter ?? {})(project.id);
      const toKeys = ({ status, position, id }: TaskSnapshot) => [status, position, id];
      return toConnection(page, request, { toKeys, toNode: (task) => task, totalCount });
    },
  }),
);

const deletedTaskKeys = z.tuple([z.int32().positive()]);

builder.objectField(Project, "deletedTasks", (t) =>
  t.field({
    type: builder.connectionObject({ type: Task, name: "DeletedTaskConnection" }),
    description:
      "Tasks that `restoreTask` can bring back, as they were, the last deleted first. Their comments are listed once they are back.",
    args: pageArgs(),
    resolve: async (project, args, context) => {
      const { loaders } = context;
      await context.requireProject(project.id);
      const request = toPageRequest(args, deletedTaskKeys);
      const page = await loaders.deletedTasks(request)(project.id);
      return toConnection(page, request, {
        toKeys: ({ deletedSeq }) => [deletedSeq],
        toNode: (task) => task,
        totalCount: () => loaders.deletedTaskCount(project.id),
      });
    },
  }),
);

builder.queryField("task", (t) =>
  t.field({
    type: Task,
    nullable: true,
    description: "NOT_FOUND for whoever is no member of its project.",
    args: { id: t.arg.id({ required: true, validate: id }) },
    resolve: async (_root, args, context) => {
      // The membership, and the project's number, are read before the task.
      const { viewer, reads: pool } = context;
      await context.requireProject(await requireProjectOf(taskNoun, { viewer, pool }, args.id, {}));
      const task = await context.loaders.each(findTasks)(args.id);
      if (!task) throw new NotVisibleError();
      return task;
    },
  }),
);

const myTaskKeys = z.tuple([z.int().positive(), ...boardKeys]);

builder.queryField("myTasks", (t) =>
  t.field({
    type: TaskConnection,
    description:
      "Tasks of your projects that are assigned to you: projects newest first, and the tasks of each as on its board.",
    args: pageArgs(),
    extensions: { cost: { statements: 3 } },
    resolve: async (_root, args, { reads, viewer: { userId }, loaders }) => {
      const request = toPageRequest(args, myTaskKeys);
      const page = await listMyTasks(reads, userId, request);
      // A project's number, and the membership, are read before the task.
      const projects = await Promise.all(page.nodes.map(({ projectId }) => loaders.project(projectId)));
      const tasks = await Promise.all(page.nodes.map(({ id }) => loaders.each(findTasks)(id)));
      const nodes = page.nodes.map(({ keys }, index) => {
        const task = projects[index] && tasks[index];
        // It may have been given to somebody else meanwhile.
        return { keys, task: task?.assignee?.id === userId ? task : null };
      });
      return toConnection({ ...page, nodes }, request, {
        toKeys: ({ keys }) => keys,
        toNode: ({ task }) => task,
        totalCount: () => countMyTasks(reads, userId),
      });
    },
  }),
);
