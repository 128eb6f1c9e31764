import type { ClientBase } from "pg";
import type { ProjectRole } from "../database/generated/enums.ts";
import { BadUserInputError, ForbiddenError, NotFoundError } from "../errors/expected-error.ts";
import { type MemberSnapshot, memberColumns, memberJoins } from "../model/member.ts";
import { isAtLeast } from "./roles.ts";

export async function findMember(
  client: ClientBase,
  projectId: string,
  userId: string,
): Promise<MemberSnapshot | null> {
  const { rows } = await client.query<MemberSnapshot>({
    name: "member-read",
    text: `SELECT ${memberColumns} FROM memberships m ${memberJoins} WHERE m.project_id = $1 AND m.user_id = $2`,
    values: [projectId, userId],
  });
  return rows[0] ?? null;
}

/** Throws NotFoundError. */
export async function requireMember(client: ClientBase, projectId: string, userId: string): Promise<MemberSnapshot> {
  const member = await findMember(client, projectId, userId);
  if (!member) throw new NotFoundError("The project has no such member.");
  return member;
}

export async function isMember(client: ClientBase, projectId: string, userId: string): Promise<boolean> {
  return (await findMember(client, projectId, userId)) !== null;
}

/** Throws BadUserInputError unless the assignee is a member of the project. */
export function requireAssignable(isMemberOfProject: boolean): void {
  if (isMemberOfProject) return;
  throw BadUserInputError.at(["input", "assigneeId"], "The assignee must be a member of the project.");
}

/** Administrators give, change and take roles up to their own. Throws ForbiddenError. */
export function requireRank(own: ProjectRole, ...roles: readonly ProjectRole[]): void {
  if (!roles.every((role) => isAtLeast(own, role))) {
    throw new ForbiddenError(`As ${own} you cannot give, change or take a role above your own.`);
  }
}

/**
 * Throws ForbiddenError when the project would be left without an owner. Waits for an account that is being deleted: it
 * owns nothing afterwards, and is not deleted while it is the owner that was found here.
 */
export async function requireAnotherOwner(client: ClientBase, projectId: string, userId: string): Promise<void> {
  const { rowCount } = await client.query({
    name: "member-owners",
    text: `
      SELECT FROM memberships m JOIN users u ON u.id = m.user_id AND u.anonymized_at IS NULL
      WHERE m.project_id = $1 AND m.role = 'OWNER' AND m.user_id <> $2 LIMIT 1 FOR SHARE OF u`,
    values: [projectId, userId],
  });
  if (rowCount === 0) throw new ForbiddenError("A project always has an owner: make someone else an owner first.");
}
