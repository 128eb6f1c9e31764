import type { Pool, PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { TokenScope } from "../database/generated/enums.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { isoTime, onlyRow } from "../database/sql.ts";
import { BadUserInputError, NotFoundError, UnauthenticatedError } from "../errors/expected-error.ts";
import { type AccessToken, accessTokenLimits, createSecret, hashSecret } from "../model/access-token.ts";
import type { Reads } from "./reads.ts";
import type { Viewer } from "./viewer.ts";

export interface CreateAccessTokenInput {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Absent: all projects of the person, later ones too. */
  readonly projectIds?: readonly string[] | null | undefined;
  /** ISO 8601. Absent: it counts until it is revoked. */
  readonly expiresAt?: string | null | undefined;
}

export interface CreatedAccessToken {
  /** Nobody can read it again. */
  readonly secret: string;
  readonly accessToken: AccessToken;
}

type Owner = Pick<Viewer, "userId">;

const columns = `
  t.id, t.name, t.scopes::text[] AS scopes, t.project_ids AS "projectIds", ${isoTime("t.expires_at")} AS "expiresAt",
  ${isoTime("t.last_used_at")} AS "lastUsedAt", ${isoTime("t.created_at")} AS "createdAt"`;

/** The tokens of a person, the newest first, expired ones too. */
export async function listAccessTokens(reads: Reads, { userId }: Owner): Promise<readonly AccessToken[]> {
  const { rows } = await reads.query<AccessToken>({
    name: "access-token-list",
    text: `SELECT ${columns} FROM access_tokens t WHERE t.user_id = $1 ORDER BY t.created_at DESC, t.id DESC`,
    values: [userId],
  });
  return rows;
}

/**
 * Makes a token. Throws BadUserInputError above the number that a person may have, and for an end that has passed. It
 * throws the same for a project of which the person is no member. Throws UnauthenticatedError for a person whose
 * account was deleted. `also` belongs to the transaction.
 */
export function createAccessToken(
  pool: Pool,
  { userId }: Owner,
  { name, scopes, projectIds = null, expiresAt = null }: CreateAccessTokenInput,
  also: (client: PoolClient, accessToken: AccessToken) => Promise<unknown> = async () => {},
): Promise<CreatedAccessToken> {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw BadUserInputError.at(["input", "expiresAt"], "expiresAt has passed. Choose a later time, or leave it out.");
  }
  return inTransaction(pool, async (client) => {
    await requireRoom(client, userId);
    await requireProjects(client, userId, projectIds ?? []);
    const secret = createSecret();
    const { rows } = await client.query<AccessToken>({
      name: "access-token-insert",
      text: `
        INSERT INTO access_tokens AS t (id, user_id, name, hash, scopes, project_ids, expires_at)
        VALUES ($1, $2, $3, $4, $5::text[]::token_scope[], $6::uuid[], $7) RETURNING ${columns}`,
      values: [uuidv7(), userId, name, hashSecret(secret), [...new Set(scopes)], projectIds, expiresAt],
    });
    const accessToken = onlyRow(rows);
    await also(client, accessToken);
    return { secret, accessToken };
  });
}

/**
 * Deletes a token of the person; what was open with it ends within 10 s. Throws NotFoundError for one that is no token
 * of the person.
 */
export async function revokeAccessToken(pool: Pool, { userId }: Owner, accessTokenId: string): Promise<void> {
  const { rowCount } = await pool.query({
    name: "access-token-revoke",
    text: "DELETE FROM access_tokens WHERE id = $1 AND user_id = $2",
    values: [accessTokenId, userId],
  });
  if (rowCount === 0) throw new NotFoundError("You have no access token of this id.");
}

/** Locks the person, so that tokens made at the same moment are counted, and none outlives the account. */
async function requireRoom(client: PoolClient, userId: string): Promise<void> {
  const { rowCount } = await client.query({
    name: "access-token-person",
    text: "SELECT FROM users WHERE id = $1 AND anonymized_at IS NULL FOR NO KEY UPDATE",
    values: [userId],
  });
  if (rowCount === 0) throw new UnauthenticatedError("The account of this token was deleted.");
  const { rows } = await client.query<{ count: number }>({
    name: "access-token-count",
    text: "SELECT count(*)::int AS count FROM access_tokens WHERE user_id = $1",
    values: [userId],
  });
  const most = accessTokenLimits.perPerson;
  if (onlyRow(rows).count < most) return;
  throw BadUserInputError.at(["input"], `A person has at most ${most} access tokens. Revoke one first.`);
}

async function requireProjects(client: PoolClient, userId: string, projectIds: readonly string[]): Promise<void> {
  if (projectIds.length === 0) return;
  const { rows } = await client.query<{ id: string }>({
    name: "access-token-projects",
    text: `
      SELECT p.id FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.user_id = $1 AND p.id = ANY($2::uuid[])`,
    values: [userId, projectIds],
  });
  const known = new Set(rows.map(({ id }) => id));
  const unknown = projectIds.findIndex((id) => !known.has(id));
  if (unknown < 0) return;
  const message = "Not found, or you are not a member of the project.";
  throw BadUserInputError.at(["input", "projectIds", unknown], message);
}
