import { type UserSnapshot, userSnapshot } from "../src/model/user.ts";
import { builder } from "./builder.ts";
import { inEvents, showSnapshot } from "./in-events.ts";

export const User = builder.objectRef<UserSnapshot>("User").implement({
  description: "Somebody who has used this server, of its own accounts or of the outside issuer.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    name: t.exposeString("name", inEvents),
    email: t.exposeString("email", {
      nullable: true,
      description: "Null where the account has none, or was deleted.",
      ...inEvents,
    }),
  }),
});

showSnapshot(userSnapshot, User);

builder.queryField("me", (t) =>
  t.field({
    type: User,
    description: "Whom the token stands for.",
    resolve: (_root, _args, { viewer: { userId, name, email } }) => ({ id: userId, name, email }),
  }),
);
