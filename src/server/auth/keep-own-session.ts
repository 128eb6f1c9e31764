import type { BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import type { PrismaClient } from "../../database/generated/client.ts";

const changePasswordPath = "/change-password";

/**
 * A plugin of better-auth. To end the other sessions, better-auth would replace the own one, and so close its sockets.
 * `endOtherSessions` ends the others instead, whatever the client asked for.
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
 * A hook of better-auth that runs before an account is written. When its owner changes the password, all other sessions
 * of the owner end first. If the write then fails, the old password stays valid and signs in again.
 */
export function endOtherSessions(prisma: PrismaClient) {
  return async (_change: unknown, context: GenericEndpointContext | null): Promise<void> => {
    if (context?.path !== changePasswordPath) return;
    const own = await getSessionFromCtx(context);
    if (!own) throw new Error("Nobody is signed in who changes a password.");
    await prisma.authSession.deleteMany({ where: { userId: own.user.id, id: { not: own.session.id } } });
  };
}
