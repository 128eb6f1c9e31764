import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  AccessTokensDocument,
  CreateAccessTokenDocument,
  RevokeAccessTokenDocument,
} from "../../support/generated/graphql.ts";
import type { Person } from "../../support/person.ts";
import type { Scenarios } from "./scenario.ts";

export const accessTokenScenarios = {
  async AccessTokens({ board, ada, stranger }) {
    const expiresAt = "2100-01-01T00:00:00.000Z";
    const older = await create(ada, { name: "Older", scopes: ["READ", "WRITE"], projectIds: [board.projectId] });
    const newer = await create(ada, { name: "Newer", scopes: ["READ"], expiresAt });
    const { accessTokens } = await ada.expect(AccessTokensDocument, {});
    expect(accessTokens.slice(0, 2)).toEqual([
      {
        ...{ id: newer.accessToken.id, name: "Newer", scopes: ["READ"], projectIds: null, expiresAt },
        ...{ lastUsedAt: null, createdAt: expect.any(String) },
      },
      {
        ...{ id: older.accessToken.id, name: "Older", scopes: ["READ", "WRITE"], projectIds: [board.projectId] },
        ...{ expiresAt: null, lastUsedAt: null, createdAt: expect.any(String) },
      },
    ]);
    expect(JSON.stringify(accessTokens)).not.toContain("lst_");
    expect(await stranger.expect(AccessTokensDocument, {})).toEqual({ accessTokens: [] });
    for (const { accessToken } of [older, newer]) await revoke(ada, accessToken.id);
  },

  async CreateAccessToken({ ada }) {
    const { secret, accessToken } = await create(ada, { name: "CI", scopes: ["WRITE"] });
    expect(secret).toMatch(/^lst_[0-9A-Za-z]{36}$/);
    expect(accessToken).toEqual({ id: expect.any(String), name: "CI", scopes: ["WRITE"], expiresAt: null });
    await revoke(ada, accessToken.id);
  },

  async RevokeAccessToken({ ada, grace }) {
    const { accessToken } = await create(ada, { name: "CI", scopes: ["READ"] });
    const input = { accessTokenId: accessToken.id };
    expect(codeOf(await grace.request(RevokeAccessTokenDocument, { input }))).toBe("NOT_FOUND");
    expect(await ada.expect(RevokeAccessTokenDocument, { input })).toEqual({ revokeAccessToken: input });
    expect(codeOf(await ada.request(RevokeAccessTokenDocument, { input }))).toBe("NOT_FOUND");
  },
} satisfies Scenarios;

async function create(
  person: Person,
  input: { name: string; scopes: ("READ" | "WRITE")[]; projectIds?: string[]; expiresAt?: string },
) {
  return given((await person.expect(CreateAccessTokenDocument, { input })).createAccessToken);
}

async function revoke(person: Person, accessTokenId: string): Promise<void> {
  await person.expect(RevokeAccessTokenDocument, { input: { accessTokenId } });
}
