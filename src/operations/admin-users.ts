import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { isoTime } from "../database/sql.ts";
import { type AdminAction, noteAction, type Operator } from "./admin-actions.ts";
import { deleteAccount } from "./delete-account.ts";
import { eraseAgain } from "./profile-change.ts";

/** A person as operators see it. Times are ISO 8601. */
export interface ListedUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly issuer: string;
  readonly subject: string;
  readonly createdAt: string;
  readonly disabledAt: string | null;
  readonly erasedAt: string | null;
}

export interface ShownUser extends ListedUser {
  /** Null: the person has no account of this server. */
  readonly isVerified: boolean | null;
  readonly sessions: number;
  readonly accessTokens: number;
  readonly projects: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}

const columns = `
  u.id, u.name, u.email, u.issuer, u.subject, ${isoTime("u.created_at")} AS "createdAt",
  ${isoTime("u.disabled_at")} AS "disabledAt", ${isoTime("u.anonymized_at")} AS "erasedAt"`;

/** People whose name or e-mail holds the text, the newest first. */
export async function listUsers(pool: Pool, search: string, limit: number): Promise<readonly ListedUser[]> {
  const { rows } = await pool.query<ListedUser>({
    name: "admin-users",
    text: `
      SELECT ${columns} FROM users u
      WHERE position(lower($1) IN lower(u.name)) > 0 OR position(lower($1) IN u.email) > 0
      ORDER BY u.created_at DESC, u.id DESC LIMIT $2`,
    values: [search, limit],
  });
  return rows;
}

/** Ids of the people with an e-mail: several, when several issuers know it. */
export async function findUserIds(pool: Pool, email: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: "admin-user-ids",
    text: "SELECT id FROM users WHERE email = lower($1) ORDER BY created_at",
    values: [email],
  });
  return rows.map(({ id }) => id);
}

/** Undefined for an id that no person has. */
export async function showUser(pool: Pool, userId: string): Promise<ShownUser | undefined> {
  const { rows } = await pool.query<ShownUser>({
    name: "admin-user",
    text: `
      SELECT ${columns}, a.email_verified AS "isVerified",
        (SELECT count(*)::int FROM auth_sessions s WHERE s.user_id = a.id AND s.expires_at > now()) AS sessions,
        (SELECT count(*)::int FROM access_tokens t WHERE t.user_id = u.id) AS "accessTokens",
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'role', m.role) ORDER BY p.number), '[]')
         FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
         WHERE m.user_id = u.id) AS projects
      FROM users u LEFT JOIN auth_users a ON u.issuer = 'lockstep' AND a.id::text = u.subject
      WHERE u.id = $1`,
    values: [userId],
  });
  return rows[0];
}

/** Each changes a person by one statement, of which `$1` is the id; it gives a row if it changed something. */
const statements = {
  /** Refused within 10 s, by all tokens, and at once by the accounts: all sessions end. */
  "user disable": `
    WITH disabled AS (
      UPDATE users SET disabled_at = now() WHERE id = $1 AND disabled_at IS NULL RETURNING id, issuer, subject
    ), ended AS (
      DELETE FROM auth_sessions s USING disabled d WHERE d.issuer = 'lockstep' AND s.user_id::text = d.subject
    )
    SELECT id FROM disabled`,
  "user enable": "UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL RETURNING id",
  /** Ends all sessions of the person's account. Access tokens stay. */
  "user sign-out": `
    DELETE FROM auth_sessions s USING users u
    WHERE u.id = $1 AND u.issuer = 'lockstep' AND s.user_id::text = u.subject RETURNING s.id`,
  /** Takes the address of the person's account for verified. */
  "user verify": `
    UPDATE auth_users a SET email_verified = true FROM users u
    WHERE u.id = $1 AND u.issuer = 'lockstep' AND a.id::text = u.subject AND NOT a.email_verified RETURNING a.id`,
} as const;

export type UserAction = keyof typeof statements;

/** Changes a person, with a note in the audit log. Returns the number of rows that changed. */
export function changeUser(pool: Pool, operator: Operator, action: UserAction, userId: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query({ name: action, text: statements[action], values: [userId] });
    const count = rowCount ?? 0;
    await noteAction(client, operator, { action, target: userId, details: { changed: count } });
    return count;
  });
}

/**
 * Deletes the account of a person for good, of any issuer, as `deleteAccount` does. A person who was erased before is
 * erased from the log once more. Throws LastOwnerError while projects have no other owner.
 */
export async function eraseUser(
  pool: Pool,
  operator: Operator,
  { id, issuer, subject }: Pick<ListedUser, "id" | "issuer" | "subject">,
): Promise<void> {
  const note: Pick<AdminAction, "action" | "target"> = { action: "user erase", target: id };
  await deleteAccount(pool, { issuer, subject }, async (client) => {
    await eraseAgain(client, [id]);
    await noteAction(client, operator, note);
  });
}
