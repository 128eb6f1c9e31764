import type { Task } from "../../../client/core/lockstep/index.ts";
import { addDays, isOverdue, toDateInput } from "../task/due-date.ts";

export const dueGroupNames = {
  overdue: "Overdue",
  today: "Due today",
  week: "Due within 7 days",
  later: "Due later",
  none: "No due date",
} as const;

export type DueGroup = keyof typeof dueGroupNames;

export const dueGroups = Object.keys(dueGroupNames) as DueGroup[];

/**
 * Groups of a task by its due date. One that is due today is also due within 7 days. Finished tasks are not overdue.
 * `today`: the reader's day, e.g. 2026-11-24.
 */
export function findDueGroups({ dueAt, status }: Pick<Task, "dueAt" | "status">, today: string): readonly DueGroup[] {
  if (dueAt === null) return ["none"];
  const day = toDateInput(dueAt);
  if (day < today) return isOverdue(dueAt, status, today) ? ["overdue"] : [];
  if (day === today) return ["today", "week"];
  return day < addDays(today, 7) ? ["week"] : ["later"];
}
