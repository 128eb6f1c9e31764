import { useOutletContext } from "react-router";
import type { BoardUser, ProjectBoard, ProjectView } from "../../../client/index.ts";
import type { ProjectRole } from "../generated/graphql.ts";

/** State that the board and its panels share. */
export interface OpenProject {
  readonly project: ProjectBoard;
  readonly me: BoardUser;
  readonly latest: ProjectView["latest"];
  /** The board's address, where closing a panel leads. */
  readonly path: string;
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
