import type { ActivityOf } from "../activity/activity.ts";
import type { MemberSnapshot } from "../activity/snapshots.ts";
import type { ProjectRole } from "../database/generated/enums.ts";
import { changeProject } from "./change-project.ts";
import { requireAnotherOwner, requireMember, requireRank } from "./members.ts";
import type { OperationContext } from "./operation-context.ts";

export interface UpdateMemberRoleInput {
  readonly projectId: string;
  readonly userId: string;
  readonly role: ProjectRole;
  readonly clientMutationId?: string | null | undefined;
}

/** A member as a change left it. */
export interface MemberResult {
  readonly type: "MemberResult";
  readonly member: MemberSnapshot;
  readonly seq: number;
  readonly clientMutationId: string | null;
}

export async function updateMemberRole(context: OperationContext, input: UpdateMemberRoleInput): Promise<MemberResult> {
  const { projectId, userId, role } = input;
  const request = { operation: "updateMemberRole", projectId, input, role: "ADMIN" } as const;
  const result = await changeProject<ActivityOf<"MemberRoleChanged">, MemberResult>(
    context,
    request,
    async (change) => {
      const { client, seq, record } = change;
      const member = await requireMember(client, projectId, userId);
      requireRank(change.role, member.role, role);
      if (member.role === role) {
        return { type: "MemberResult", member, seq, clientMutationId: input.clientMutationId ?? null };
      }
      if (member.role === "OWNER") await requireAnotherOwner(client, projectId, userId);
      await client.query({
        name: "member-role",
        text: "UPDATE memberships SET role = $2 WHERE id = $1",
        values: [member.id, role],
      });
      return record({ type: "MemberRoleChanged", member: { ...member, role } });
    },
  );
  if (result.type === "MemberResult") return result;
  const { member, seq, clientMutationId } = result;
  return { type: "MemberResult", member, seq, clientMutationId };
}
