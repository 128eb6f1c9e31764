import type { Task } from "../../../client/core/lockstep/index.ts";
import { priorities } from "../design/words.ts";
import { type DueGroup, dueGroups, findDueGroups } from "./due-group.ts";
import { foldText, isTextMatch } from "./fold-text.ts";

/** Tasks to show: those that fit each of these, and within one of them any of its values. Empty: all. */
export interface Filter {
  /** Words, each in title, description or a label. */
  readonly text: string;
  /** Ids of people, `me` or `none`. */
  readonly assignee: readonly string[];
  /** Ids of labels, or `none`. */
  readonly label: readonly string[];
  readonly priority: readonly Task["priority"][];
  readonly due: readonly DueGroup[];
}

export const filterFields = ["assignee", "label", "priority", "due"] as const;

export type FilterField = (typeof filterFields)[number];

export const fieldNames = { assignee: "Assignee", label: "Label", priority: "Priority", due: "Due" } as const;

export const noFilter: Filter = { text: "", assignee: [], label: [], priority: [], due: [] };

export function isFiltered(filter: Filter): boolean {
  return filter.text.trim() !== "" || filterFields.some((field) => filter[field].length > 0);
}

/** Reads the filter of an address. Values that are none are passed over. */
export function readFilter(address: URLSearchParams): Filter {
  const list = (name: FilterField) => [...new Set(address.getAll(name).filter((value) => value !== ""))];
  return {
    text: address.get("q") ?? "",
    assignee: list("assignee"),
    label: list("label"),
    priority: list("priority").flatMap((name) => priorities.find((each) => each.toLowerCase() === name) ?? []),
    due: list("due").flatMap((name) => dueGroups.find((each) => each === name) ?? []),
  };
}

/** Returns an address with this filter in it, and all else as it was. */
export function writeFilter(address: URLSearchParams, filter: Filter): URLSearchParams {
  const written = new URLSearchParams(address);
  written.delete("q");
  if (filter.text !== "") written.set("q", filter.text);
  for (const field of filterFields) {
    written.delete(field);
    for (const value of filter[field]) written.append(field, field === "priority" ? value.toLowerCase() : value);
  }
  return written;
}

/** Returns the filter with a value of a field taken in, or out where it is in. */
export function toggleValue(filter: Filter, field: FilterField, value: string): Filter {
  const values: readonly string[] = filter[field];
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  return { ...filter, [field]: next };
}

/** Returns the test for tasks. `viewerId` is meant by `me`; `today`: the reader's day, e.g. 2026-11-24. */
export function createTest(filter: Filter, viewerId: string, today: string): (task: Task) => boolean {
  const words = foldText(filter.text).split(/\s+/).filter(Boolean);
  const people = filter.assignee.map((id) => (id === "me" ? viewerId : id));
  return (task) =>
    fits(people, [task.assignee?.id ?? "none"]) &&
    fits(filter.label, task.labels.length === 0 ? ["none"] : task.labels.map(({ id }) => id)) &&
    fits(filter.priority, [task.priority]) &&
    (filter.due.length === 0 || fits(filter.due, findDueGroups(task, today))) &&
    isTextMatch(task, words);
}

function fits<T>(wanted: readonly T[], values: readonly T[]): boolean {
  return wanted.length === 0 || values.some((value) => wanted.includes(value));
}
