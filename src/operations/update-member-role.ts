import type { ProjectRole } from "../database/generated/enums.ts";
import type { ActivityOf } from "../model/events.ts";
import type { MemberSnapshot } from "../model/member.ts";
import { givenProject } from "./locate.ts";
import { requireAnotherOwner, requireMember, requireRank } from "./members.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";

export interface UpdateMemberRoleInput {
  readonly projectId: string;
  readonly userId: string;
  readonly role: ProjectRole;
  readonly clientMutationId?: string | null | undefined;
}

/** A member as a change left it, or as it stands where there was nothing to change. */
export type MemberResult = ActivityOf<"MemberRoleChanged"> | Unchanged<{ readonly member: MemberSnapshot }>;

export const updateMemberRole: ProjectOperation<UpdateMemberRoleInput, MemberResult> = {
  name: "updateMemberRole",
  role: "ADMIN",
  changesAccess: true,
  locate: givenProject,
  async decide({ projectId, client, role: ownRole, record, unchanged }, input) {
    const { userId, role } = input;
    const member = await requireMember(client, projectId, userId);
    requireRank(ownRole, member.role, role);
    if (member.role === role) return unchanged({ member });
    if (member.role === "OWNER") await requireAnotherOwner(client, projectId, userId);
    await client.query({
      name: "member-role",
      text: "UPDATE memberships SET role = $2 WHERE id = $1",
      values: [member.id, role],
    });
    return record({ type: "MemberRoleChanged", member: { ...member, role } });
  },
};
