import type { Task } from "../../../client/core/lockstep/index.ts";
import { statuses } from "../design/words.ts";
import { type Order, sortTasks } from "../find/sort-tasks.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import type { Columns } from "./arrange.ts";

type Test = ((task: Task) => boolean) | null;

/** Returns the tasks of columns that pass, in that order. The same arrays until one of them changes. */
export type ShowColumns = (columns: Columns, test: Test, order: Order) => Columns;

export function createShowColumns(): ShowColumns {
  const known = new Map<TaskStatus, { readonly input: readonly unknown[]; readonly shown: readonly Task[] }>();
  let last: Columns | null = null;

  function show(status: TaskStatus, tasks: readonly Task[], test: Test, order: Order): readonly Task[] {
    const input = [tasks, test, order];
    const found = known.get(status);
    if (found?.input.every((each, index) => each === input[index])) return found.shown;
    const shown = sortTasks(test ? tasks.filter(test) : tasks, order);
    known.set(status, { input, shown });
    return shown;
  }

  return (columns, test, order) => {
    const entries = statuses.map((status) => [status, show(status, columns[status], test, order)] as const);
    const isSame = last !== null && entries.every(([status, tasks]) => last?.[status] === tasks);
    if (!isSame) last = Object.fromEntries(entries) as unknown as Columns;
    return last as Columns;
  };
}
