/**
 * Couplings to message texts of better-auth. `test/api/accounts.test.ts` (the secret of the database) and
 * `test/auth/secrets-in-logs.test.ts` (quotations) fail when one of them changes.
 */

/** True for the error of better-auth when a signing key was encrypted with another secret. */
export function isWrongSecret(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Failed to decrypt private key");
}

/** Removes the quotations of a request, which better-auth puts behind a colon and which may have any length. */
export function leaveOutQuotes(message: unknown): string {
  return String(message).replace(/:.*/s, "");
}
