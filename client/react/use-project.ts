import type { FollowState } from "../core/connection/follow-project.ts";
import type { ProjectHandle } from "../core/lockstep/lockstep.ts";
import type { EndReason } from "../core/types.ts";
import type { Present, ProjectFields, User } from "../core/wire.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { none, usePart, useStable } from "./use-part.ts";

/**
 * A project as `useProject` shows it.
 *
 * - `loading`: nothing is known yet, neither from disk nor from the server.
 * - `open`: it is known, also while the server cannot be reached.
 * - `ended`: the project was deleted, or the viewer's access to it ended.
 */
export type ProjectView =
  | {
      readonly status: "loading";
      /** State of the stream, which tells why it takes time. */
      readonly stream: FollowState;
    }
  | OpenProjectView
  | {
      readonly status: "ended";
      /** Reason of the end, such as `deleted` or `removed`. */
      readonly reason: EndReason;
    };

/** A project that is known, from disk or from the server, with the pending changes in it. */
export interface OpenProjectView {
  readonly status: "open";
  /** Name, description and times of the project itself. */
  readonly project: ProjectFields;
  /** The person who is signed in. */
  readonly me: User;
  /** Decides which actions the server allows. */
  readonly viewerRole: ProjectRole;
  /** Tasks are missing: they are still to come, or the project has more than the client loads (5,000). */
  readonly isPartial: boolean;
  /** `following` with `isLive`: everything that happens is shown at once. Else it shows what was known last. */
  readonly stream: FollowState;
}

const unopened: ProjectView = { status: "loading", stream: { kind: "loading" } };

/**
 * Returns a project without its lists. Changes of tasks render nothing here; use `useColumn`, `useTask` and the other
 * hooks for them. The project is followed while the component is mounted.
 */
export function useProject(projectId: string): ProjectView {
  const keep = useStable<ProjectView>();
  return usePart(projectId, ["state", "project"], (handle) => keep(view(handle)), unopened);
}

function view({ state, stream, project, me, viewerRole }: ProjectHandle): ProjectView {
  if (state.status === "ended") return { status: "ended", reason: state.ended ?? "failed" };
  if (!project || !me || !viewerRole) return { status: "loading", stream };
  return { status: "open", project, me, viewerRole, isPartial: state.isPartial, stream };
}

/**
 * Returns the people who have the project open, the viewer included, and which task each has open, as `useFocus` tells.
 * Empty while the project is not live.
 */
export function usePresence(projectId: string): readonly Present[] {
  return usePart(projectId, ["state"], ({ state }) => state.present, none);
}
