import type { Task } from "../../../client/core/lockstep/index.ts";
import { statuses } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";

export type Columns = Readonly<Record<TaskStatus, readonly Task[]>>;

/** A place in a column, named by its neighbours. Without one that is there it is the column's end. */
export interface Spot {
  readonly status: TaskStatus;
  readonly afterTaskId: string | null;
  readonly beforeTaskId: string | null;
}

/** A task's place among the others of a column. */
export interface Place extends Spot {
  readonly taskId: string;
  /** Number of others above it. */
  readonly index: number;
  /** Number of others in the column. */
  readonly others: number;
}

/** All tasks, column by column. */
export function listTasks(columns: Columns): readonly Task[] {
  return statuses.flatMap((status) => columns[status]);
}

export function findTask(columns: Columns, taskId: string): Task | null {
  const status = findStatus(columns, taskId);
  return (status && columns[status].find(({ id }) => id === taskId)) ?? null;
}

/** The column that has a task; null where it is in none. */
export function findStatus(columns: Columns, taskId: string): TaskStatus | null {
  return statuses.find((status) => columns[status].some(({ id }) => id === taskId)) ?? null;
}

/** Where a task stands; null where it is in no column. */
export function findPlace(columns: Columns, taskId: string): Place | null {
  const status = findStatus(columns, taskId);
  const index = status ? columns[status].findIndex(({ id }) => id === taskId) : -1;
  return status && placeOf(columns, taskId, status, index);
}

/** Where a task would stand at a spot. The neighbour below decides, else the one above. */
export function placeAt(columns: Columns, taskId: string, spot: Spot): Place {
  const others = columns[spot.status].filter(({ id }) => id !== taskId);
  const before = others.findIndex(({ id }) => id === spot.beforeTaskId);
  const after = others.findIndex(({ id }) => id === spot.afterTaskId);
  const index = before >= 0 ? before : after >= 0 ? after + 1 : others.length;
  return placeOf(columns, taskId, spot.status, index);
}

export type Step = "up" | "down" | "left" | "right";

/** The place one step from another one; the same where the board ends. `open` are the columns that are shown whole. */
export function stepFrom(columns: Columns, place: Place, step: Step, open: readonly TaskStatus[]): Place {
  const { taskId, status, index, others } = place;
  if (step === "up") return placeOf(columns, taskId, status, Math.max(index - 1, 0));
  if (step === "down") return placeOf(columns, taskId, status, Math.min(index + 1, others));
  const next = open[open.indexOf(status) + (step === "left" ? -1 : 1)];
  if (next === undefined || !open.includes(status)) return place;
  const room = columns[next].filter(({ id }) => id !== taskId).length;
  return placeOf(columns, taskId, next, Math.min(index, room));
}

/** The same in a list, where the columns stand below each other. */
export function stepInList(columns: Columns, place: Place, step: Step): Place {
  const { taskId, status, index, others } = place;
  const isAtEdge = (step === "up" && index === 0) || (step === "down" && index === others);
  const next = statuses[statuses.indexOf(status) + (step === "up" ? -1 : 1)];
  if (!isAtEdge || next === undefined) return stepFrom(columns, place, step, statuses);
  const room = columns[next].filter(({ id }) => id !== taskId).length;
  return placeOf(columns, taskId, next, step === "up" ? room : 0);
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.status === other.status && one.index === other.index;
}

function placeOf(columns: Columns, taskId: string, status: TaskStatus, index: number): Place {
  const others = columns[status].filter(({ id }) => id !== taskId);
  const [afterTaskId, beforeTaskId] = [others[index - 1]?.id ?? null, others[index]?.id ?? null];
  return { taskId, status, afterTaskId, beforeTaskId, index, others: others.length };
}
