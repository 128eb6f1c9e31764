import { ProjectRole } from "../database/generated/enums.ts";
import { ForbiddenError } from "../errors/expected-error.ts";
import { NotVisibleError } from "./not-visible-error.ts";

/** In ascending order of power. */
const ranks = [ProjectRole.VIEWER, ProjectRole.MEMBER, ProjectRole.ADMIN, ProjectRole.OWNER] as const;

export function isAtLeast(role: ProjectRole, least: ProjectRole): boolean {
  return ranks.indexOf(role) >= ranks.indexOf(least);
}

/** Returns the role. Throws NotFoundError for a person who is no member, ForbiddenError below `least`. */
export function requireRole(role: ProjectRole | null, least: ProjectRole): ProjectRole {
  if (role === null) throw new NotVisibleError();
  if (!isAtLeast(role, least)) throw new ForbiddenError(`This needs the role ${least}; yours is ${role}.`);
  return role;
}
