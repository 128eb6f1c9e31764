import type { Pool, PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import { isDeadlock } from "../database/find-outage.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { onlyRow } from "../database/sql.ts";
import { erasedName } from "../model/erase-person.ts";
import type { Identity } from "./ensure-user.ts";
import { isToOwnAddress } from "./invitations.ts";
import { LastOwnerError } from "./last-owner-error.ts";

/** Times that a deletion begins anew because the person came to own another project meanwhile, or met a deadlock. */
const maxTries = 5;

/**
 * Deletes one of the server's own accounts with its sessions, and removes name and e-mail from its user. Bars the
 * identity for good, also one that was never used. All of it is one transaction. Changes of the user stay; the log
 * forgets who it was soon after (`startProfileWork`). `also` belongs to the transaction. Safe to repeat.
 *
 * Throws LastOwnerError, and deletes nothing, while projects have no other owner; deleted projects do not count. Nobody
 * can leave, be demoted or be deleted meanwhile so that a project loses its last owner. The heads of the person's own
 * projects are locked first, in the order of their ids, as all deletions lock them. Then the row of the person is
 * locked, by which everybody else checks the remaining owners (`requireAnotherOwner`).
 */
export async function deleteAccount(
  pool: Pool,
  identity: Pick<Identity, "issuer" | "subject">,
  also: (client: PoolClient) => Promise<unknown> = async () => {},
): Promise<void> {
  for (let left = maxTries; left > 0; left -= 1) {
    try {
      const isDone = await inTransaction(
        pool,
        async (client) => {
          const isDeleted = await tryToDelete(client, identity);
          if (isDeleted) await also(client);
          return isDeleted;
        },
        Boolean,
      );
      if (isDone) return;
    } catch (error) {
      if (!isDeadlock(error) || left === 1) throw error;
    }
  }
  throw new Error("An account kept coming to own projects while it was deleted.");
}

/** False, and to be rolled back, when the person came to own a project that is not locked. */
async function tryToDelete(
  client: PoolClient,
  { issuer, subject }: Pick<Identity, "issuer" | "subject">,
): Promise<boolean> {
  const locked = await lockOwnProjects(client, issuer, subject);
  // Before the person is locked, as an acceptance locks them.
  await client.query({
    name: "account-invitations",
    text: `
      DELETE FROM invitations i USING users own WHERE own.issuer = $1 AND own.subject = $2
        AND (i.accepted_by_id = own.id OR (i.email = own.email AND ${isToOwnAddress("own.id")}))`,
    values: [issuer, subject],
  });
  const user = await lockUser(client, issuer, subject);
  if (!user.isErased) {
    const owned = await findOwnProjects(client, user.id);
    if (!owned.every(({ id }) => locked.has(id))) return false;
    const shared = await findSharedProjects(client, user.id, [...locked]);
    const alone = owned.filter(({ id }) => !shared.has(id));
    if (alone.length > 0) throw new LastOwnerError(alone);
    await client.query({
      name: "account-erase",
      text: "UPDATE users SET name = $2, email = NULL, anonymized_at = now() WHERE id = $1",
      values: [user.id, erasedName],
    });
  }
  // Links that were mailed name the account; sessions and passwords go with it.
  await client.query({
    name: "account-links",
    text: "DELETE FROM auth_verifications WHERE value = $1",
    values: [subject],
  });
  await client.query({
    name: "account-delete",
    text: "DELETE FROM auth_users WHERE id::text = $1 AND $2 = 'lockstep'",
    values: [subject, issuer],
  });
  return true;
}

async function lockOwnProjects(client: PoolClient, issuer: string, subject: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>({
    name: "account-lock-projects",
    text: `
      SELECT h.project_id AS id FROM users u
        JOIN memberships m ON m.user_id = u.id AND m.role = 'OWNER'
        JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
        JOIN project_heads h ON h.project_id = p.id
      WHERE u.issuer = $1 AND u.subject = $2 ORDER BY h.project_id FOR NO KEY UPDATE OF h`,
    values: [issuer, subject],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Makes the user when the identity was never used. From here to the commit it joins no project and makes none. */
async function lockUser(
  client: PoolClient,
  issuer: string,
  subject: string,
): Promise<{ readonly id: string; readonly isErased: boolean }> {
  await client.query({
    name: "account-bar",
    text: `
      INSERT INTO users (id, issuer, subject, name, anonymized_at) VALUES ($1, $2, $3, $4, now())
      ON CONFLICT (issuer, subject) DO NOTHING`,
    values: [uuidv7(), issuer, subject, erasedName],
  });
  const { rows } = await client.query<{ id: string; isErased: boolean }>({
    name: "account-lock-user",
    text: `
      SELECT id, anonymized_at IS NOT NULL AS "isErased" FROM users WHERE issuer = $1 AND subject = $2 FOR UPDATE`,
    values: [issuer, subject],
  });
  return onlyRow(rows);
}

async function findOwnProjects(client: PoolClient, userId: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await client.query<{ id: string; name: string }>({
    name: "account-projects",
    text: `
      SELECT p.id, p.name FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.user_id = $1 AND m.role = 'OWNER' ORDER BY p.id`,
    values: [userId],
  });
  return rows;
}

/** Those that have another owner, who is not being deleted either. */
async function findSharedProjects(
  client: PoolClient,
  userId: string,
  projectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>({
    name: "account-other-owners",
    text: `
      SELECT m.project_id AS id FROM memberships m JOIN users u ON u.id = m.user_id AND u.anonymized_at IS NULL
      WHERE m.project_id = ANY($2::uuid[]) AND m.role = 'OWNER' AND m.user_id <> $1 ORDER BY u.id FOR SHARE OF u`,
    values: [userId, projectIds],
  });
  return new Set(rows.map(({ id }) => id));
}
