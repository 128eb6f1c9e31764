import { z } from "zod";
import { formatCursor, type LogPosition } from "../src/engine/log/cursor.ts";
import { type ProjectSnapshot, projectSnapshot } from "../src/model/project.ts";
import type { ViewedProject } from "../src/operations/list-projects.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { ProjectRole } from "./enums.ts";
import { inEvents, showSnapshot } from "./in-events.ts";
import { Present } from "./present.ts";
import { id } from "./text.ts";

/** A project; where a change answered it, with what the change knew. */
export type ProjectShape = ProjectSnapshot & {
  readonly position?: LogPosition | undefined;
  readonly viewerRole?: ViewedProject["viewerRole"];
};

export const Project = builder.objectRef<ProjectShape>("Project");

Project.implement({
  description: "A board of tasks and those who work on it.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    name: t.exposeString("name", inEvents),
    description: t.exposeString("description", { nullable: true, ...inEvents }),
    version: t.exposeInt("version", {
      description: "Grows by one with every edit of name or description.",
      ...inEvents,
    }),
    number: t.float({
      description: "Grows with every project that is made on this server; projects are ordered by it. A whole number.",
      resolve: async ({ id, number }, _args, context) => number ?? (await context.requireProject(id)).number,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...inEvents }),
    updatedAt: t.expose("updatedAt", {
      type: "DateTime",
      description: "When name or description last changed.",
      ...inEvents,
    }),
    seq: t.int({
      description: "Number of the project's newest change. Not newer than anything else in the same answer.",
      resolve: async ({ id, position }, _args, context) =>
        (position ?? (await context.requireProject(id)).position).seq,
    }),
    cursor: t.string({
      description: "Cursor of the change with the number `seq`: subscribe with `after: cursor`.",
      resolve: async ({ id, position }, _args, context) =>
        formatCursor("project", position ?? (await context.requireProject(id)).position),
    }),
    viewerRole: t.field({
      type: ProjectRole,
      description: "Role of the viewer.",
      resolve: async ({ id, viewerRole }, _args, context) =>
        viewerRole ?? (await context.requireProject(id)).viewerRole,
    }),
    present: t.field({
      type: [Present],
      description: "People who are present in the project, each once.",
      resolve: async ({ id }, _args, context) => {
        await context.requireProject(id);
        return [...(await context.loaders.present(id))];
      },
    }),
  }),
});

showSnapshot(projectSnapshot, Project);

const projectKeys = z.tuple([z.int().positive()]);
const ProjectConnection = builder.connectionObject({ type: Project, name: "ProjectConnection" });

builder.queryField("projects", (t) =>
  t.field({
    type: ProjectConnection,
    description: "The projects that you are a member of, newest first, by `number`.",
    args: pageArgs(),
    resolve: async (_root, args, context) => {
      const request = toPageRequest(args, projectKeys);
      const page = await context.listProjects(request);
      const totalCount = () => context.countProjects();
      return toConnection(page, request, {
        toKeys: ({ number }) => [number],
        toNode: (project) => project,
        totalCount,
      });
    },
  }),
);

builder.queryField("project", (t) =>
  t.field({
    type: Project,
    nullable: true,
    description: "NOT_FOUND for whoever is no member of it.",
    args: { id: t.arg.id({ required: true, validate: id }) },
    resolve: (_root, args, context) => context.requireProject(args.id),
  }),
);
