import type { Task } from "../core/wire.ts";
import type { TaskFilter } from "../generated/schema-types.ts";
import { foldText } from "./fold-text.ts";

/** Returns a test for tasks. */
type Criterion<Wanted> = (wanted: Wanted) => (task: Task) => boolean;

/** Meaning of each part of the filter. Null counts as absent, except for the assignee: null means unassigned. */
const criteria: { readonly [Name in keyof TaskFilter]-?: Criterion<Wanted<Name>> } = {
  status: (wanted) => (task) => wanted.includes(task.status),
  priority: (wanted) => (task) => wanted.includes(task.priority),
  assigneeId: (wanted) => (task) => (task.assignee?.id ?? null) === (wanted?.toLowerCase() ?? null),
  text: toTextTest,
  dueBefore: (wanted) => (task) => dueOf(task) < Date.parse(wanted),
  dueAfter: (wanted) => (task) => dueOf(task) > Date.parse(wanted),
  labelIds(wanted) {
    const ids = wanted.map((id) => id.toLowerCase());
    return (task) => task.labels.some(({ id }) => ids.includes(id));
  },
};

type Wanted<Name extends keyof TaskFilter> = Name extends "assigneeId" ? string | null : NonNullable<TaskFilter[Name]>;

/** Returns a test for the tasks that the server's filter accepts. */
export function matcherOf(filter: TaskFilter): (task: Task) => boolean {
  const tests = (Object.keys(criteria) as (keyof TaskFilter)[]).flatMap((name) => {
    const wanted = filter[name];
    const isAbsent = wanted === undefined || (wanted === null && name !== "assigneeId");
    return isAbsent ? [] : (criteria[name] as Criterion<unknown>)(wanted);
  });
  return (task) => tests.every((test) => test(task));
}

/** Every word must occur in title or description; case, accents and vowel points do not matter. */
function toTextTest(text: string): (task: Task) => boolean {
  const words = text.split(/\s+/u).filter((word) => word !== "");
  const folded = words.map(foldText);
  return ({ title, description }) => {
    const searched = foldText(`${title} ${description ?? ""}`);
    // Folding leaves nothing of a single mark, which the server finds nowhere.
    return folded.every((word) => word !== "" && searched.includes(word));
  };
}

/** Returns a time in milliseconds; NaN, which lies on no side of another, for a task without one. */
function dueOf({ dueAt }: Task): number {
  return dueAt ? Date.parse(dueAt) : Number.NaN;
}
