import type * as inbox from "../src/model/notices.ts";
import { notices } from "../src/model/notices.ts";
import { builder } from "./builder.ts";
import { User } from "./user.ts";

/** A project as it is named to somebody who may not see it. */
export const NoticeProject = builder.objectRef<inbox.NoticeProject>("NoticeProject").implement({
  description: "A project by its name at that time. The viewer may not see it any more.",
  fields: (t) => ({ id: t.exposeID("id"), name: t.exposeString("name") }),
});

export const Notice = builder.interfaceRef<inbox.Notice>("Notice").implement({
  description: "Tells a person of somebody else's change. A change gives each person one notice at most.",
  resolveType: ({ type }) => type,
  fields: (t) => ({
    seq: t.exposeInt("seq", { description: "Number of the entry in the person's own stream." }),
    at: t.expose("at", { type: "DateTime", description: "Never decreases along `seq`." }),
    actor: t.expose("actor", { type: User, description: "The author of the change." }),
    project: t.expose("project", { type: NoticeProject }),
  }),
});

function noticeOf<T extends inbox.NoticeType>(type: T) {
  return builder.objectRef<Extract<inbox.Notice, { type: T }>>(type);
}

const { RemovedFromProject, TaskAssigned, Mentioned, CommentedOnTask } = notices;
const excerptDescription = "A part of the text, with plain names in the place of mentions.";

/** The types of all notices. */
export const noticeTypes = [
  noticeOf("AddedToProject").implement({ interfaces: [Notice] }),
  noticeOf("RemovedFromProject").implement({ interfaces: [Notice], description: RemovedFromProject.description }),
  noticeOf("TaskAssigned").implement({
    interfaces: [Notice],
    description: TaskAssigned.description,
    fields: (t) => ({ taskId: t.exposeID("taskId"), taskTitle: t.exposeString("taskTitle") }),
  }),
  noticeOf("Mentioned").implement({
    interfaces: [Notice],
    description: Mentioned.description,
    fields: (t) => ({
      taskId: t.exposeID("taskId"),
      taskTitle: t.exposeString("taskTitle"),
      commentId: t.exposeID("commentId", { nullable: true, description: "Null for a mention in a description." }),
      excerpt: t.exposeString("excerpt", { description: excerptDescription }),
    }),
  }),
  noticeOf("CommentedOnTask").implement({
    interfaces: [Notice],
    description: CommentedOnTask.description,
    fields: (t) => ({
      taskId: t.exposeID("taskId"),
      taskTitle: t.exposeString("taskTitle"),
      commentId: t.exposeID("commentId", {
        nullable: true,
        description: "Never null; nullable as that of `Mentioned`, so that one document selects both.",
      }),
      excerpt: t.exposeString("excerpt", { description: excerptDescription }),
    }),
  }),
];
