import { describeChange, isKnownKind, readValues } from "../outbox/describe-change.ts";
import { compareTasks } from "../store/columns.ts";
import { rules } from "../store/nouns.ts";
import type { Change, ChangeKind, Task, WireItem } from "../wire.ts";
import { lowerFirst } from "./others-changes.ts";

/**
 * Returns the change that undoes one. `before`: the item as the person saw it. A task that moves back lacks its place,
 * which `findPlace` finds. Null where nothing was changed, or where no change undoes it.
 */
export function invertChange(change: Change, before: WireItem | undefined): Change | null {
  const { action, target } = describeChange(change);
  if (action === "edit") return before ? writeBack(change, before) : null;
  const kind = change.kind.replace(action, action === "delete" ? "restore" : "delete");
  // The server does not restore items of every noun.
  return isKnownKind(kind) ? createChange(kind, { [rules[kind as ChangeKind].target]: target }) : null;
}

/** Gives the fields of an edit their values of before. Ids that a list had before the edit added them stay there. */
function writeBack(change: Change, before: WireItem): Change | null {
  const { fields, target } = describeChange(change);
  const item = { [rules[change.kind].target]: target };
  if (fields.includes("position")) return createChange("moveTask", { ...item, status: (before as Task).status });
  const values = { ...readValues(before, fields), ...invertLists(change, before) };
  return Object.keys(values).length > 0 ? createChange(change.kind, { ...item, ...values }) : null;
}

function invertLists({ input }: Change, before: WireItem): Readonly<Record<string, readonly string[]>> {
  const inverted = Object.entries(input).flatMap(([name, ids]) => {
    const [, verb, noun = ""] = /^(add|remove)(\w+)Ids$/.exec(name) ?? [];
    if (!verb) return [];
    const list = Object.entries(before).find(([field]) => field === `${lowerFirst(noun)}s`)?.[1] as WireItem[];
    const isAdding = verb === "add";
    const changed = (ids as readonly string[]).filter((id) => list.some((each) => each.id === id) !== isAdding);
    return changed.length > 0 ? [[`${isAdding ? "remove" : "add"}${noun}Ids`, changed] as const] : [];
  });
  return Object.fromEntries(inverted);
}

export function createChange(kind: string, input: object): Change {
  return { kind, input } as unknown as Change;
}

/** Tasks around a place in a column, the nearest first. */
export interface OldPlace {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** OldPlace that are kept on each side: some may be gone when a task moves back. */
const keptNeighbours = 10;

/** Finds the tasks around the place of a task. `column`: its column without the task, or with it elsewhere. */
export function findOldPlace(task: Task, column: readonly Task[]): OldPlace {
  const others = column.filter(({ id }) => id !== task.id);
  const above = others.filter((other) => compareTasks(other, task) < 0);
  const below = others.slice(above.length, above.length + keptNeighbours);
  return {
    above: above
      .slice(-keptNeighbours)
      .map(({ id }) => id)
      .reverse(),
    below: below.map(({ id }) => id),
  };
}

/**
 * Returns the place beside the nearest of these that is in the column now, or is just being restored. One is named: two
 * that are not neighbours any more would contradict each other.
 */
export function findPlace({ above, below }: OldPlace, column: readonly Task[], coming: ReadonlySet<string>) {
  const present = new Set(column.map(({ id }) => id));
  const find = (ids: readonly string[]) => ids.find((id) => present.has(id) || coming.has(id));
  const afterTaskId = find(above);
  return afterTaskId === undefined ? { beforeTaskId: find(below) ?? null } : { afterTaskId };
}
