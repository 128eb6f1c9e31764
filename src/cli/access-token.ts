import { defineCommand } from "citty";
import { accessTokenLimits, tokenScopes } from "../model/access-token.ts";
import { createAccessToken, listAccessTokens } from "../operations/access-tokens.ts";
import { noteAction } from "../operations/admin-actions.ts";
import { revokeTokens } from "../operations/admin-tokens.ts";
import { administer, jsonFlag, personFlags, printRows, printThing, readId, requirePerson } from "./administer.ts";
import { readWholeNumber } from "./run-command-line.ts";

export const createToken = defineCommand({
  meta: { name: "token create", description: "Make an access token for a program, which acts as the person" },
  args: {
    ...personFlags,
    name: { type: "string", description: "Name in lists and in the history", required: true },
    scopes: { type: "string", default: "read,write", description: "read, write, or both, separated by a comma" },
    projects: { type: "string", description: "Ids of projects to which it is limited (default: all of the person)" },
    days: {
      type: "string",
      valueHint: "n",
      description: "Days until it expires (default: it counts until it is revoked)",
    },
    ...jsonFlag,
  },
  async run({ args }) {
    const input = {
      name: readName(args.name),
      scopes: args.scopes.split(",").map(readScope),
      projectIds: args.projects?.split(",").map((id) => readId("projects", id.trim())),
      expiresAt: args.days === undefined ? null : inDays(readWholeNumber("days", args.days, 1, 36_500)),
    };
    const { secret, accessToken } = await administer(async (database, operator) => {
      const { id: userId, disabledAt, erasedAt } = await requirePerson(database, args);
      if (erasedAt !== null) throw new Error("The person was erased and has no account.");
      if (disabledAt !== null) throw new Error("The person is disabled: run user enable first.");
      return createAccessToken(database.pool, { userId }, input, (client, { id: target, name }) => {
        return noteAction(client, operator, { action: "token create", target, details: { user: userId, name } });
      });
    });
    printThing({ secret, ...accessToken }, args.json);
  },
});

export const listTokens = defineCommand({
  meta: { name: "token list", description: "List the access tokens of a person, the newest first" },
  args: { ...personFlags, ...jsonFlag },
  async run({ args }) {
    const tokens = await administer(async (database) => {
      const { id: userId } = await requirePerson(database, args);
      return listAccessTokens(database.pool, { userId });
    });
    printRows(tokens, args.json);
  },
});

export const revokeToken = defineCommand({
  meta: { name: "token revoke", description: "End access tokens of a person, with what is open by them" },
  args: {
    ...personFlags,
    id: { type: "string", description: "Id of the access token (default: all of the person)" },
    ...jsonFlag,
  },
  async run({ args }) {
    const revoked = await administer(async (database, operator) => {
      const { id: userId } = await requirePerson(database, args);
      const tokenId = args.id === undefined ? null : readId("id", args.id);
      const ids = await revokeTokens(database.pool, operator, userId, tokenId);
      if (tokenId !== null && ids.length === 0)
        throw new Error(`The person has no access token with the id ${tokenId}.`);
      return ids;
    });
    printThing({ action: "token revoke", accessTokens: revoked }, args.json);
  },
});

function readName(name: string): string {
  if (name.trim() !== "" && [...name].length <= accessTokenLimits.name) return name;
  throw new Error(`--name must have 1 to ${accessTokenLimits.name} characters.`);
}

function readScope(text: string) {
  const scope = tokenScopes.find((known) => known === text.trim().toUpperCase());
  if (scope) return scope;
  throw new Error("--scopes must be read, write, or both, separated by a comma.");
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
