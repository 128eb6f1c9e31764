import { ProjectRole } from "../database/generated/enums.ts";
import { ForbiddenError } from "../errors/expected-error.ts";

/** In ascending order of power. */
const ranks = [ProjectRole.VIEWER, ProjectRole.MEMBER, ProjectRole.ADMIN, ProjectRole.OWNER] as const;

export function isAtLeast(role: ProjectRole, least: ProjectRole): boolean {
  return ranks.indexOf(role) >= ranks.indexOf(least);
}

/** Throws ForbiddenError below `least`. */
export function requireRole(role: ProjectRole, least: ProjectRole): void {
  if (!isAtLeast(role, least)) {
    throw new ForbiddenError(`This needs the role ${least}; yours is ${role}.`);
  }
}
