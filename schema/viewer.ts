import { z } from "zod";
import { formatCursor } from "../src/engine/log/cursor.ts";
import { UnauthenticatedError } from "../src/errors/expected-error.ts";
import type { InboxState } from "../src/operations/inbox-log.ts";
import { countNotices, findInbox, type Inbox, listNotices } from "../src/operations/list-notices.ts";
import { markNoticesRead } from "../src/operations/mark-notices-read.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { clientMutationIdField } from "./mutation.ts";
import { Notice } from "./notice.ts";

const noticeKeys = z.tuple([z.int32().positive()]);

export const Viewer = builder.objectRef<Inbox>("Viewer").implement({
  description: "Notices and their place in the viewer's own stream, across projects.",
  fields: (t) => ({
    unreadCount: t.exposeInt("unreadCount", { description: "Number of unread notices, as of `cursor`." }),
    readThrough: t.exposeInt("readThrough", {
      description: "Number up to which the notices are read, as of `cursor`. Those with a higher one are unread.",
    }),
    cursor: t.string({
      description: "Cursor of the own stream, not newer than `notices`: subscribe to `viewerActivity` with it.",
      resolve: ({ position }) => formatCursor("inbox", position),
    }),
    notices: t.field({
      type: builder.connectionObject({ type: Notice, name: "NoticeConnection" }),
      description: "Newest first, read ones too. One that a newer version wrote is left out where it cannot be read.",
      args: pageArgs(),
      resolve: async (_inbox, args, { reads, viewer: { userId } }) => {
        const request = toPageRequest(args, noticeKeys);
        return toConnection(await listNotices(reads, userId, request), request, {
          toKeys: ({ seq }) => [seq],
          toNode: ({ notice }) => notice,
          totalCount: () => countNotices(reads, userId),
        });
      },
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: Viewer,
    description: "Your own notices, across projects: of assignments, mentions, comments and memberships.",
    extensions: { cost: { statements: 1 } },
    resolve: async (_root, _args, { reads, viewer: { userId } }) => {
      const inbox = await findInbox(reads, userId);
      if (!inbox) throw new UnauthenticatedError("The account of this token was deleted.");
      return inbox;
    },
  }),
);

builder.mutationField("markNoticesRead", (t) =>
  t.field({
    type: builder.objectRef<InboxState>("MarkNoticesReadPayload").implement({
      fields: (t) => ({ unreadCount: t.exposeInt("unreadCount", { description: "Number of notices that are left." }) }),
    }),
    nullable: true,
    description: "Marks your notices up to a number as read, on all of your devices.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("MarkNoticesReadInput", {
          fields: (t) => ({
            upTo: t.int({
              required: true,
              validate: z.int().min(0, "must not be negative."),
              description: "`seq` of the last notice that was read; at most that of the newest one.",
            }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => markNoticesRead(operation, input),
  }),
);
