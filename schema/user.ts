import { type UserSnapshot, userSnapshot } from "../src/model/user.ts";
import { listColors } from "../src/operations/list-colors.ts";
import { builder } from "./builder.ts";
import { LabelColor } from "./enums.ts";
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
    color: t.field({
      type: LabelColor,
      nullable: true,
      description: "Chosen in the profile of an own account; null: by the id. Events do not carry it.",
      extensions: { cost: { statements: 1 } },
      resolve: ({ id }, _args, { loaders }) => loaders.each(listColors)(id),
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
