import { randomBytes, scryptSync } from "node:crypto";
import type { PasswordHasher } from "../../src/server/auth/passwords.ts";

/** Scrypt at the least cost: what tests do with accounts does not depend on how long a hash takes. */
export const cheapHasher: PasswordHasher = {
  hash: async (password) => hash(password, randomBytes(8).toString("hex")),
  verify: async ({ hash: stored, password }) => stored === hash(password, stored.split(":")[0] ?? ""),
};

function hash(password: string, salt: string): string {
  return `${salt}:${scryptSync(password.normalize("NFKC"), salt, 32, { N: 2 }).toString("hex")}`;
}
