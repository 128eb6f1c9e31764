import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import type { Logger } from "pino";
import type { OutsideIssuer } from "../../config/config.ts";
import type { PrismaClient } from "../../database/generated/client.ts";
import { ExpiredTokenError, UnauthenticatedError } from "../../errors/expected-error.ts";
import { isStorableText, toStorableText } from "../../model/storable-text.ts";
import { type Identity, maxEmailLength, maxNameLength } from "../../operations/ensure-user.ts";
import { createOutsideKeys } from "./outside-keys.ts";
import { createOwnKeys, ownIssuer } from "./own-keys.ts";

/** Claims of a valid token. E-mail and name are trimmed to what can be stored; null where the token has none. */
export interface TokenClaims extends Identity {
  /** End of the time in which the token is accepted, tolerance included, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The session of one of the server's own accounts; null for the outside issuer. */
  readonly sessionId: string | null;
}

/**
 * Verifies a token. Throws UnauthenticatedError, with a sentence for the client, for a token that is not valid now.
 * Throws UnverifiableTokenError for a token that needs the outside issuer while that cannot be reached.
 */
export type VerifyToken = (token: string) => Promise<TokenClaims>;

/** The issuer of users from outside when the configuration names none. */
const unnamedIssuer = "outside";

const asymmetricAlgorithms = ["EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

/** Difference in seconds that the clocks of issuer and server may have: it holds for `exp`, `nbf` and `iat`. */
const clockTolerance = 5;

const maxTokenLength = 8_192;
const maxSubjectLength = 255;

/** An issuer and the keys that make a token its own. The token's claim about its issuer is only checked. */
interface TokenIssuer {
  readonly name: string;
  readonly key: JWTVerifyGetKey;
  readonly options: JWTVerifyOptions;
  /** Claims that its tokens have. */
  readonly required: readonly string[];
}

/** Verifies tokens of the server's own accounts and of the outside issuer, told apart by the key that verifies. */
export function createTokenVerifier({
  prisma,
  outside,
  logger,
}: {
  readonly prisma: PrismaClient;
  readonly outside: OutsideIssuer | null;
  readonly logger: Logger;
}): VerifyToken {
  const issuers = [createOwnIssuer(prisma), ...(outside === null ? [] : [createOutsideIssuer(outside, logger)])];

  return async (token) => {
    if (token.length <= maxTokenLength) {
      for (const issuer of issuers) {
        const payload = await verifyWith(issuer, token);
        if (payload !== null) return readClaims(payload, issuer.name);
      }
    }
    throw new UnauthenticatedError("The token is malformed or not signed with an accepted key.");
  };
}

function createOwnIssuer(prisma: PrismaClient): TokenIssuer {
  return {
    name: ownIssuer,
    key: createOwnKeys(() => prisma.authJwks.findMany({ select: { id: true, publicKey: true } })),
    options: { algorithms: ["EdDSA"], issuer: ownIssuer, audience: ownIssuer },
    required: ["exp", "sub", "sid"],
  };
}

function createOutsideIssuer({ keys, issuer, audience }: OutsideIssuer, logger: Logger): TokenIssuer {
  if (issuer === ownIssuer) throw new Error(`The outside issuer cannot be named "${ownIssuer}".`);
  const checks = { ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) };
  const name = issuer ?? unnamedIssuer;
  const required = ["exp", "sub"];
  if ("secret" in keys) {
    // Imported once: jose would import bytes for each token.
    const bytes = new TextEncoder().encode(keys.secret);
    const key = crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    return { name, key: () => key, options: { algorithms: ["HS256"], ...checks }, required };
  }
  return {
    name,
    key: createOutsideKeys(keys.jwksUrl, logger),
    options: { algorithms: asymmetricAlgorithms, ...checks },
    required,
  };
}

/** The payload of a token that this issuer signed; null when its keys do not verify it. */
async function verifyWith(issuer: TokenIssuer, token: string): Promise<JWTPayload | null> {
  try {
    const { key, options, required } = issuer;
    const { payload } = await jwtVerify(token, key, { ...options, requiredClaims: [...required], clockTolerance });
    refuseFuture(payload);
    return payload;
  } catch (error) {
    // Claims are looked at only once the signature holds, so their faults may be told.
    if (error instanceof errors.JWTExpired) throw new ExpiredTokenError("The token has expired.");
    if (error instanceof errors.JWTClaimValidationFailed) throw new UnauthenticatedError(describeFault(error));
    if (error instanceof errors.JOSEError && notItsOwn.has(error.code)) return null;
    throw error;
  }
}

/** jose looks at the time of issue only where a token's age is limited. */
function refuseFuture({ iat = 0 }: JWTPayload): void {
  if (iat <= Math.floor(Date.now() / 1_000) + clockTolerance) return;
  throw new UnauthenticatedError(
    "The token was issued in the future. Compare the clocks of its issuer and this server.",
  );
}

/** Codes of jose for a token that a key did not sign. */
const notItsOwn: ReadonlySet<string> = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTInvalid.code,
]);

function describeFault({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === "missing") return `The token lacks the claim "${claim}".`;
  if (reason === "check_failed" && claim === "nbf") return "The token is not valid yet.";
  if (reason === "check_failed" && claim === "iss") return "The token comes from another issuer.";
  if (reason === "check_failed" && claim === "aud") return "The token is meant for another audience.";
  return `The claim "${claim}" of the token is malformed.`;
}

function readClaims({ sub, exp, email, name, sid }: JWTPayload, issuer: string): TokenClaims {
  if (typeof sub !== "string" || sub === "" || sub.length > maxSubjectLength || !isStorableText(sub)) {
    throw new UnauthenticatedError('The claim "sub" of the token is malformed.');
  }
  return {
    issuer,
    subject: sub,
    email: readEmail(email),
    name: readName(name),
    expiresAt: (Number(exp) + clockTolerance) * 1_000,
    sessionId: issuer === ownIssuer && typeof sid === "string" ? sid : null,
  };
}

function readEmail(claim: unknown): string | null {
  if (typeof claim !== "string" || claim.length > maxEmailLength || !isStorableText(claim)) return null;
  const email = claim.trim();
  return email.includes("@") ? email : null;
}

function readName(claim: unknown): string | null {
  if (typeof claim !== "string") return null;
  // Cut first: the cut may leave half of a surrogate pair behind.
  return toStorableText(claim.slice(0, maxNameLength)).trim() || null;
}
