import type { ErrorLike } from "@apollo/client";
import type { ProjectBoardQuery, ProjectEventsSubscription } from "../generated/graphql.ts";

/** An event of a project's stream: a change, presence, `Ready` or `Resync`. */
export type ProjectEvent = ProjectEventsSubscription["projectActivity"];

/** A change of a project. */
export type ActivityEvent = Extract<ProjectEvent, { readonly at: string }>;

/** A project with all members and tasks, not only the first pages. Optimistic changes are included. */
export type ProjectBoard = Readonly<Omit<ProjectData, "members" | "tasks">> & {
  readonly members: readonly BoardMember[];
  /** Ordered by status, position and id: column by column as on the board. */
  readonly tasks: readonly BoardTask[];
};

type ProjectData = NonNullable<ProjectBoardQuery["project"]>;

export type BoardTask = Readonly<ProjectData["tasks"]["nodes"][number]>;

export type BoardMember = Readonly<ProjectData["members"]["nodes"][number]>;

export type BoardUser = Readonly<ProjectData["present"][number]>;

/** The state of a watched project. */
export interface ProjectView {
  /**
   * - `loading`: no whole board has arrived yet. `project` is what an earlier watcher left in the cache, or null.
   * - `catching-up`: a board is shown, and the changes since then are on their way.
   * - `live`: every change is shown as it happens. The status stays `live` while the connection is lost: the link's
   *   `connection` tells that, and missed changes arrive after the reconnect.
   * - `ended`: no further changes arrive. `ending` says why, and `project` is the last state.
   */
  readonly status: "loading" | "catching-up" | "live" | "ended";
  readonly project: ProjectBoard | null;
  /** The user of the token; null before the first board. */
  readonly me: BoardUser | null;
  /** The newest change that arrived while watching, own ones included: for notices. */
  readonly latest: ActivityEvent | null;
  /** The reason why the board cannot be fetched at the moment. The kit retries until it can. */
  readonly error: ErrorLike | null;
  /** The reason of the end; null until then. */
  readonly ending: ProjectEnding | null;
}

export interface ProjectEnding {
  /**
   * - `removed`: the viewer is no longer a member.
   * - `deleted`: the project was deleted while it was watched.
   * - `not-found`: the project does not exist, or the viewer is not a member.
   * - `signed-out`: the token is no longer valid.
   * - `failed`: the server refused for another reason, given by `error`.
   */
  readonly reason: "removed" | "deleted" | "not-found" | "signed-out" | "failed";
  /** The server's error; null after `deleted`. */
  readonly error: ErrorLike | null;
}
