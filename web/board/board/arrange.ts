import type { Task } from "../../../client/core/lockstep/index.ts";
import { statuses } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";

export type Columns = Readonly<Record<TaskStatus, readonly Task[]>>;

/** Where a task stands, or would if it were let go. */
export interface Place {
  readonly taskId: string;
  readonly status: TaskStatus;
  /** Null at a column's top. */
  readonly afterTaskId: string | null;
  /** Null at its end. */
  readonly beforeTaskId: string | null;
}

/** The columns with a held task where it is held: so others' changes show also during a drag. */
export function arrange(columns: Columns, held: Place | null): Columns {
  const task = held && statuses.flatMap((status) => columns[status]).find(({ id }) => id === held.taskId);
  if (!task) return columns;
  const others = Object.fromEntries(
    statuses.map((status) => [status, columns[status].filter(({ id }) => id !== held.taskId)]),
  ) as Record<TaskStatus, Task[]>;
  others[held.status].splice(indexAt(others[held.status], held), 0, task);
  return others;
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
function indexAt(column: readonly Task[], { afterTaskId, beforeTaskId }: Place): number {
  if (afterTaskId === null) return 0;
  const after = column.findIndex(({ id }) => id === afterTaskId);
  if (after >= 0) return after + 1;
  const before = column.findIndex(({ id }) => id === beforeTaskId);
  return before >= 0 ? before : column.length;
}
