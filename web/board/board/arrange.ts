import type { BoardTask } from "../../../client/index.ts";
import { statuses } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";

export type Columns = Record<TaskStatus, BoardTask[]>;

/** Where a task stands, or would if it were let go. */
export interface Place {
  readonly taskId: string;
  readonly status: TaskStatus;
  /** Null at a column's top. */
  readonly afterTaskId: string | null;
  /** Null at its end. */
  readonly beforeTaskId: string | null;
}

/** The tasks by column, one of them, where it is held elsewhere, there: so others' changes show also during a drag. */
export function arrange(tasks: readonly BoardTask[], held: Place | null): Columns {
  const columns = Object.fromEntries(statuses.map((status) => [status, []])) as unknown as Columns;
  for (const task of tasks) if (task.id !== held?.taskId) columns[task.status].push(task);
  const task = held && tasks.find(({ id }) => id === held.taskId);
  if (task) columns[held.status].splice(indexAt(columns[held.status], held), 0, task);
  return columns;
}

/** Null for a task that is in no column. */
export function findPlace(columns: Columns, taskId: string): (Place & { readonly index: number }) | null {
  for (const status of statuses) {
    const column = columns[status];
    const index = column.findIndex(({ id }) => id === taskId);
    if (index < 0) continue;
    return {
      taskId,
      status,
      index,
      afterTaskId: column[index - 1]?.id ?? null,
      beforeTaskId: column[index + 1]?.id ?? null,
    };
  }
  return null;
}

/** Behind the one neighbour, else before the other; where both are gone meanwhile, at the end. */
function indexAt(column: readonly BoardTask[], { afterTaskId, beforeTaskId }: Place): number {
  if (afterTaskId === null) return 0;
  const after = column.findIndex(({ id }) => id === afterTaskId);
  if (after >= 0) return after + 1;
  const before = column.findIndex(({ id }) => id === beforeTaskId);
  return before >= 0 ? before : column.length;
}
