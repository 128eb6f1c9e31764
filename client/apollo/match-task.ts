import type { Task } from "../core/wire.ts";
import type { TaskFilter } from "../generated/schema-types.ts";
import { foldText } from "./fold-text.ts";

/** The fields of a task that filters read; undefined for an unknown one. */
export type FilteredTask = Partial<
  Pick<Task, "title" | "description" | "status" | "priority" | "dueAt"> & {
    readonly assignee: Referred | null;
    readonly labels: readonly Referred[];
  }
>;

export type ReadTask = <Field extends keyof FilteredTask>(field: Field) => FilteredTask[Field];

/** An item, or a cache's reference to one. */
type Referred = { readonly __ref: string } | { readonly id: string };

/** Returns true for a task that matches, and for one whose deciding field is not known. */
type Criterion<Value> = (wanted: Value, read: ReadTask) => boolean;

/** Meaning of each part of the filter. Null counts as absent, except for the assignee: null means unassigned. */
const criteria: { readonly [Name in keyof TaskFilter]-?: Criterion<Wanted<Name>> } = {
  status: (wanted, read) => isAmong(wanted, read("status")),
  priority: (wanted, read) => isAmong(wanted, read("priority")),
  assigneeId: (wanted, read) => isAssignedTo(read("assignee"), wanted),
  text: (wanted, read) => wanted === "" || contains(read("title"), read("description"), wanted),
  dueBefore: (wanted, read) => isDue(read("dueAt"), (due) => due < Date.parse(wanted)),
  dueAfter: (wanted, read) => isDue(read("dueAt"), (due) => due > Date.parse(wanted)),
  labelIds: (wanted, read) => hasLabel(read("labels"), wanted),
};

type Wanted<Name extends keyof TaskFilter> = Name extends "assigneeId" ? string | null : NonNullable<TaskFilter[Name]>;

/** Returns true when the server's filter accepts the task. Unknown fields do not count against it. */
export function matchTask(filter: TaskFilter, read: ReadTask): boolean {
  return partsOf(filter).every((name) => (criteria[name] as Criterion<unknown>)(filter[name], read));
}

function partsOf(filter: TaskFilter): (keyof TaskFilter)[] {
  const names = Object.keys(criteria) as (keyof TaskFilter)[];
  return names.filter((name) => filter[name] !== undefined && (filter[name] !== null || name === "assigneeId"));
}

function isAmong<T>(wanted: readonly T[], value: T | undefined): boolean {
  return value === undefined || wanted.includes(value);
}

function hasLabel(labels: readonly Referred[] | undefined, wanted: readonly string[]): boolean {
  return labels === undefined || labels.some((label) => wanted.some((id) => isItem(label, "Label", id)));
}

function isItem(item: Referred, typename: string, id: string): boolean {
  return "__ref" in item ? item.__ref === `${typename}:${id.toLowerCase()}` : item.id === id.toLowerCase();
}

function isAssignedTo(assignee: Referred | null | undefined, assigneeId: string | null): boolean {
  if (assignee === undefined) return true;
  if (!assignee || assigneeId === null) return !assignee && assigneeId === null;
  return isItem(assignee, "User", assigneeId);
}

function isDue(dueAt: string | null | undefined, isWanted: (time: number) => boolean): boolean {
  return dueAt === undefined || (dueAt !== null && isWanted(Date.parse(dueAt)));
}

/** Every word must occur in title or description; case, accents and vowel points do not matter. */
function contains(title: string | undefined, description: string | null | undefined, text: string): boolean {
  if (title === undefined || description === undefined) return true;
  const searched = foldText(`${title} ${description ?? ""}`);
  const words = text.split(/\s+/u).filter((word) => word !== "");
  // Folding leaves nothing of a single mark, which the server finds nowhere.
  return words.map(foldText).every((word) => word !== "" && searched.includes(word));
}
