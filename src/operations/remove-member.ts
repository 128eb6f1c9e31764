import type { ActivityOf } from "../model/events.ts";
import { changeProject } from "./change-project.ts";
import { requireAnotherOwner, requireMember, requireRank } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireRole } from "./roles.ts";

export interface RemoveMemberInput {
  readonly projectId: string;
  /** Oneself, to leave; others as ADMIN or OWNER. */
  readonly userId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Ends a membership. The user's assignments stay. */
export async function removeMember(
  context: OperationContext,
  input: RemoveMemberInput,
): Promise<ActivityOf<"MemberRemoved">> {
  const { projectId, userId } = input;
  const request = { operation: "removeMember", projectId, input, role: "VIEWER" } as const;
  return changeProject(context, request, async ({ client, actor, role, record }) => {
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
    return record({ type: "MemberRemoved", user: member.user });
  });
}
