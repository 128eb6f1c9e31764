/** Parts of a JWT that the client uses. The server alone verifies them. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** Seconds since 1970; null: none. */
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
}

/** Reads a JWT without verifying it. Returns null for any other text, and for a JWT that names no subject. */
export function readToken(token: string): TokenClaims | null {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const { iss, sub, iat, exp }: Record<string, unknown> = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof sub !== "string" || sub === "") return null;
    return {
      issuer: typeof iss === "string" ? iss : "",
      subject: sub,
      issuedAt: typeof iat === "number" ? iat : null,
      expiresAt: typeof exp === "number" ? exp : null,
    };
  } catch {
    return null;
  }
}

/**
 * Returns the time at which a token that arrives `now` is to be renewed, in milliseconds. The clock of the machine may
 * be wrong. So no token counts for longer than it lives, and one that looks expired counts for its lifetime. A fifth of
 * the remaining time is left for the renewal, at most 30 s.
 */
export function renewalTimeOf({ issuedAt, expiresAt }: TokenClaims, now: number): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY;
  const remaining = expiresAt * 1_000 - now;
  const lifetime = issuedAt === null ? remaining : (expiresAt - issuedAt) * 1_000;
  const usable = Math.max(0, remaining > 0 ? Math.min(remaining, lifetime) : lifetime);
  return now + usable - Math.min(30_000, usable / 5);
}
