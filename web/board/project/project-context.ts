import { useOutletContext } from "react-router";
import type { ProjectFields, User } from "../../../client/core/lockstep/index.ts";
import type { ProjectRole } from "../generated/graphql.ts";

/** State that the board and its panels share. */
export interface OpenProject {
  readonly projectId: string;
  readonly project: ProjectFields;
  readonly viewerRole: ProjectRole;
  readonly me: User;
  /** The board's address, where closing a panel leads. */
  readonly path: string;
  /** The last title of each task that the page has shown, also of deleted ones. */
  readonly titles: Map<string, string>;
}

/** For the routes below a project. */
export function useOpenProject(): OpenProject {
  return useOutletContext<OpenProject>();
}

/** Changes tasks, writes comments. */
export function canEdit(role: ProjectRole): boolean {
  return role !== "VIEWER";
}

/** Manages members, edits the project, deletes anyone's comments. */
export function canManage(role: ProjectRole): boolean {
  return role === "ADMIN" || role === "OWNER";
}
