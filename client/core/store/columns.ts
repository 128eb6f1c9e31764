import type { TaskStatus } from "../../generated/graphql.ts";
import type { Task } from "../wire.ts";

const none: readonly Task[] = [];

/** The tasks of each column in the board's order: by position, then id, in the order of bytes. */
export class Columns {
  readonly #columns = new Map<TaskStatus, Task[]>();
  /** Columns whose array was handed out; it is copied before the next change. */
  readonly #shared = new Set<TaskStatus>();

  constructor(tasks: Iterable<Task> = []) {
    for (const task of tasks) this.#change(task.status).push(task);
    for (const column of this.#columns.values()) column.sort(compareTasks);
  }

  /** The array never changes; after a change there is another one. */
  get(status: TaskStatus): readonly Task[] {
    this.#shared.add(status);
    return this.#open(status);
  }

  last(status: TaskStatus, exceptId: string): Task | undefined {
    return this.#open(status).findLast(({ id }) => id !== exceptId);
  }

  /** The task right behind, or right before, another one of its column. */
  neighbour(task: Task, step: 1 | -1, exceptId: string): Task | undefined {
    const column = this.#open(task.status);
    let index = find(column, task) + step;
    if (column[index]?.id === exceptId) index += step;
    return column[index];
  }

  /** Puts a task in the place of its former state. Null: there is none. */
  replace(before: Task | null, after: Task | null): void {
    if (before) this.#splice(before, 1);
    if (after) this.#splice(after, 0, after);
  }

  #open(status: TaskStatus): readonly Task[] {
    return this.#columns.get(status) ?? none;
  }

  #splice(task: Task, count: number, ...added: Task[]): void {
    const column = this.#change(task.status);
    column.splice(find(column, task), count, ...added);
  }

  #change(status: TaskStatus): Task[] {
    const isShared = this.#shared.delete(status);
    const known = this.#columns.get(status);
    const column = isShared || !known ? [...this.#open(status)] : known;
    this.#columns.set(status, column);
    return column;
  }
}

/** Index of the first task that is not before the given one. */
function find(column: readonly Task[], task: Task): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = column[middle];
    if (other && compareTasks(other, task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function compareTasks(one: Task, other: Task): number {
  return compare(one.position, other.position) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
