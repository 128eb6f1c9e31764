import type { Comment, Member, Task } from "../core/wire.ts";
import type { TaskFilter } from "../generated/schema-types.ts";
import { byColumn, byCreation, byJoining, type ListOrder } from "./list-order.ts";
import { matcherOf } from "./match-task.ts";

/** An item of a list that the adapter keeps up to date. */
export type ListedItem = Comment | Member | Task;

/** A connection field that the adapter keeps up to date. */
export interface ListRule {
  readonly typename: "Comment" | "Member" | "Task";
  readonly order: ListOrder;
  /** Returns a test for the items of a list with these arguments. */
  readonly matches: (args: ListArguments) => (item: ListedItem) => boolean;
}

/** Arguments by which the cache tells lists of one field apart. */
export interface ListArguments {
  readonly filter?: TaskFilter | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

const all = () => true;

/** The tasks of a project. */
export const taskList: ListRule = {
  typename: "Task",
  order: byColumn,
  matches({ filter }) {
    if (!filter) return all;
    const matches = matcherOf(filter);
    return (item) => matches(item as Task);
  },
};

/** The members of a project. */
export const memberList: ListRule = { typename: "Member", order: byJoining, matches: () => all };

/** The comments of a task. */
export const commentList: ListRule = { typename: "Comment", order: byCreation, matches: () => all };

/**
 * Reads the arguments from the name of a stored field: `tasks({"first":5})` or, with key arguments,
 * `tasks:{"filter":{}}`.
 */
export function readArguments(storeFieldName: string): ListArguments {
  const json = /^\w+[:(](\{.*\})\)?$/s.exec(storeFieldName)?.[1];
  return json === undefined ? {} : JSON.parse(json);
}
