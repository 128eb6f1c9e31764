import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";

/** A plugin of better-auth: people make no accounts. The server's own calls, which come without a request, still do. */
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
