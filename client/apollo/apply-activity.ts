import { type ApolloCache, InMemoryCache, type Reference, type StoreObject } from "@apollo/client";
import type { FilteredTask } from "../core/match-task.ts";
import { ProjectEventsDocument, TaskPartsFragmentDoc, ViewerDocument } from "../generated/graphql.ts";
import { type CacheState, requireState } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";
import { dropOlderLists } from "./drop-older-lists.ts";
import { unbury } from "./mark-gone.ts";
import { placeChange, refer } from "./place-change.ts";
import type { ActivityEvent, ProjectEvent } from "./project-view.ts";

/**
 * Brings a cache of `lockstepCache()` to the state right after an event, as the kit's own subscription selects it:
 * everything that the event carries, and every list in which something has come, moved, or gone. What was applied
 * before, or is older than the snapshot, changes nothing. Changes must come in order; where some are left out, the lists
 * that miss them are taken out of the cache. `projectId` is needed for `Ready` and presence, which do not carry it;
 * `Resync` is the caller's to follow.
 */
export function applyActivity(cache: ApolloCache, event: ProjectEvent, projectId?: string): void {
  const state = requireState(cache);
  cache.batch({
    optimistic: false,
    update: () => {
      if ("at" in event) applyChange(cache, state, event);
      else if (event.__typename !== "Resync") applyPresence(cache, state, event, projectId);
    },
  });
  // With its results, which Apollo Client remembers of whatever was read.
  if (cache instanceof InMemoryCache && state.takeCollection()) cache.gc({ resetResultCache: true });
}

function applyChange(cache: ApolloCache, state: CacheState, event: ActivityEvent): void {
  const { projectId, seq } = event;
  const applied = state.followed.seq(projectId);
  if (applied !== undefined && seq <= applied) return;
  if (applied !== undefined && seq > applied + 1) {
    dropOlderLists(cache, state, projectId, seq - 1);
    state.followed.startFrom(projectId, seq - 1);
  }
  const before = "task" in event || "taskId" in event ? readBefore(cache, event) : null;
  const entry = store(cache, event);
  // A list that is newer than its number had the membership already, and an earlier one's removal was taken for its own.
  if (event.__typename === "MemberAdded") unbury(cache, state, refer("Member", event.member.id), seq);
  state.followed.append({ event, entry });
  placeChange(cache, state, { event, entry }, { before });
  if ("user" in event || "member" in event) applyToViewer(cache, state, event);
  if (event.__typename === "ProjectDeleted") leaveProjects(cache, state, projectId);
  reach(cache, state, projectId, seq);
}

function applyPresence(
  cache: ApolloCache,
  state: CacheState,
  event: Exclude<ProjectEvent, ActivityEvent | { readonly __typename?: "Resync" }>,
  projectId: string | undefined,
): void {
  if (projectId === undefined) throw new TypeError(`${event.__typename} does not say of which project it is: name it.`);
  const { present, user } = store(cache, event) as { present?: readonly Reference[]; user?: Reference };
  cache.modify<{ present: readonly Reference[] }>({
    id: refer("Project", projectId).__ref,
    fields: {
      present: (known) => {
        if (!user) return present ?? known;
        const others = (known as readonly Reference[]).filter(({ __ref }) => __ref !== user.__ref);
        return event.__typename === "PresenceLeft" ? others : [...others, user];
      },
    },
  });
  if (event.__typename === "Ready") reach(cache, state, projectId, event.seq);
}

/** Null where the cache does not have an older state of the task. */
function readBefore(
  cache: ApolloCache,
  event: Extract<ActivityEvent, { task: unknown } | { taskId: string }>,
): FilteredTask | null {
  const { __ref: id } = refer("Task", "task" in event ? event.task.id : event.taskId);
  const before = cache.readFragment({
    id,
    fragment: TaskPartsFragmentDoc,
    fragmentName: "TaskParts",
    returnPartialData: true,
  });
  if (typeof before?.version !== "number") return null;
  return "task" in event && before.version >= event.task.version ? null : (before as FilteredTask);
}

/** Writes all that an event carries, as if the subscription itself were cached, and returns it as it is stored. */
function store(cache: ApolloCache, event: ProjectEvent): StoreObject {
  let stored: StoreObject = {};
  cache.write({
    query: ProjectEventsDocument,
    variables: { projectId: "" },
    dataId: "ROOT_SUBSCRIPTION",
    result: { projectActivity: event },
  });
  cache.modify<Record<string, StoreObject>>({
    id: "ROOT_SUBSCRIPTION",
    fields: {
      projectActivity: (value, { DELETE }) => {
        stored = value as StoreObject;
        return DELETE;
      },
    },
  });
  return stored;
}

/** The project's number, as far as it is known; what else there is of it may be older. */
function reach(cache: ApolloCache, { guard }: CacheState, projectId: string, seq: number): void {
  const { __ref: id } = refer("Project", projectId);
  if (guard.raise(id, "seq", seq)) cache.modify({ id, fields: { seq: () => seq } });
}

/** What the viewer may do, and whether the project is among the viewer's. */
function applyToViewer(
  cache: ApolloCache,
  state: CacheState,
  event: Extract<ActivityEvent, { user: unknown } | { member: unknown }>,
): void {
  const user = "member" in event ? event.member.user : event.user;
  if (cache.readQuery({ query: ViewerDocument })?.me.id !== user.id) return;
  const { __ref: id } = refer("Project", event.projectId);
  if (event.__typename === "MemberRemoved") leaveProjects(cache, state, event.projectId);
  else if ("member" in event && state.guard.raise(id, "viewerRole", event.seq))
    cache.modify({ id, fields: { viewerRole: () => event.member.role } });
}

function leaveProjects(cache: ApolloCache, state: CacheState, projectId: string): void {
  const { __ref: id } = refer("Project", projectId);
  changeLists(cache, state, { ownerId: "ROOT_QUERY", field: "projects" }, (list) => {
    const edges = list.edges.filter(({ node }) => node["__ref"] !== id);
    const hasLeft = edges.length < list.edges.length || list.hasNextPage;
    if (!hasLeft || list.totalCount === undefined) return { ...list, edges };
    return { ...list, edges, totalCount: list.totalCount - 1 };
  });
}
