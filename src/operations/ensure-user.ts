import { v7 as uuidv7 } from "uuid";
import type { PrismaClient } from "../database/generated/client.ts";

/** Identity in a token or a sign-up: issuer and subject. E-mail and name only describe it. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** Longer ones are refused at sign-up and cut off or dropped from tokens. */
export const maxNameLength = 200;
export const maxEmailLength = 254;

export interface EnsuredUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** True: an operator keeps the person out. */
  readonly isDisabled: boolean;
}

interface StoredUser extends EnsuredUser {
  readonly anonymized: boolean;
}

/**
 * Returns the user of an identity, made at its first use; null for one that was anonymised. E-mail and name of an
 * existing user follow the identity with `profile: "follow"` (absent ones stay) and stay untouched with
 * `"keep"`. One statement, which writes nothing when nothing changes; first uses at the same moment give one user.
 */
export async function ensureUser(
  prisma: PrismaClient,
  { issuer, subject, email: writtenEmail, name }: Identity,
  { profile }: { readonly profile: "follow" | "keep" },
): Promise<EnsuredUser | null> {
  const email = writtenEmail?.toLowerCase() ?? null;
  const firstName = name ?? email?.split("@")[0] ?? "Unnamed";
  const rows = await prisma.$queryRaw<StoredUser[]>`
    WITH stored AS (
      SELECT id, name, email, anonymized_at, disabled_at FROM users WHERE issuer = ${issuer} AND subject = ${subject}
    ), written AS (
      INSERT INTO users AS u (id, issuer, subject, email, name)
      SELECT ${uuidv7()}::uuid, ${issuer}, ${subject}, ${email}::text, ${firstName}
      WHERE NOT EXISTS (
        SELECT FROM stored
        WHERE ${profile === "keep"}
          OR anonymized_at IS NOT NULL
          OR (email, name) IS NOT DISTINCT FROM (coalesce(${email}, email), coalesce(${name}, name))
      )
      ON CONFLICT (issuer, subject) DO UPDATE
        SET email = coalesce(${email}, u.email), name = coalesce(${name}, u.name)
        WHERE u.anonymized_at IS NULL
      RETURNING id, name, email, anonymized_at, disabled_at
    ), found AS (
      SELECT * FROM written UNION ALL SELECT * FROM stored WHERE NOT EXISTS (SELECT FROM written)
    )
    SELECT id, name, email, anonymized_at IS NOT NULL AS anonymized, disabled_at IS NOT NULL AS "isDisabled"
    FROM found`;
  if (!rows[0] || rows[0].anonymized) return null;
  const { anonymized: _, ...user } = rows[0];
  return user;
}
