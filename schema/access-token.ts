import { z } from "zod";
import { TokenScope as tokenScopes } from "../src/database/generated/enums.ts";
import { type AccessToken as AccessTokenShape, accessTokenLimits } from "../src/model/access-token.ts";
import {
  type CreatedAccessToken,
  createAccessToken,
  listAccessTokens,
  revokeAccessToken,
} from "../src/operations/access-tokens.ts";
import { builder } from "./builder.ts";
import { filledText, id } from "./text.ts";

const TokenScope = builder.enumType("TokenScope", {
  description: "Rights of an access token. Neither includes the other.",
  values: {
    READ: { description: "Queries and subscriptions, and all fields below them." },
    WRITE: { description: "Changes of projects and what is in them, with their answers." },
  } satisfies Record<keyof typeof tokenScopes, object>,
});

const AccessToken = builder.objectRef<AccessTokenShape>("AccessToken").implement({
  description:
    "Lets a program act as the person who made it, within its scopes and projects. It manages no accounts, tokens or members.",
  fields: (t) => ({
    id: t.exposeID("id"),
    name: t.exposeString("name"),
    scopes: t.field({ type: [TokenScope], resolve: ({ scopes }) => [...scopes] }),
    projectIds: t.field({
      type: ["ID"],
      nullable: true,
      description: "The projects to which it is limited; null: all projects of the person.",
      resolve: ({ projectIds }) => projectIds && [...projectIds],
    }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      nullable: true,
      description: "Null: it counts until it is revoked.",
    }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      nullable: true,
      description: "To the minute; null: never.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const { perPerson, projects, name } = accessTokenLimits;

builder.queryField("accessTokens", (t) =>
  t.field({
    type: [AccessToken],
    description: `Your access tokens, the newest first, expired ones too; at most ${perPerson}.`,
    extensions: { cost: { listLength: perPerson, statements: 1 } },
    resolve: async (_root, _args, { reads, viewer }) => [...(await listAccessTokens(reads, viewer))],
  }),
);

builder.mutationField("createAccessToken", (t) =>
  t.field({
    type: builder.objectRef<CreatedAccessToken>("CreateAccessTokenPayload").implement({
      fields: (t) => ({
        secret: t.exposeString("secret", {
          description: "Shown this once: `lst_` and 36 letters and digits. Send it as Bearer.",
        }),
        accessToken: t.expose("accessToken", { type: AccessToken }),
      }),
    }),
    nullable: true,
    description: `A person has at most ${perPerson}.`,
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("CreateAccessTokenInput", {
          fields: (t) => ({
            name: t.string({ required: true, validate: filledText(name) }),
            scopes: t.field({
              type: [TokenScope],
              required: true,
              validate: z
                .array(z.enum(tokenScopes))
                .min(1, "must name a scope.")
                .max(10, "must have at most 10 scopes."),
            }),
            projectIds: t.idList({
              description: `Limits it to projects that you are a member of, at most ${projects}; absent: all of yours, later ones too.`,
              validate: z
                .array(id)
                .min(1, "must name a project; leave it out for all of yours.")
                .max(projects, `must have at most ${projects} ids.`),
            }),
            expiresAt: t.field({ type: "DateTime", description: "Absent: it counts until it is revoked." }),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation: { pool }, viewer }) => createAccessToken(pool, viewer, input),
  }),
);

builder.mutationField("revokeAccessToken", (t) =>
  t.field({
    type: builder.objectRef<{ readonly accessTokenId: string }>("RevokeAccessTokenPayload").implement({
      fields: (t) => ({ accessTokenId: t.exposeID("accessTokenId") }),
    }),
    nullable: true,
    description: "Ends what is open with it within 10 s.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("RevokeAccessTokenInput", {
          fields: (t) => ({ accessTokenId: t.id({ required: true, validate: id }) }),
        }),
      }),
    },
    resolve: async (_root, { input: { accessTokenId } }, { operation: { pool }, viewer }) => {
      await revokeAccessToken(pool, viewer, accessTokenId);
      return { accessTokenId };
    },
  }),
);
