import type { ApolloCache, Reference } from "@apollo/client";
import { toCursor } from "../core/list-order.ts";
import { type FilteredTask, fieldsOf, matchTask, type ReadTask } from "../core/match-task.ts";
import type { ActivityName } from "../generated/store-schema.ts";
import type { CacheState } from "./cache-state.ts";
import { changeLists, countOut, type ListStanding, type Lists, placeItem } from "./change-lists.ts";
import type { AppliedChange } from "./followed-projects.ts";
import type { ReadField, StoredEdge, StoredList } from "./list-policy.ts";
import { toFilter } from "./lists.ts";
import { bury } from "./mark-gone.ts";
import type { ActivityEvent, BoardTask } from "./project-view.ts";

export interface PlaceOptions {
  /** The task as the cache had it before; null where it had none, or had this version already. */
  readonly before: FilteredTask | null;
  /** If given, only these lists change, by `listKey`. */
  readonly only?: ReadonlySet<string>;
}

/** Number of changes to which a cached history is cut back once it has twice as many. The server has the others. */
const keptHistory = 1_000;

type TaskChange = Extract<ActivityEvent, { readonly task: BoardTask }>;

/** Changes the lists of a project. `before` and `only` are those of PlaceOptions. */
type Place<Name extends ActivityName> = (
  context: PlaceContext,
  event: Extract<ActivityEvent, { readonly __typename?: Name }>,
) => void;

interface PlaceContext extends PlaceOptions {
  readonly cache: ApolloCache;
  readonly state: CacheState;
  readonly event: ActivityEvent;
}

/** The lists, apart from the history, that each change affects; null for none. */
const places: { readonly [Name in ActivityName]: Place<Name> | null } = {
  ProjectCreated: null,
  ProjectUpdated: null,
  ProjectDeleted: null,
  MemberAdded(context, { member }) {
    placeItem(context.cache, context.state, inProject(context, "members"), refer("Member", member.id), isNew);
  },
  MemberRoleChanged: null,
  MemberUpdated: null,
  MemberRemoved(context, { projectId, user, seq }) {
    const { cache, state } = context;
    const node = findMembership(cache, state, projectId, user.id, seq);
    countOut(cache, state, inProject(context, "members"), node ?? refer("Member", ""), () => true);
    if (node) bury(cache, state, node, { projectId, seq });
  },
  TaskCreated: placeTask,
  TaskUpdated: placeTask,
  TaskStatusChanged: placeTask,
  TaskRestored: placeTask,
  TaskDeleted(context, { projectId, taskId, seq }) {
    const { cache, state, before } = context;
    const node = refer("Task", taskId);
    countOut(cache, state, inProject(context, "tasks"), node, ({ args }) => {
      const filter = toFilter(args);
      if (before) return matchTask(filter, readerOf(before));
      return fieldsOf(filter).size === 0 || undefined;
    });
    bury(cache, state, node, { projectId, seq });
  },
  LabelCreated({ cache, state }, { projectId, label, seq }) {
    placeNewLabel(cache, state, projectId, refer("Label", label.id), seq);
  },
  LabelUpdated: null,
  LabelDeleted({ cache, state }, { projectId, labelId }) {
    bury(cache, state, refer("Label", labelId), { projectId });
  },
  CommentCreated(context, { task, comment }) {
    placeItem(context.cache, context.state, inTask(context, task), refer("Comment", comment.id), isNew);
  },
  CommentUpdated: null,
  CommentRestored(context, { task, comment }) {
    placeItem(context.cache, context.state, inTask(context, task), refer("Comment", comment.id), isNew);
  },
  CommentDeleted(context, { projectId, task, commentId, seq }) {
    const node = refer("Comment", commentId);
    countOut(context.cache, context.state, inTask(context, task), node, () => true);
    bury(context.cache, context.state, node, { projectId, seq });
  },
};

/**
 * Brings the items of a change into the lists where they belong now, and out of those where they do not. The items
 * themselves are in the cache already. Placing a change once more changes nothing.
 */
export function placeChange(
  cache: ApolloCache,
  state: CacheState,
  { event, entry }: AppliedChange,
  options: PlaceOptions,
): void {
  const context: PlaceContext = { cache, state, event, ...options };
  placeItem(cache, state, inProject(context, "activity"), entry, isNew);
  changeLists(cache, state, inProject(context, "activity"), cutBack);
  const place = places[event.__typename] as Place<ActivityName> | null;
  place?.(context, event);
}

