import { z } from "zod";
import type * as stream from "../src/engine/feed/project-stream.ts";
import type { UserSnapshot } from "../src/model/snapshots.ts";
import { eventTypes } from "./activity.ts";
import { builder } from "./builder.ts";
import { ResyncReason } from "./enums.ts";
import { id, storableText } from "./text.ts";
import { User } from "./user.ts";

const Ready = builder.objectRef<stream.Ready>("Ready").implement({
  description: "Live from here: nothing between `seq` and the next event can be missed.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    epoch: t.exposeString("epoch"),
    present: t.field({ type: [User], resolve: ({ present }) => [...present] }),
  }),
});

const Resync = builder.objectRef<stream.Resync>("Resync").implement({
  description:
    "Stands in for a replay that cannot be: take a fresh snapshot, at or above `seq`; the stream goes on there.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    epoch: t.exposeString("epoch"),
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

const ProjectEvent = builder.unionType("ProjectEvent", {
  description: "What `projectActivity` tells: where the stream stands, who is there, and every change (an Activity).",
  types: [Ready, Resync, PresenceJoined, PresenceLeft, ...eventTypes],
  resolveType: ({ type }) => type,
});

builder.subscriptionField("projectActivity", (t) =>
  t.field({
    type: ProjectEvent,
    description:
      "Every change of the project, in order, each exactly once; from `since` on, or from now on. Each comes with " +
      "`extensions: { seq, epoch }`, to resume from.",
    args: {
      projectId: t.arg.id({ required: true, validate: id }),
      since: t.arg.int({
        validate: z.int().min(0, "must not be negative."),
        description: "The last change that the client has; all after it is replayed, then comes Ready.",
      }),
      epoch: t.arg.string({ validate: storableText, description: "The history that `since` counts in." }),
      announce: t.arg.boolean({ description: "Whether the viewer is shown as present; true by default." }),
    },
    subscribe: (_root, { projectId, since, epoch, announce }, context) =>
      context.watchProject({
        projectId,
        since: since ?? undefined,
        epoch: epoch ?? undefined,
        announce: announce ?? undefined,
      }),
    resolve: ({ event }) => event,
  }),
);
