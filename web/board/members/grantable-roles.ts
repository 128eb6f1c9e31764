import { roles } from "../design/words.ts";
import type { ProjectRole } from "../generated/graphql.ts";

/** The roles that somebody may give and take: up to one's own. */
export function grantableRoles(own: ProjectRole): readonly ProjectRole[] {
  return roles.slice(0, roles.indexOf(own) + 1);
}
