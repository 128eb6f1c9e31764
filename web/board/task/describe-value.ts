import type { User } from "../../../client/core/lockstep/index.ts";
import type { TaskValues } from "../../../client/react/index.ts";
import { today } from "../design/use-today.ts";
import { priorityNames } from "../design/words.ts";
import { formatDueDate } from "./due-date.ts";

/** One of a task's values as people read it; empty where there is none. */
export function describeValue(values: Partial<TaskValues>, name: keyof TaskValues, people: readonly User[]): string {
  if (name === "priority") return priorityNames[values.priority ?? "NONE"];
  if (name === "assigneeId") return people.find(({ id }) => id === values.assigneeId)?.name ?? "";
  if (name === "dueAt") return values.dueAt ? formatDueDate(values.dueAt, today()) : "";
  return values[name] ?? "";
}
