import { given } from "./board.ts";
import { CreateAccessTokenDocument, type CreateAccessTokenInput } from "./generated/graphql.ts";
import type { Person } from "./person.ts";

/** Makes an access token of the person, with both scopes unless the input says otherwise. */
export async function createAccessToken(
  person: Person,
  input: Partial<CreateAccessTokenInput> = {},
): Promise<{ readonly id: string; readonly secret: string }> {
  const full = { name: "CI", scopes: ["READ" as const, "WRITE" as const], ...input };
  const { createAccessToken } = await person.expect(CreateAccessTokenDocument, { input: full });
  const { secret, accessToken } = given(createAccessToken);
  return { id: accessToken.id, secret };
}
