import type { UserSnapshot } from "../src/activity/snapshots.ts";
import { builder } from "./builder.ts";
import { inEvents } from "./in-events.ts";

export const User = builder.objectRef<UserSnapshot>("User").implement({
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    name: t.exposeString("name", inEvents),
    email: t.exposeString("email", { nullable: true, ...inEvents }),
  }),
});

builder.queryField("me", (t) =>
  t.field({
    type: User,
    description: "Who the token says that you are.",
    resolve: (_root, _args, { viewer: { userId, name, email } }) => ({ id: userId, name, email }),
  }),
);
