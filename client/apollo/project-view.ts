import type { ErrorLike } from "@apollo/client";
import type { ProjectBoardQuery, ProjectEventsSubscription } from "../generated/graphql.ts";

/** What a project's stream tells: where it stands, who is there, and every change. */
export type ProjectEvent = ProjectEventsSubscription["projectActivity"];

/** A change of a project. */
export type ActivityEvent = Extract<ProjectEvent, { readonly at: string }>;

/** A project with all its members and tasks, not only the first pages; optimistic changes included. */
export type ProjectBoard = Readonly<Omit<ProjectData, "members" | "tasks">> & {
  readonly members: readonly BoardMember[];
  /** By status, then position, then id: column by column as they stand on the board. */
  readonly tasks: readonly BoardTask[];
};

type ProjectData = NonNullable<ProjectBoardQuery["project"]>;

export type BoardTask = Readonly<ProjectData["tasks"]["nodes"][number]>;

export type BoardMember = Readonly<ProjectData["members"]["nodes"][number]>;

export type BoardUser = Readonly<ProjectData["present"][number]>;

/** A project as one watches it. */
export interface ProjectView {
  /**
   * - `loading`: there is no whole snapshot yet; `project` is what an earlier watcher left in the cache, or null.
   * - `catching-up`: a snapshot is shown, and what happened since is on its way.
   * - `live`: every change is shown as it happens. It stays so while the connection is lost: that is the link's to tell,
   *   and what was missed comes when it is back.
   * - `ended`: nothing comes any more; `ending` says why, and `project` is how it stood last.
   */
  readonly status: "loading" | "catching-up" | "live" | "ended";
  readonly project: ProjectBoard | null;
  /** Whom the token stands for; null before the first snapshot. */
  readonly me: BoardUser | null;
  /** The newest change that came while one watched, one's own included: for notices. */
  readonly latest: ActivityEvent | null;
  /** Why the snapshot cannot be had at the moment; it is tried again until it can. */
  readonly error: ErrorLike | null;
  /** Why it ended; null until then. */
  readonly ending: ProjectEnding | null;
}

export interface ProjectEnding {
  /**
   * - `removed`: one is a member no more.
   * - `deleted`: the project was deleted while one watched.
   * - `not-found`: no such project, or not for this viewer.
   * - `signed-out`: the token is not valid any more.
   * - `failed`: the server refused for another reason, which `error` tells.
   */
  readonly reason: "removed" | "deleted" | "not-found" | "signed-out" | "failed";
  /** What the server said; null after `deleted`. */
  readonly error: ErrorLike | null;
}
