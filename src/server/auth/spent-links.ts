import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { verifyJWT } from "better-auth/crypto";

/** A plugin of better-auth, whose links would go on answering well: one that confirmed an address holds no more. */
export const spentLinks = {
  id: "spent-links",
  hooks: {
    before: [
      {
        matcher: ({ path }) => path === "/verify-email",
        handler: createAuthMiddleware(async ({ query, context }) => {
          const claims = await verifyJWT<{ userId?: string }>(String(query?.["token"]), context.secret);
          // Better-auth reports the fault of another token.
          if (!claims?.userId) return;
          const user = await context.internalAdapter.findUserById(claims.userId);
          if (!user?.emailVerified) return;
          throw new APIError("UNAUTHORIZED", { code: "INVALID_TOKEN", message: "This link was used before." });
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin;
