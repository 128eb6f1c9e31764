import type { TypePolicies } from "@apollo/client";
import type { Comment, Member, Task } from "../core/wire.ts";
import type { TaskFilter } from "../generated/schema-types.ts";
import { byColumn, byCreation, byJoining, type ListOrder } from "./list-order.ts";
import { matchTask, type ReadTask } from "./match-task.ts";
import { joinPages } from "./stored-list.ts";

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
  matches: ({ filter }) => (filter ? (item) => matchTask(filter, readerOf(item as Task)) : all),
};

/** The members of a project. */
export const memberList: ListRule = { typename: "Member", order: byJoining, matches: () => all };

/** The comments of a task. */
export const commentList: ListRule = { typename: "Comment", order: byCreation, matches: () => all };

/** Reads the arguments from the name of a stored field: `tasks({"first":5})` or, with key arguments, `tasks:{"filter":{}}`. */
export function readArguments(storeFieldName: string): ListArguments {
  const json = /^\w+[:(](\{.*\})\)?$/s.exec(storeFieldName)?.[1];
  return json === undefined ? {} : JSON.parse(json);
}

/** Joins the pages of lists, so that `fetchMore` works. Lists with other filters are other lists. */
export const typePolicies: TypePolicies = {
  Project: {
    fields: {
      tasks: { keyArgs: ["filter"], merge: joinPages(byColumn) },
      members: { keyArgs: false, merge: joinPages(byJoining) },
      labels: { merge: false },
      present: { merge: false },
    },
  },
  // Events have no id, and each replaces the one before.
  Subscription: { fields: { projectActivity: { merge: false } } },
  Task: { fields: { comments: { keyArgs: false, merge: joinPages(byCreation) }, labels: { merge: false } } },
};

function readerOf(task: Task): ReadTask {
  return (field) => task[field];
}
