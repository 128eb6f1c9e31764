import { isoTime } from "../database/sql.ts";
import { hashSecret } from "../model/access-token.ts";
import { type Invitation, invitationLimits, type OwnInvitation } from "../model/invitation.ts";
import type { Reads } from "./reads.ts";

export const invitationColumns = `i.id, i.email, i.role, ${isoTime("i.expires_at")} AS "expiresAt"`;

/**
 * SQL condition for an invitation `i` that counts: its time has not passed, and the person who made it could make it
 * now. So a link that somebody kept ends with the role by which it was made.
 */
export const isValid = `(i.expires_at > now() AND EXISTS (
  SELECT FROM memberships inviter
    JOIN projects p ON p.id = inviter.project_id AND p.deleted_at IS NULL
    JOIN users u ON u.id = inviter.user_id AND u.disabled_at IS NULL
  WHERE inviter.project_id = i.project_id AND inviter.user_id = i.invited_by_id
    AND inviter.role >= greatest(i.role, 'ADMIN')))`;

/** SQL condition for a valid invitation `i` that nobody has accepted. */
export const isOpen = `(i.accepted_by_id IS NULL AND ${isValid})`;

/** SQL condition for an invitation `i` to an address that the user of the parameter has confirmed. */
export const isToOwnAddress = (userId: string) => `EXISTS (
  SELECT FROM users viewer JOIN auth_users a ON a.id::text = viewer.subject AND a.email_verified
  WHERE viewer.id = ${userId} AND viewer.issuer = 'lockstep' AND a.email = i.email)`;

/** The open invitations of each project, the newest first, in the order of `projectIds`. */
export async function listInvitations(
  reads: Reads,
  projectIds: readonly string[],
): Promise<readonly (readonly Invitation[])[]> {
  const { rows } = await reads.query<Invitation & { parent: string }>({
    name: "invitation-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, i.created_at AS "createdAt", ${invitationColumns} FROM invitations i
        WHERE i.project_id = parent.id AND ${isOpen} ORDER BY i.created_at DESC, i.id LIMIT $2) page
      ORDER BY page."createdAt" DESC, page.id`,
    values: [projectIds, invitationLimits.perProject],
  });
  return projectIds.map((id) => rows.filter(({ parent }) => parent === id));
}

/** The open invitations to an address that the person has confirmed, the newest first. */
export async function listOwnInvitations(reads: Reads, userId: string): Promise<readonly OwnInvitation[]> {
  const { rows } = await reads.query<OwnInvitation>({
    name: "invitation-own",
    text: `
      SELECT ${invitationColumns}, (SELECT p.name FROM projects p WHERE p.id = i.project_id) AS "projectName"
      FROM invitations i
      WHERE ${isOpen} AND i.email = (SELECT email FROM users WHERE id = $1) AND ${isToOwnAddress("$1")}
        AND NOT EXISTS (SELECT FROM memberships m WHERE m.project_id = i.project_id AND m.user_id = $1)
      ORDER BY i.created_at DESC, i.id LIMIT $2`,
    values: [userId, invitationLimits.perPerson],
  });
  return rows;
}

/** Tells if an open invitation of the address has this token. */
export async function isInvited(reads: Reads, token: string, email: string): Promise<boolean> {
  const { rows } = await reads.query({
    name: "invitation-find",
    text: `SELECT i.id FROM invitations i WHERE i.token_hash = $1 AND i.email = $2 AND ${isOpen}`,
    values: [hashSecret(token), email],
  });
  return rows.length > 0;
}
