import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { TokenScope } from "../database/generated/enums.ts";

/** Scopes of access tokens. They are independent: `WRITE` does not include `READ`. */
export const tokenScopes = Object.values(TokenScope);

/** Upper bounds: characters of a name, tokens of a person, projects to which one token is limited. */
export const accessTokenLimits = { name: 100, perPerson: 50, projects: 100 };

/** An access token as its person sees it. The secret is shown once, when it is made. */
export interface AccessToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Null: all projects of the person. */
  readonly projectIds: readonly string[] | null;
  /** ISO 8601; null: it counts until it is revoked. */
  readonly expiresAt: string | null;
  /** ISO 8601, to the minute. */
  readonly lastUsedAt: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

const prefix = "lst_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 30;
const checksumLength = 6;
const form = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** Returns a new secret: `lst_`, 30 random letters and digits (178 bits), and their checksum in six more. */
export function createSecret(): string {
  const random = Array.from({ length: randomLength }, () => alphabet[randomInt(alphabet.length)]).join("");
  return prefix + random + toChecksum(random);
}

/** True for a token that claims to be an access token. No JWT begins like one. */
export function isAccessToken(token: string): boolean {
  return token.startsWith(prefix);
}

/** False for a secret that was mistyped or cut off. Secret scanners tell real secrets from placeholders by it. */
export function isWellFormedSecret(secret: string): boolean {
  return form.test(secret) && secret.endsWith(toChecksum(secret.slice(prefix.length, -checksumLength)));
}

/** Returns the form in which a secret is stored. One round is enough: a random secret cannot be guessed. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** CRC-32 in base 62. */
function toChecksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let place = 0; place < checksumLength; place += 1) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}
