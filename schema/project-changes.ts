import { z } from "zod";
import { longestWait, type ProjectChanges as ProjectChangesShape } from "../src/operations/read-changes.ts";
import { Activity } from "./activity.ts";
import { builder } from "./builder.ts";
import { pageSize } from "./connection.ts";
import { Project } from "./project.ts";
import { Resync } from "./project-activity.ts";
import { storableText } from "./text.ts";

const ProjectChanges = builder.objectRef<ProjectChangesShape>("ProjectChanges").implement({
  description: "Changes of a project after a cursor.",
  fields: (t) => ({
    nodes: t.field({
      type: [Activity],
      description: "In order and without a gap. Empty when nothing has changed, and beside `resync`.",
      resolve: ({ nodes }) => [...nodes],
    }),
    cursor: t.exposeString("cursor", { description: "Cursor of the last of them: go on with `after: cursor`." }),
    resync: t.expose("resync", {
      type: Resync,
      nullable: true,
      description: "Set where the changes after the cursor cannot be had.",
    }),
  }),
});

builder.objectField(Project, "changes", (t) =>
  t.field({
    type: ProjectChanges,
    description:
      "The changes after a cursor, oldest first: the stream `projectActivity` by query. With `wait` the answer comes with the next change.",
    args: {
      after: t.arg.string({
        required: true,
        validate: storableText,
        description: "Cursor of the last change that the client has.",
      }),
      first: t.arg.int({
        validate: z.int().min(1, "must be at least 1.").max(pageSize.most, `must be at most ${pageSize.most}.`),
        description: `At most this many; ${pageSize.default} by default, ${pageSize.most} at most.`,
      }),
      wait: t.arg.int({
        validate: z.int().min(0, "must not be negative.").max(longestWait, `must be at most ${longestWait}.`),
        description: `Seconds to wait for a change where there is none; 0 by default, ${longestWait} at most. The answer to a mutation does not wait.`,
      }),
    },
    resolve: async ({ id }, { after, first, wait }, context) => {
      const { position } = await context.requireProject(id);
      const page = { after, first: first ?? pageSize.default, wait: wait ?? 0 };
      return context.readChanges({ projectId: id, atLeast: position.seq, ...page });
    },
  }),
);
