import { SignJWT } from "jose";

/** The AUTH_JWT_SECRET of test instances, those in production among them. */
export const jwtSecret = "a7d09c4be1f85326d4079e3bc1586fa2e90b7d34";

/** A token of the outside issuer, good for an hour; `claims` are added, or replace what is set here. */
export function signToken(subject: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return new SignJWT({ exp: Math.floor(Date.now() / 1_000) + 3_600, name: subject, email: emailOf(subject), ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .sign(new TextEncoder().encode(jwtSecret));
}

export function emailOf(subject: string): string {
  return `${subject.toLowerCase()}@example.com`;
}
