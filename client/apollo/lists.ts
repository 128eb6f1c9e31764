import { byColumn, byCreation, byJoining, newestChangeFirst, newestFirst } from "../core/list-order.ts";
import { matchTask, type ReadTask } from "../core/match-task.ts";
import type { TaskFilter } from "../generated/graphql.ts";
import type { ListField } from "../generated/store-schema.ts";
import type { ListRules, StoredList } from "./list-policy.ts";

/** A list that the cache keeps up to date. */
export interface ListRule extends Omit<ListRules, "isEcho"> {
  /** A field that orders the list and that documents need not select: the cache selects it in each item. */
  readonly selects?: string;
  /** The field of payloads and events that carries an item of this list. */
  readonly item?: string;
}

/** All lists of the schema. Null: each answer replaces the list as a whole. "pages": the cache keeps each page as it was answered. */
export const lists: Readonly<Record<ListField, ListRule | null | "pages">> = {
  "Query.projects": { order: newestFirst, selects: "number" },
  "Project.activity": { order: newestChangeFirst },
  "Project.deletedTasks": "pages",
  "Project.labels": null,
  "Project.members": { order: byJoining, selects: "joinedSeq", item: "member" },
  "Project.present": null,
  "Project.tasks": {
    order: byColumn,
    keyArgs: (args) => `tasks:${JSON.stringify(toFilter(args))}`,
    matches: (args) => {
      const filter = toFilter(args);
      return (read) => matchTask(filter, read as ReadTask);
    },
    takesPending: true,
  },
  "Task.labels": null,
  "Task.comments": { order: byCreation, selects: "createdSeq", item: "comment", takesPending: true },
};

/** The lists that the cache keeps up to date, with the type and the field that give them. */
export const keptLists: readonly { readonly owner: string; readonly field: string; readonly rule: ListRule }[] =
  Object.entries(lists).flatMap(([name, rule]) => {
    const [owner = "", field = ""] = name.split(".");
    return rule && rule !== "pages" ? [{ owner, field, rule }] : [];
  });

/** Fields of a type that give lists which the cache keeps up to date. */
export function listsOf(typename: string): readonly string[] {
  return keptLists.flatMap(({ owner, field }) => (owner === typename ? [field] : []));
}

/** A filter in the one form that equal filters have. Only the assignee may be null on purpose. */
export function toFilter(args: StoredList["args"]): TaskFilter {
  const filter = (args?.["filter"] ?? {}) as TaskFilter;
  const fields = Object.entries(filter).filter(
    ([name, value]) => value !== undefined && (value !== null || name === "assigneeId"),
  );
  return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}
