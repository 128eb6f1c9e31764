import type { Policy } from "../engine/feed/policy.ts";
import { ForbiddenError } from "../errors/expected-error.ts";
import type { Activity } from "../model/events.ts";
import { NotVisibleError } from "./not-visible-error.ts";

/** State of a project's stream besides its entries, as of its head. */
export interface ProjectAccess {
  readonly isDeleted: boolean;
  /** User id → number of the first change that is replayed to this member. */
  readonly members: ReadonlyMap<string, number>;
}

/** Applies one change. */
export function reduceProject(state: ProjectAccess, activity: Activity): ProjectAccess {
  switch (activity.type) {
    case "MemberAdded":
      return { ...state, members: new Map(state.members).set(activity.member.user.id, activity.sinceSeq) };
    case "MemberRemoved":
      return { ...state, members: new Map([...state.members].filter(([id]) => id !== activity.user.id)) };
    case "ProjectDeleted":
      return { ...state, isDeleted: true };
    default:
      return state;
  }
}

/** A person who follows a project. Null: the server itself, on behalf of the project. */
export type ProjectFollower = { readonly id: string } | null;

/**
 * Members follow a project, from the change on by which they were added. A removed member gets its own `MemberRemoved`
 * and nothing after it. The server itself follows every change. A deleted project can be followed up to its
 * `ProjectDeleted`.
 */
export const projectPolicy: Policy<ProjectAccess, Activity, ProjectFollower> = {
  admit({ members }, follower) {
    const since = follower ? members.get(follower.id) : 1;
    if (since === undefined) throw new NotVisibleError();
    return since;
  },
  continue({ isDeleted }) {
    if (isDeleted) throw new NotVisibleError();
  },
  after(activity, { members }, follower) {
    if (activity.type === "ProjectDeleted") return "complete";
    if (activity.type !== "MemberRemoved" || activity.user.id !== follower?.id) return "go on";
    // Someone added again sees from then on.
    return members.has(follower.id) ? "resync" : new ForbiddenError("You are no longer a member of this project.");
  },
  gone: () => new NotVisibleError(),
};
