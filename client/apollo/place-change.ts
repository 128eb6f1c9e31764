import type { ApolloCache, Reference } from "@apollo/client";
import { toCursor } from "../core/list-order.ts";
import { type FilteredTask, fieldsOf, matchTask, type ReadTask } from "../core/match-task.ts";
import type { CacheState } from "./cache-state.ts";
import { changeLists, countOut, type Lists, placeItem, type Standing } from "./change-lists.ts";
import type { AppliedChange } from "./followed-projects.ts";
import type { ReadField, StoredEdge, StoredList } from "./list-policy.ts";
import { bury } from "./mark-gone.ts";
import type { ActivityEvent, BoardTask } from "./project-view.ts";
import { toFilter } from "./type-policies.ts";

export interface PlaceOptions {
  /** The task as the cache had it before; null where it had none, or the same version already. */
  readonly before: FilteredTask | null;
  /** Where given, no other lists are changed, by `listKey`. */
  readonly only?: ReadonlySet<string>;
}

/** How many changes a history in the cache is cut back to once it has twice as many; the server has the others. */
const keptHistory = 1_000;

type TaskChange = Extract<ActivityEvent, { readonly task: BoardTask }>;

type CommentChange = Exclude<Extract<ActivityEvent, { readonly task: unknown }>, TaskChange>;

/**
 * Brings what a change is about into the lists where it belongs now, and out of those where it does not; the things
 * themselves lie in the cache already. Placing a change once more changes nothing.
 */
export function placeChange(
  cache: ApolloCache,
  state: CacheState,
  { event, entry }: AppliedChange,
  options: PlaceOptions,
): void {
  const { projectId, seq } = event;
  const { before, only } = options;
  const inProject = (field: string): Lists => ({ ownerId: `Project:${projectId}`, field, stamp: seq, only });
  const isNew = (): Standing => ({ wasIn: false, isIn: true });

  placeItem(cache, state, inProject("activity"), entry, isNew);
  changeLists(cache, state, inProject("activity"), cutBack);
  switch (event.__typename) {
    case "TaskCreated":
    case "TaskUpdated":
    case "TaskStatusChanged":
      placeItem(cache, state, inProject("tasks"), refer("Task", event.task.id), (list) =>
        standInTasks(list, event, before),
      );
      break;
    case "CommentCreated":
    case "CommentUpdated":
    case "CommentDeleted":
      placeComment(cache, state, event, only);
      break;
    case "TaskDeleted": {
      const node = refer("Task", event.taskId);
      countOut(cache, state, inProject("tasks"), node, ({ args }) => {
        const filter = toFilter(args);
        if (before) return matchTask(filter, readerOf(before));
        return fieldsOf(filter).size === 0 || undefined;
      });
      bury(cache, state, node);
      break;
    }
    case "MemberAdded":
      placeItem(cache, state, inProject("members"), refer("Member", event.member.id), isNew);
      break;
    case "MemberRemoved": {
      const node = findMembership(cache, state, projectId, event.user.id, event.seq);
      countOut(cache, state, inProject("members"), node ?? refer("Member", ""), () => true);
      if (node) bury(cache, state, node, event.seq);
      break;
    }
    default:
  }
}

/** Puts a new task into its project's lists; those that were loaded at its number, or later, show or count it already. */
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

/**
 * The membership that a removal ended, which names only the user. What was told at the removal's number, or later, is of
 * another one: the user was added again.
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

function standInTasks({ args }: StoredList, event: TaskChange, before: FilteredTask | null): Standing {
  const filter = toFilter(args);
  const isIn = matchTask(filter, readerOf(event.task));
  if (event.__typename === "TaskCreated") return { wasIn: false, isIn };
  if (before) return { wasIn: matchTask(filter, readerOf(before)), isIn };
  if (event.__typename === "TaskStatusChanged")
    return { wasIn: matchTask(filter, readerOf({ ...event.task, status: event.from })), isIn };
  const deciding = fieldsOf(filter);
  return { wasIn: event.taskChanges.some((field) => deciding.has(field)) ? undefined : isIn, isIn };
}

function placeComment(
  cache: ApolloCache,
  state: CacheState,
  event: CommentChange,
  only: ReadonlySet<string> | undefined,
): void {
  const { id, version } = event.task;
  const lists = { ownerId: `Task:${id}`, field: "comments", stamp: version, only };
  if (event.__typename === "CommentCreated") {
    const node = refer("Comment", event.comment.id);
    placeItem(cache, state, lists, node, () => ({ wasIn: false, isIn: true }));
  } else if (event.__typename === "CommentDeleted") {
    const node = refer("Comment", event.commentId);
    countOut(cache, state, lists, node, () => true);
    bury(cache, state, node);
  }
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
