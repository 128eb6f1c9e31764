import { z } from "zod";
import type { CommentSnapshot, TaskSnapshot } from "../src/activity/snapshots.ts";
import { NotFoundError } from "../src/errors.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { inEvents } from "./in-events.ts";
import { Task } from "./task.ts";
import { User } from "./user.ts";

/** A comment; where a change answered it, with its task as the change left it. */
export interface CommentShape extends CommentSnapshot {
  readonly task?: TaskSnapshot;
}

export const Comment = builder.objectRef<CommentShape>("Comment").implement({
  description: "What somebody wrote on a task.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    body: t.exposeString("body", inEvents),
    version: t.exposeInt("version", { description: "Grows by one with every edit.", ...inEvents }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...inEvents }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", ...inEvents }),
    author: t.expose("author", { type: User, ...inEvents }),
    task: t.field({
      type: Task,
      resolve: async ({ task, taskId }, _args, { loaders }) => {
        const found = task ?? (await loaders.task(taskId));
        if (!found) throw new NotFoundError("The comment's task was deleted.");
        return found;
      },
    }),
  }),
});

const commentKeys = z.tuple([z.uuid()]);

builder.objectField(Task, "comments", (t) =>
  t.field({
    type: builder.connectionObject({ type: Comment, name: "CommentConnection" }),
    description: "Oldest first.",
    args: pageArgs(),
    resolve: async (task, args, { loaders }) => {
      const request = toPageRequest(args, commentKeys);
      const page = await loaders.comments(request)(task.id);
      const totalCount = async () => task.commentCount;
      return toConnection(page, request, { toKeys: ({ id }) => [id], toNode: (comment) => comment, totalCount });
    },
  }),
);
