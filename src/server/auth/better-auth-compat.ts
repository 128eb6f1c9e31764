// Everything that depends on internals and message texts of better-auth. `test/server/auth/better-auth-compat.test.ts`
// fails when they change.
import { AsyncLocalStorage } from "node:async_hooks";
import type { AuthContext } from "better-auth";

const stateKey = Symbol.for("better-auth:global");

type Internals = Pick<AuthContext, "internalAdapter">;

/** Opens a session of a user, as a sign-in does, and returns its id. */
export async function openSession({ internalAdapter }: Internals, userId: string, expiresAt: Date): Promise<string> {
  const { id } = await internalAdapter.createSession(userId, false, { expiresAt }, true);
  return id;
}

/** Tells if the address of a user is verified; false for an unknown user. */
export async function isVerified({ internalAdapter }: Internals, userId: string): Promise<boolean> {
  return (await internalAdapter.findUserById(userId))?.emailVerified ?? false;
}

/** True for the error of better-auth when a signing key was encrypted with another secret. */
export function isWrongSecret(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Failed to decrypt private key");
}

/** Returns the stores in which better-auth keeps the requests under way: one of each kind in the process. */
export function listContextStores(): readonly AsyncLocalStorage<unknown>[] {
  const { context = {} } = (globalThis as { [stateKey]?: { readonly context?: object } })[stateKey] ?? {};
  return Object.values(context).filter((store) => store instanceof AsyncLocalStorage);
}

/** Removes the quotations of a request, which better-auth puts behind a colon and which may have any length. */
export function leaveOutQuotes(message: unknown): string {
  return String(message).replace(/:.*/s, "");
}
