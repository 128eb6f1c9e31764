import type { BetterAuthPlugin } from "better-auth";
import { createAuthMiddleware } from "better-auth/api";
import type { Passwords } from "./passwords.ts";

/**
 * A plugin of better-auth, whose sign-up hashes within its transaction: hashes before it, so that no transaction, and no
 * database connection, waits for a hash.
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
