import { LRUCache } from "lru-cache";
import { expectOutage } from "../../database/find-outage.ts";
import type { PrismaClient } from "../../database/generated/client.ts";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import { isAccessToken } from "../../model/access-token.ts";
import { ensureUser } from "../../operations/ensure-user.ts";
import type { Viewer } from "../../operations/viewer.ts";
import { disabledAccount, findTokenViewer } from "./find-token-viewer.ts";
import { ownIssuer } from "./own-keys.ts";
import type { VerifyToken } from "./token-verifier.ts";

/**
 * Returns the viewer behind an `Authorization` header or the `authorization` of a `connection_init`; null without
 * credentials. Throws UnauthenticatedError for invalid credentials, UnverifiableTokenError while the token's issuer
 * cannot be reached, and UnavailableError while PostgreSQL cannot be used.
 */
export type Authenticate = (authorization: unknown) => Promise<Viewer | null>;

/**
 * Milliseconds for which a token is taken as it was found: no signature check, no statement. A token of an own account
 * is refused within 10 s after its session was signed out or its account deleted. An access token is refused within
 * 10 s after it was revoked. `watchViewers` closes a socket that was opened meanwhile.
 */
const freshFor = { own: 4_000, outside: 30_000 };
const maxTokens = 10_000;

export function createAuthenticate({
  prisma,
  verifyToken,
  ownFreshFor = freshFor.own,
}: {
  readonly prisma: PrismaClient;
  readonly verifyToken: VerifyToken;
  /** Milliseconds for which an access token, or one of an own account, is taken as it was found; 4,000 if absent. */
  readonly ownFreshFor?: number | undefined;
}): Authenticate {
  const viewers = new LRUCache<string, Viewer>({
    max: maxTokens,
    // A token names its person: none stays in memory for longer than it counts.
    ttlAutopurge: true,
    ignoreFetchAbort: true,
    fetchMethod: async (token, _stale, { options }) => {
      const viewer = await (isAccessToken(token) ? findTokenViewer(prisma, token) : findViewer(token));
      const isOwn = viewer.sessionId !== null || viewer.access !== null;
      // Zero would mean for ever.
      const fresh = isOwn ? ownFreshFor : freshFor.outside;
      options.ttl = Math.max(1, Math.min(fresh, viewer.expiresAt - Date.now()));
      return viewer;
    },
  });

  async function findViewer(token: string): Promise<Viewer> {
    const { expiresAt, sessionId, ...identity } = await verifyToken(token);
    // Own accounts tell of each change themselves; an older token of theirs must not undo it.
    const profile = identity.issuer === ownIssuer ? "keep" : "follow";
    const [user, isOpen] = await Promise.all([
      ensureUser(prisma, identity, { profile }),
      sessionId === null || isSessionOpen(prisma, sessionId),
    ]);
    if (user === null) throw new UnauthenticatedError("The account of this token was deleted.");
    if (user.isDisabled) throw new UnauthenticatedError(disabledAccount);
    if (!isOpen) throw new UnauthenticatedError("The session of this token has ended. Sign in again.");
    return { userId: user.id, name: user.name, email: user.email, expiresAt, sessionId, access: null };
  }

  return async (authorization) => {
    const token = readBearerToken(authorization ?? "");
    if (token === null) return null;
    return viewers.forceFetch(token).catch((error: unknown) => {
      throw expectOutage(error);
    });
  };
}

async function isSessionOpen(prisma: PrismaClient, sessionId: string): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`SELECT 1 FROM auth_sessions WHERE id = ${sessionId}::uuid`;
  return rows.length > 0;
}

/** Null for blank text. */
function readBearerToken(authorization: unknown): string | null {
  const credentials = typeof authorization === "string" ? authorization.trim() : null;
  if (credentials === "") return null;
  const token = credentials && /^Bearer +(\S+)$/i.exec(credentials)?.[1];
  if (!token) throw new UnauthenticatedError('The authorization must read "Bearer <token>".');
  return token;
}
