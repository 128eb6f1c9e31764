import { z } from "zod";
import type * as stream from "../src/engine/feed/stream-messages.ts";
import type { Present as PresentShape } from "../src/model/present.ts";
import type { UserSnapshot } from "../src/model/user.ts";
import type { ProjectMessage, ProjectReady } from "../src/operations/watch-project.ts";
import { eventTypes } from "./activity.ts";
import { builder } from "./builder.ts";
import { ResyncReason } from "./enums.ts";
import { Present, presentFields } from "./present.ts";
import { id, storableText } from "./text.ts";
import { User } from "./user.ts";

const Ready = builder.objectRef<ProjectReady>("Ready").implement({
  description: "Live from here: nothing between `seq` and the next event can be missed.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    cursor: t.exposeString("cursor"),
    present: t.field({ type: [Present], resolve: ({ present }) => [...present] }),
  }),
});

export const Resync = builder.objectRef<stream.Resync>("Resync").implement({
  description:
    "Replaces a replay that cannot be. Take a fresh snapshot, at or above `seq`; the stream continues there.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    cursor: t.exposeString("cursor"),
    reason: t.expose("reason", { type: ResyncReason }),
  }),
});

interface PresenceEvent {
  readonly user: UserSnapshot;
}

const PresenceJoined = builder.objectRef<PresenceEvent & { type: "PresenceJoined" }>("PresenceJoined").implement({
  description: "Somebody came into the project; however many tabs, once. Never replayed.",
  fields: (t) => ({ user: t.expose("user", { type: User }) }),
});

const PresenceLeft = builder.objectRef<PresenceEvent & { type: "PresenceLeft" }>("PresenceLeft").implement({
  description: "Somebody left the project with the last tab. Never replayed.",
  fields: (t) => ({ user: t.expose("user", { type: User }) }),
});

const PresenceChanged = builder.objectRef<PresentShape & { type: "PresenceChanged" }>("PresenceChanged").implement({
  description: "Somebody who is present has another task open, or edits another field. Never replayed.",
  fields: presentFields,
});

const ProjectEvent = builder.unionType("ProjectEvent", {
  description: "Messages of `projectActivity`: the place in the stream, presence, and every change (an Activity).",
  types: [Ready, Resync, PresenceJoined, PresenceLeft, PresenceChanged, ...eventTypes],
  resolveType: ({ type }) => type,
});

builder.subscriptionField("projectActivity", (t) =>
  t.field({
    type: ProjectEvent,
    description:
      "Every change of the project, in order, each exactly once; those after `after`, or from now on. Each comes with " +
      "`extensions: { seq, cursor }`, to resume from.",
    args: {
      projectId: t.arg.id({ required: true, validate: id }),
      after: t.arg.string({
        validate: storableText,
        description:
          "Cursor of the last change that the client has. The changes after it are replayed, then comes Ready.",
      }),
      since: t.arg.int({
        validate: z.int().min(0, "must not be negative."),
        description: "Number of that change instead of its cursor, by hand: the history is not compared.",
      }),
      announce: t.arg.boolean({ description: "Shows the viewer as present (default true)." }),
    },
    subscribe: (_root, { projectId, after, since, announce }, context) =>
      context.watchProject({
        projectId,
        after: after ?? undefined,
        since: since ?? undefined,
        announce: announce ?? undefined,
      }),
    resolve: ({ event }) => event as ProjectMessage,
  }),
);