function inProject({ event, only }: PlaceContext, field: string): Lists {
  return { ownerId: `Project:${event.projectId}`, field, stamp: event.seq, only };
}

function inTask({ only }: PlaceContext, { id, version }: { readonly id: string; readonly version: number }): Lists {
  return { ownerId: `Task:${id}`, field: "comments", stamp: version, only };
}

function isNew(): ListStanding {
  return { wasIn: false, isIn: true };
}

function placeTask(context: PlaceContext, event: TaskChange): void {
  const { cache, state, before } = context;
  placeItem(cache, state, inProject(context, "tasks"), refer("Task", event.task.id), (list) =>
    standInTasks(list, event, before),
  );
}

/** Puts a new task into its project's lists. Lists loaded at its number or later show or count it already. */
export function placeNewTask(
  cache: ApolloCache,
  state: CacheState,
  projectId: string,
  task: BoardTask,
  seq: number | undefined,
): void {
  const node = refer("Task", task.id);
  const lists = { ownerId: `Project:${projectId}`, field: "tasks", stamp: seq };
  placeItem(cache, state, lists, node, ({ args }) => ({
    wasIn: false,
    isIn: matchTask(toFilter(args), readerOf(task)),
  }));
}

/** Puts a new label behind its project's others, unless an answer at its number or later has listed them. */
export function placeNewLabel(
  cache: ApolloCache,
  { guard }: CacheState,
  projectId: string,
  label: Reference,
  seq: number | undefined,
): void {
  const { __ref: id } = refer("Project", projectId);
  if (seq !== undefined && !guard.raise(id, "labels", seq)) return;
  cache.modify<{ labels: readonly Reference[] }>({
    id,
    fields: {
      labels: (known) => {
        const labels = known as readonly Reference[];
        return labels.some(({ __ref }) => __ref === label.__ref) ? labels : [...labels, label];
      },
    },
  });
}

/**
 * Finds the membership that a removal ended: the removal names only the user. A membership noted at the removal's number
 * or later is another one: the user was added again.
 */
export function findMembership(
  cache: ApolloCache,
  state: CacheState,
  projectId: string,
  userId: string,
  seq: number | undefined,
): Reference | undefined {
  let found: Reference | undefined;
  changeLists(cache, state, { ownerId: `Project:${projectId}`, field: "members" }, (list, read) => {
    const edge = list.edges.find(({ node }) => {
      if (read<Reference>("user", node)?.__ref !== `User:${userId}` || read("isGone", node)) return false;
      return seq === undefined || !state.guard.isKnownAt(String(node["__ref"]), seq);
    });
    if (edge) found = edge.node as Reference;
    return list;
  });
  return found;
}

export function refer(typename: string, id: string): Reference {
  return { __ref: `${typename}:${id}` };
}

function standInTasks({ args }: StoredList, event: TaskChange, before: FilteredTask | null): ListStanding {
  const filter = toFilter(args);
  const isIn = matchTask(filter, readerOf(event.task));
  if (event.__typename === "TaskCreated" || event.__typename === "TaskRestored") return { wasIn: false, isIn };
  if (before) return { wasIn: matchTask(filter, readerOf(before)), isIn };
  if (event.__typename === "TaskStatusChanged")
    return { wasIn: matchTask(filter, readerOf({ ...event.task, status: event.from })), isIn };
  const deciding = fieldsOf(filter);
  return { wasIn: event.taskChanges.some((field) => deciding.has(field)) ? undefined : isIn, isIn };
}

function cutBack(history: StoredList, read: ReadField): StoredList {
  if (history.edges.length <= 2 * keptHistory) return history;
  const seqOf = ({ node }: StoredEdge) => read<number>("seq", node) ?? 0;
  const edges = [...history.edges].sort((one, other) => seqOf(other) - seqOf(one)).slice(0, keptHistory);
  return {
    ...history,
    edges,
    hasNextPage: true,
    endCursor: toCursor(edges.slice(-1).map(seqOf)),
    totalCount: history.hasNextPage ? history.totalCount : history.edges.length,
  };
}

function readerOf(task: FilteredTask): ReadTask {
  return (field) => task[field];
}
