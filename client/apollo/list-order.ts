import type { TaskStatus } from "../generated/graphql.ts";

/** Values of the ordering fields, which place an item in its list. */
export type Keys = readonly (string | number)[];

export interface ListOrder {
  /** The fields that order the items. Together they are unique. */
  readonly fields: readonly string[];
  /** Returns a negative number when the first comes first. */
  compare(one: Keys, other: Keys): number;
}

const columns: Readonly<Record<TaskStatus, number>> = {
  BACKLOG: 0,
  TODO: 1,
  IN_PROGRESS: 2,
  IN_REVIEW: 3,
  DONE: 4,
  CANCELED: 5,
};

/** Tasks: column by column, as on the board. */
export const byColumn: ListOrder = {
  fields: ["status", "position", "id"],
  compare: ([column, ...place], [otherColumn, ...otherPlace]) =>
    columns[column as TaskStatus] - columns[otherColumn as TaskStatus] || compareKeys(place, otherPlace),
};

/** Comments of a task. */
export const byCreation: ListOrder = { fields: ["createdSeq"], compare: compareKeys };

/** Members of a project. */
export const byJoining: ListOrder = { fields: ["joinedSeq"], compare: compareKeys };

/** Builds a page cursor as the server does: it holds the item's keys, so an item that arrived as an event has one. */
export function toCursor(keys: Keys): string {
  return btoa(JSON.stringify(keys)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Undefined for a text that is not a page cursor of this order. */
export function fromCursor(cursor: string | null | undefined, { fields }: ListOrder): Keys | undefined {
  if (!cursor) return undefined;
  try {
    const keys: unknown = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(keys) && keys.length === fields.length ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** Compares numbers by size and text by code units, which for ids and positions is the order of their bytes. */
function compareKeys(one: Keys, other: Keys): number {
  for (const [index, key] of one.entries()) {
    const otherKey = other[index] ?? "";
    if (key !== otherKey) return key < otherKey ? -1 : 1;
  }
  return 0;
}
