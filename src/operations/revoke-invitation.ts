import type { ProjectRole } from "../database/generated/enums.ts";
import { isOpen } from "./invitations.ts";
import { requireRank } from "./members.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireRole } from "./roles.ts";

/**
 * Ends an invitation. Throws NotFoundError for one that is not open, or not of a project of the viewer's. Throws
 * ForbiddenError below ADMIN, and for a role above the own one.
 */
export async function revokeInvitation(
  { pool, viewer: { userId } }: Pick<OperationContext, "pool" | "viewer">,
  invitationId: string,
): Promise<void> {
  const { rows } = await pool.query<{ ownRole: ProjectRole; role: ProjectRole }>({
    name: "invitation-manager",
    text: `
      SELECT m.role AS "ownRole", i.role FROM invitations i
        JOIN memberships m ON m.project_id = i.project_id AND m.user_id = $2
      WHERE i.id = $1 AND ${isOpen}`,
    values: [invitationId, userId],
  });
  const [found] = rows;
  if (!found) throw new NotVisibleError();
  requireRank(requireRole(found.ownRole, "ADMIN"), found.role);
  const { rowCount } = await pool.query({
    name: "invitation-delete",
    text: "DELETE FROM invitations WHERE id = $1 AND accepted_by_id IS NULL",
    values: [invitationId],
  });
  // Somebody has accepted it meanwhile.
  if (rowCount === 0) throw new NotVisibleError();
}
