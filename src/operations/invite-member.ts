import { randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { ProjectRole } from "../database/generated/enums.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { onlyRow } from "../database/sql.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import { hashSecret } from "../model/access-token.ts";
import { type Invitation, type InvitationMails, invitationLimits } from "../model/invitation.ts";
import { invitationColumns, isOpen } from "./invitations.ts";
import { requireRank } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireRole } from "./roles.ts";

export interface InviteMemberInput {
  readonly projectId: string;
  readonly email: string;
  readonly role: ProjectRole;
}

export interface InvitedMember {
  readonly invitation: Invitation;
  /** Shown once. It lets in the person who has it. */
  readonly link: string;
}

interface InvitingContext extends Pick<OperationContext, "pool" | "viewer"> {
  readonly invitations: InvitationMails;
}

/**
 * Invites whoever has the address, with or without an account: the answer is the same. Replaces an earlier invitation
 * of the address, whose link ends. Sends an e-mail where there is a mail server.
 *
 * Throws NotFoundError for a viewer who is no member. Throws ForbiddenError below ADMIN, and for a role above the own
 * one, the replaced invitation's included.
 * Throws BadUserInputError for the address of a member, and for too many invitations.
 */
export async function inviteMember(
  { pool, viewer: { userId }, invitations }: InvitingContext,
  { projectId, email: written, role }: InviteMemberInput,
): Promise<InvitedMember> {
  const email = written.trim().toLowerCase();
  const token = randomBytes(32).toString("base64url");
  const invitation = await inTransaction(pool, async (client) => {
    const guard = await lockProject(client, { projectId, userId, email });
    const ownRole = requireRole(guard?.role ?? null, "ADMIN");
    requireRank(ownRole, role, guard?.replaced ?? role);
    if (guard?.isMember) throw BadUserInputError.at(["input", "email"], "A member of the project has this address.");
    if ((guard?.others ?? 0) >= invitationLimits.perProject) {
      const message = `A project has at most ${invitationLimits.perProject} open invitations. Revoke one first.`;
      throw BadUserInputError.at(["input", "projectId"], message);
    }
    const { rows } = await client.query<Invitation>({
      name: "invitation-insert",
      text: `
        INSERT INTO invitations AS i (id, project_id, email, role, token_hash, invited_by_id, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
        ON CONFLICT (project_id, email) DO UPDATE SET id = EXCLUDED.id, role = EXCLUDED.role,
          token_hash = EXCLUDED.token_hash, invited_by_id = EXCLUDED.invited_by_id, created_at = now(),
          expires_at = EXCLUDED.expires_at, accepted_by_id = NULL
        RETURNING ${invitationColumns}`,
      values: [uuidv7(), projectId, email, role, hashSecret(token), userId, invitationLimits.days],
    });
    return onlyRow(rows);
  });
  invitations.send(email, token);
  return { invitation, link: invitations.linkTo(token) };
}

interface Guard {
  readonly role: ProjectRole;
  /** True if the address is that of a member, who sees it anyway. */
  readonly isMember: boolean;
  /** Role of the open invitation of the address. */
  readonly replaced: ProjectRole | null;
  /** Number of open invitations of other addresses. */
  readonly others: number;
}

/** Locks the project for a member, so that roles and invitations stay as they are. */
async function lockProject(
  client: PoolClient,
  { projectId, userId, email }: { readonly projectId: string; readonly userId: string; readonly email: string },
): Promise<Guard | undefined> {
  await client.query({
    name: "invitation-lock",
    text: `
      SELECT FROM project_heads h JOIN memberships m ON m.project_id = h.project_id
      WHERE h.project_id = $1 AND m.user_id = $2 FOR NO KEY UPDATE OF h`,
    values: [projectId, userId],
  });
  const { rows } = await client.query<Guard>({
    name: "invitation-guard",
    text: `
      SELECT m.role,
        EXISTS (SELECT FROM memberships o JOIN users u ON u.id = o.user_id
          WHERE o.project_id = $1 AND u.email = $3) AS "isMember",
        (SELECT i.role FROM invitations i WHERE i.project_id = $1 AND i.email = $3 AND ${isOpen}) AS replaced,
        (SELECT count(*)::int FROM invitations i WHERE i.project_id = $1 AND i.email <> $3 AND ${isOpen}) AS others
      FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.project_id = $1 AND m.user_id = $2`,
    values: [projectId, userId, email],
  });
  return rows[0];
}
