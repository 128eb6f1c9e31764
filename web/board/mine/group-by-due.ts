import type { Task } from "../../../client/core/lockstep/index.ts";
import { type DueGroup, dueGroups, findDueGroups } from "../find/due-group.ts";

type DueTask = Pick<Task, "dueAt" | "status">;

interface Group<T> {
  readonly group: DueGroup;
  readonly tasks: readonly T[];
}

/**
 * Returns the open tasks, each in the first group that it belongs to, and the earliest of a group first. Equal ones
 * stay in their order. Groups without tasks are left out. `today`: the reader's day, e.g. 2026-11-24.
 */
export function groupByDue<T extends DueTask>(tasks: readonly T[], today: string): readonly Group<T>[] {
  const open = tasks.filter(({ status }) => status !== "DONE" && status !== "CANCELED");
  const sorted = open.toSorted((one, other) => compare(one.dueAt ?? "", other.dueAt ?? ""));
  const groups = dueGroups.map((group) => ({
    group,
    tasks: sorted.filter((task) => dueGroups.find((each) => findDueGroups(task, today).includes(each)) === group),
  }));
  return groups.filter((each) => each.tasks.length > 0);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
