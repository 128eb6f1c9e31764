import type { BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import type { PrismaClient } from "../../database/generated/client.ts";

const changePasswordPath = "/change-password";

/**
 * A plugin of better-auth, which would replace the own session with a new one, and so close the own sockets, to end the
 * others: `endOtherSessions` ends them, whatever the client asked for.
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
 * A hook of better-auth that runs before an account is written: when its owner changes the password, all of the owner's
 * sessions but the one that asks end first. Should the write fail then, the old password holds and signs in again.
 */
export function endOtherSessions(prisma: PrismaClient) {
  return async (_change: unknown, context: GenericEndpointContext | null): Promise<void> => {
    if (context?.path !== changePasswordPath) return;
    const own = await getSessionFromCtx(context);
    if (!own) throw new Error("Nobody is signed in who changes a password.");
    await prisma.authSession.deleteMany({ where: { userId: own.user.id, id: { not: own.session.id } } });
  };
}
