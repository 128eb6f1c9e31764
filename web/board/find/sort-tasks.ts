import type { Task } from "../../../client/core/lockstep/index.ts";
import { priorities } from "../design/words.ts";

/** Orders of tasks within a column. `manual` is that of the board, which dragging changes. */
export const orderNames = {
  manual: "Manual",
  priority: "Priority",
  due: "Due date",
  title: "Title",
  updated: "Last changed",
  created: "Newest",
} as const;

export type Order = keyof typeof orderNames;

export const orders = Object.keys(orderNames) as Order[];

/** Returns the tasks in an order. Equal ones stay as they are; those without a due date are last. */
export function sortTasks(tasks: readonly Task[], order: Order): readonly Task[] {
  const compare = comparisons[order];
  return compare ? tasks.toSorted(compare) : tasks;
}

type Comparison = (one: Task, other: Task) => number;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const comparisons: Readonly<Record<Order, Comparison | null>> = {
  manual: null,
  priority: (one, other) => priorities.indexOf(other.priority) - priorities.indexOf(one.priority),
  due: (one, other) => compareTexts(one.dueAt ?? "~", other.dueAt ?? "~"),
  title: (one, other) => collator.compare(one.title, other.title),
  updated: (one, other) => compareTexts(other.updatedAt, one.updatedAt),
  created: (one, other) => compareTexts(other.createdAt, one.createdAt),
};

/** Times of one form sort as texts. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
