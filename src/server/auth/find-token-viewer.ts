import type { PrismaClient } from "../../database/generated/client.ts";
import type { TokenScope } from "../../database/generated/enums.ts";
import { ExpiredTokenError, UnauthenticatedError } from "../../errors/expected-error.ts";
import { hashSecret, isWellFormedSecret } from "../../model/access-token.ts";
import type { Viewer } from "../../operations/viewer.ts";

interface FoundToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly projectIds: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly hasExpired: boolean;
  readonly userId: string;
  readonly userName: string;
  readonly email: string | null;
  readonly isDisabled: boolean;
}

export const disabledAccount = "An operator has disabled this account.";

/**
 * Returns the person behind an access token, with the token's bounds. One statement, which notes the use at most once a
 * minute. Throws UnauthenticatedError for a token that is mistyped, unknown or revoked, or whose person was deleted
 * or is disabled, and ExpiredTokenError after its end.
 */
export async function findTokenViewer(prisma: PrismaClient, secret: string): Promise<Viewer> {
  if (!isWellFormedSecret(secret)) {
    throw new UnauthenticatedError("The access token is mistyped or cut off: its checksum is wrong.");
  }
  const rows = await prisma.$queryRaw<FoundToken[]>`
    WITH found AS (
      SELECT t.id, t.name, t.scopes::text[] AS scopes, t.project_ids, t.expires_at, t.last_used_at,
        coalesce(t.expires_at <= now(), false) AS has_expired, u.id AS user_id, u.name AS user_name, u.email, u.disabled_at
      FROM access_tokens t JOIN users u ON u.id = t.user_id AND u.anonymized_at IS NULL
      WHERE t.hash = ${hashSecret(secret)}
    ), used AS (
      UPDATE access_tokens t SET last_used_at = now() FROM found
      WHERE t.id = found.id AND NOT found.has_expired
        AND (found.last_used_at IS NULL OR found.last_used_at < now() - interval '1 minute')
    )
    SELECT id, name, scopes, project_ids AS "projectIds", expires_at AS "expiresAt", has_expired AS "hasExpired",
      user_id AS "userId", user_name AS "userName", email, disabled_at IS NOT NULL AS "isDisabled"
    FROM found`;
  const token = rows[0];
  if (!token) throw new UnauthenticatedError("The access token is unknown, or was revoked.");
  if (token.isDisabled) throw new UnauthenticatedError(disabledAccount);
  if (token.hasExpired) throw new ExpiredTokenError("The access token has expired.");
  const { id, name, scopes, projectIds, userId, userName, email } = token;
  const expiresAt = token.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return { userId, name: userName, email, expiresAt, sessionId: null, access: { id, name, scopes, projectIds } };
}
