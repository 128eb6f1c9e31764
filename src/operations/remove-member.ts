import type { ActivityOf } from "../model/events.ts";
import { givenProject } from "./locate.ts";
import { requireAnotherOwner, requireMember, requireRank } from "./members.ts";
import type { ProjectOperation } from "./operation.ts";
import { requireRole } from "./roles.ts";

export interface RemoveMemberInput {
  readonly projectId: string;
  /** Oneself, to leave; others as ADMIN or OWNER. */
  readonly userId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Ends a membership. The user's assignments stay. */
export const removeMember: ProjectOperation<RemoveMemberInput, ActivityOf<"MemberRemoved">> = {
  name: "removeMember",
  role: "VIEWER",
  changesAccess: true,
  locate: givenProject,
  async decide({ projectId, client, actor, role, record }, input) {
    const { userId } = input;
    if (userId !== actor.id) requireRole(role, "ADMIN");
    const member = await requireMember(client, projectId, userId);
    requireRank(role, member.role);
    if (member.role === "OWNER") await requireAnotherOwner(client, projectId, userId);
    await client.query({
      name: "member-delete",
      text: `
        WITH removed AS (DELETE FROM memberships WHERE id = $1 RETURNING project_id, user_id)
        INSERT INTO former_members (project_id, user_id) SELECT * FROM removed ON CONFLICT DO NOTHING`,
      values: [member.id],
    });
    const notice = { type: "RemovedFromProject" } as const;
    return record({ type: "MemberRemoved", user: member.user }, [{ to: userId, notice }]);
  },
};
