import type { Ready, Resync } from "../src/engine/feed/stream-messages.ts";
import type { InboxEvent } from "../src/model/notices.ts";
import type { InboxState } from "../src/operations/inbox-log.ts";
import type { ProjectRenamed as Renamed } from "../src/operations/renames.ts";
import type { InboxMessage } from "../src/operations/watch-inbox.ts";
import { builder } from "./builder.ts";
import { ResyncReason } from "./enums.ts";
import { NoticeProject, noticeTypes } from "./notice.ts";
import { storableText } from "./text.ts";

const ViewerReady = builder.objectRef<Ready & InboxState>("ViewerReady").implement({
  description: "Live from here: nothing between `seq` and the next event can be missed.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    cursor: t.exposeString("cursor"),
    unreadCount: t.exposeInt("unreadCount", { description: "Number of unread notices, as of `seq`." }),
  }),
});

const ViewerResync = builder.objectRef<Resync>("ViewerResync").implement({
  description: "Replaces a replay that cannot be. Read `viewer` anew, at or above `seq`; the stream continues there.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    cursor: t.exposeString("cursor"),
    reason: t.expose("reason", { type: ResyncReason }),
  }),
});

const NoticesRead = builder.objectRef<Extract<InboxEvent, { type: "NoticesRead" }>>("NoticesRead").implement({
  description: "The viewer has read the notices up to a number, on whichever device.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    at: t.expose("at", { type: "DateTime" }),
    upTo: t.exposeInt("upTo"),
    unreadCount: t.exposeInt("unreadCount", { description: "Number of notices that are left." }),
  }),
});

const ProjectRenamed = builder.objectRef<Renamed>("ProjectRenamed").implement({
  description: "One of the viewer's projects has another name. Never replayed.",
  fields: (t) => ({ project: t.expose("project", { type: NoticeProject }) }),
});

const ViewerEvent = builder.unionType("ViewerEvent", {
  description: "Messages of `viewerActivity`: the place in the stream, notices, and what is told without a number.",
  types: [ViewerReady, ViewerResync, ...noticeTypes, NoticesRead, ProjectRenamed],
  resolveType: ({ type }) => (type === "Ready" || type === "Resync" ? `Viewer${type}` : type),
});

builder.subscriptionField("viewerActivity", (t) =>
  t.field({
    type: ViewerEvent,
    description:
      "The viewer's own stream, across projects: every notice in order, each exactly once; those after `after`, or " +
      "from now on. Each comes with `extensions: { seq, cursor }`, to resume from.",
    args: {
      after: t.arg.string({
        validate: storableText,
        description:
          "Cursor of the last entry that the client has. Those after it are replayed, then comes ViewerReady.",
      }),
    },
    subscribe: (_root, { after }, context) => context.watchInbox(after ?? undefined),
    resolve: ({ event }) => event as InboxMessage,
  }),
);
