import type { BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { verifyJWT } from "better-auth/crypto";
import type { Pool } from "pg";
import type { PrismaClient } from "../../database/generated/client.ts";
import { isInvited } from "../../operations/invitations.ts";
import { normalizeEmail } from "./account-input.ts";
import { isVerified } from "./better-auth-compat.ts";
import { disabledAccount } from "./find-token-viewer.ts";
import { ownIssuer } from "./own-keys.ts";
import type { Passwords } from "./passwords.ts";

/** Refuses sign-ups by people. The server's own calls, which come without a request, still make accounts. */
export const closedSignUps = {
  id: "closed-sign-ups",
  hooks: {
    before: [
      {
        matcher: ({ path, request }) => path === "/sign-up/email" && request !== undefined,
        handler: createAuthMiddleware(async () => {
          const message = "Sign-ups are switched off on this server. Ask its operator for access.";
          throw new APIError("FORBIDDEN", { code: "SIGN_UPS_OFF", message });
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin;

/** Refuses sign-ups by people who do not show the token of an invitation of the same address, as `invitation`. */
export function invitedSignUps(pool: Pool) {
  return {
    id: "invited-sign-ups",
    hooks: {
      before: [
        {
          matcher: ({ path, request }) => path === "/sign-up/email" && request !== undefined,
          handler: createAuthMiddleware(async ({ body }) => {
            const { invitation, email } = Object(body);
            if (typeof invitation === "string" && typeof email === "string") {
              if (await isInvited(pool, invitation, normalizeEmail(email))) return;
            }
            const message =
              "Sign-ups need an invitation on this server. Open its link, and use the address that was invited.";
            throw new APIError("FORBIDDEN", { code: "SIGN_UPS_INVITED", message });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/**
 * Hashes before the transaction of a sign-up, within which better-auth hashes, so that no database connection waits for
 * a hash.
 */
export function hashFirst(passwords: Passwords) {
  return {
    id: "hash-first",
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === "/sign-up/email",
          handler: createAuthMiddleware(async ({ body, context }) => {
            const password: unknown = body?.password;
            const { minPasswordLength, maxPasswordLength } = context.password.config;
            // better-auth refuses any other one.
            if (typeof password !== "string") return;
            if (password.length < minPasswordLength || password.length > maxPasswordLength) return;
            await passwords.prepare(password);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** Refuses a link that has confirmed an address before; better-auth would accept it again. */
export const spentLinks = {
  id: "spent-links",
  hooks: {
    before: [
      {
        matcher: ({ path }) => path === "/verify-email",
        handler: createAuthMiddleware(async ({ query, context }) => {
          const claims = await verifyJWT<{ userId?: string }>(String(query?.["token"]), context.secret);
          // better-auth tells the fault of any other token.
          if (!claims?.userId) return;
          if (!(await isVerified(context, claims.userId))) return;
          throw new APIError("UNAUTHORIZED", { code: "INVALID_TOKEN", message: "This link was used before." });
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin;

const changePasswordPath = "/change-password";

/**
 * Keeps the own session when the password changes; better-auth would replace it, and so close the own sockets, to end
 * the others. `endOtherSessions` ends them, whether or not the client asks for it.
 */
export const keepOwnSession = {
  id: "keep-own-session",
  hooks: {
    before: [
      {
        matcher: ({ path }) => path === changePasswordPath,
        handler: createAuthMiddleware(async () => ({ context: { body: { revokeOtherSessions: false } } })),
      },
    ],
  },
} satisfies BetterAuthPlugin;

/**
 * A hook of better-auth that runs after a session is stored. A disabled person gets none. One that is stored while an
 * operator disables the person ends here or by the operator's command.
 */
export function refuseDisabled(prisma: PrismaClient) {
  return async ({ id, userId: subject }: { readonly id: string; readonly userId: string }): Promise<void> => {
    const disabled = await prisma.user.count({ where: { issuer: ownIssuer, subject, disabledAt: { not: null } } });
    if (disabled === 0) return;
    await prisma.authSession.deleteMany({ where: { id } });
    throw new APIError("FORBIDDEN", { code: "ACCOUNT_DISABLED", message: disabledAccount });
  };
}

/**
 * A hook of better-auth that runs before an account is written. When the owner changes the password, all other sessions
 * of the owner end first. If the write fails then, the old password still signs in.
 */
export function endOtherSessions(prisma: PrismaClient) {
  return async (_change: unknown, context: GenericEndpointContext | null): Promise<void> => {
    if (context?.path !== changePasswordPath) return;
    const own = await getSessionFromCtx(context);
    if (!own) throw new Error("Nobody is signed in who changes a password.");
    await prisma.authSession.deleteMany({ where: { userId: own.user.id, id: { not: own.session.id } } });
  };
}
