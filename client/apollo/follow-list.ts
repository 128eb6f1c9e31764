import type { Items } from "../core/store/board.ts";
import { fromCursor, type Keys } from "./list-order.ts";
import type { ListArguments, ListedItem, ListRule } from "./list-rules.ts";
import { endOf, itemsOf, keysOf, type ReadField, type StoredList, withItems } from "./stored-list.ts";

/** State of an item before and after some changes; null: there is none. */
export interface ItemChange<T = ListedItem> {
  readonly id: string;
  readonly before: T | null;
  readonly after: T | null;
}

export interface FollowOptions {
  readonly rule: ListRule;
  readonly args: ListArguments;
  readonly changes: readonly ItemChange[];
  /** All items of the rule that are known, after the changes. */
  readonly items: Items<ListedItem>;
  readonly readField: ReadField;
}

/**
 * Applies changes of items to a list that the cache holds: those that belong into it stand at their places, and no
 * others. Items behind the end of what is loaded are counted only. Returns the same object when nothing has changed.
 */
export function followList(list: StoredList, options: FollowOptions): StoredList {
  const { rule, args, changes, items, readField } = options;
  const matches = rule.matches(args);
  const moved = changes.filter(({ before, after }) => {
    if (!before || !after) return !after || matches(after);
    const [wasIn, isIn] = [matches(before), matches(after)];
    return wasIn !== isIn || (isIn && !isAtSamePlace(rule, before, after));
  });
  if (moved.length === 0) return list;

  const known = itemsOf(list);
  if (!known) return withTotal(list);
  const { order } = rule;
  const begin = fromCursor(args.after, order);
  const end = endOf(list, order, readField);

  const gone = new Set(moved.map(({ id }) => `${rule.typename}:${id}`));
  const refs = known.filter(({ __ref }) => !gone.has(__ref));
  for (const { id, after } of moved) {
    if (!after || !matches(after)) continue;
    const keys = keysIn(rule, after);
    if (begin && order.compare(keys, begin) <= 0) continue;
    if (end && order.compare(keys, end) > 0) continue;
    refs.splice(findIndex(refs, keys), 0, { __ref: `${rule.typename}:${id}` });
  }
  const isWhole = !begin && !list.pageInfo?.hasNextPage;
  return withItems(withTotal(list, isWhole ? refs.length : undefined), refs, order, readField);

  function withTotal(given: StoredList, total?: number): StoredList {
    if (given.totalCount === undefined) return given;
    return { ...given, totalCount: total ?? [...items.values()].filter(matches).length };
  }

  function findIndex(sorted: readonly { readonly __ref: string }[], keys: Keys): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = sorted[middle];
      const other = item && keysOf(order, readField, item);
      // An item without its ordering fields keeps its place.
      if (!other || order.compare(other, keys) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Returns the values that place an item in its list. */
export function keysIn({ order }: ListRule, item: ListedItem): Keys {
  return order.fields.map((field) => (item as unknown as Readonly<Record<string, string | number>>)[field] ?? "");
}

function isAtSamePlace(rule: ListRule, one: ListedItem, other: ListedItem): boolean {
  return rule.order.compare(keysIn(rule, one), keysIn(rule, other)) === 0;
}
