import { type ApolloCache, InMemoryCache, type Reference, type StoreObject } from "@apollo/client";
import type { FilteredTask } from "../core/match-task.ts";
import { ProjectEventsDocument, TaskPartsFragmentDoc, ViewerDocument } from "../generated/graphql.ts";
import type { SignalName } from "../generated/store-schema.ts";
import { type CacheState, requireState } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";
import { dropOlderLists } from "./drop-older-lists.ts";
import { unbury } from "./mark-gone.ts";
import { placeChange, refer } from "./place-change.ts";
import type { ActivityEvent, ProjectEvent } from "./project-view.ts";

/** People that a signal carries, as the cache stores them. */
interface StoredSignal {
  readonly present?: readonly Reference[];
  readonly user?: Reference;
}

/** Computes the people present after a signal; null for a signal that says nothing about them. */
const presentAfter: Readonly<
  Record<SignalName, ((known: readonly Reference[], stored: StoredSignal) => readonly Reference[]) | null>
> = {
  Ready: (_known, { present = [] }) => present,
  Resync: null,
  PresenceJoined: (known, { user }) => [...without(known, user), ...(user ? [user] : [])],
  PresenceLeft: (known, { user }) => without(known, user),
};

/**
 * Brings a cache of `lockstepCache()` to the state right after an event, as the kit's own subscription selects it. It
 * writes all that the event carries, and updates every list in which an item came, moved or went.
 *
 * An event that was applied before, or is older than the snapshot, changes nothing. Changes must come in order: where
 * some are left out, the lists that miss them leave the cache. `Ready` and presence events do not carry their project:
 * without `projectId` they throw a TypeError. `cursor` is that of the event's `extensions`; without it the project's cached
 * cursor stays behind its number. The caller handles `Resync`.
 */
export function applyActivity(cache: ApolloCache, event: ProjectEvent, projectId?: string, cursor?: string): void {
  const state = requireState(cache);
  cache.batch({
    optimistic: false,
    update: () => {
      if ("at" in event) applyChange(cache, state, event, cursor);
      else applySignal(cache, state, event, projectId);
    },
  });
  // Also drops the results that Apollo Client remembers of each read.
  if (cache instanceof InMemoryCache && state.takeCollection()) cache.gc({ resetResultCache: true });
}

function applyChange(cache: ApolloCache, state: CacheState, event: ActivityEvent, cursor: string | undefined): void {
  const { projectId, seq } = event;
  const applied = state.followed.seq(projectId);
  if (applied !== undefined && seq <= applied) return;
  if (applied !== undefined && seq > applied + 1) {
    dropOlderLists(cache, state, projectId, seq - 1);
    state.followed.startFrom(projectId, seq - 1);
  }
  const before = "task" in event || "taskId" in event ? readBefore(cache, event) : null;
  const entry = store(cache, event);
  // A list newer than this number showed the membership already, and an earlier removal was taken for its own.
  if (event.__typename === "MemberAdded") unbury(cache, state, refer("Member", event.member.id), seq);
  if (event.__typename === "TaskRestored") unbury(cache, state, refer("Task", event.task.id), seq);
  if (event.__typename === "CommentRestored") unbury(cache, state, refer("Comment", event.comment.id), seq);
  state.followed.append({ event, entry });
  placeChange(cache, state, { event, entry }, { before });
  if ("user" in event || "member" in event) applyToViewer(cache, state, event);
  if (event.__typename === "ProjectDeleted") leaveProjects(cache, state, projectId);
  reach(cache, state, projectId, { seq, cursor });
}

function applySignal(
  cache: ApolloCache,
  state: CacheState,
  event: Exclude<ProjectEvent, ActivityEvent>,
  projectId: string | undefined,
): void {
  const update = presentAfter[event.__typename];
  if (!update) return;
  if (projectId === undefined) throw new TypeError(`${event.__typename} does not carry its project: pass projectId.`);
  const stored = store(cache, event) as StoredSignal;
  cache.modify<{ present: readonly Reference[] }>({
    id: refer("Project", projectId).__ref,
    fields: { present: (known) => update(known as readonly Reference[], stored) },
  });
  if (event.__typename === "Ready") reach(cache, state, projectId, event);
}

function without(people: readonly Reference[], user: Reference | undefined): readonly Reference[] {
  return people.filter(({ __ref }) => __ref !== user?.__ref);
}

/** Null where the cache has no older state of the task. */
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

/** Writes all that an event carries, as if the subscription itself were cached, and returns the stored event. */
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

/** Raises the project's cached number, and its cursor where that is known. Its other fields may be older. */
function reach(
  cache: ApolloCache,
  { guard }: CacheState,
  projectId: string,
  { seq, cursor }: { readonly seq: number; readonly cursor?: string | undefined },
): void {
  const { __ref: id } = refer("Project", projectId);
  if (!guard.raise(id, "seq", seq)) return;
  cache.modify({ id, fields: { seq: () => seq, ...(cursor !== undefined && { cursor: () => cursor }) } });
}

/** Updates the viewer's role, and takes the project out of the viewer's projects after a removal. */
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
