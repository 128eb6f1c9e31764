import { z } from "zod";
import { type CommentSnapshot, commentSnapshot } from "../src/model/comment.ts";
import type { CommentedTaskSnapshot } from "../src/model/task.ts";
import { builder } from "./builder.ts";
import { readCommentedTask, resolveCommentedTask } from "./commented-task.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { inEvents, showSnapshot } from "./in-events.ts";
import { ofState } from "./of-state.ts";
import { Task } from "./task.ts";
import { User } from "./user.ts";

/** A comment; where a change answered it, with what the change left of its task. */
export interface CommentShape extends CommentSnapshot {
  readonly task?: CommentedTaskSnapshot;
}

export const Comment = builder.objectRef<CommentShape>("Comment").implement({
  description: "Text that somebody wrote on a task.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    body: t.exposeString("body", inEvents),
    version: t.exposeInt("version", { description: "Grows by one with every edit.", ...inEvents }),
    createdSeq: t.exposeInt("createdSeq", {
      description:
        "The number of the change that made the comment; comments are ordered by it. 0 in events that were recorded before it was kept, unless they made the comment.",
      ...inEvents,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...inEvents }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", ...inEvents }),
    author: t.expose("author", { type: User, ...inEvents }),
    task: t.field({
      type: Task,
      resolve: ({ task, taskId }, _args, context, info) =>
        task ? resolveCommentedTask(task, context, info) : readCommentedTask(taskId, context),
    }),
  }),
});

showSnapshot(commentSnapshot, Comment);

const commentKeys = z.tuple([z.int32()]);

builder.objectField(Task, "comments", (t) =>
  t.field({
    type: builder.connectionObject({ type: Comment, name: "CommentConnection" }),
    description: "Oldest first, by `createdSeq`.",
    args: pageArgs(),
    ...ofState,
    resolve: async (task, args, context) => {
      // The answer to a retry may tell of a task whose project the viewer does not see any more.
      await context.requireProject(task.projectId);
      const request = toPageRequest(args, commentKeys);
      const page = await context.loaders.comments(request)(task.id);
      const totalCount = async () => task.commentCount;
      return toConnection(page, request, {
        toKeys: ({ createdSeq }) => [createdSeq],
        toNode: (comment) => comment,
        totalCount,
      });
    },
  }),
);
