import type { ApolloCache, Reference } from "@apollo/client";
import { type CacheState, listKey } from "./cache-state.ts";
import { type Node, nameOf, type ReadField, type StoredList } from "./list-policy.ts";

/** Membership of an item in a list, before and after a change. */
export interface ListStanding {
  /** True when the list's total counts it already; undefined where that is not known. */
  readonly wasIn: boolean | undefined;
  readonly isIn: boolean;
}

/** The owner's lists of one field that a change concerns. */
export interface Lists {
  readonly ownerId: string;
  readonly field: string;
  /** Number or version of the change. Lists loaded at it, or later, show the change already. */
  readonly stamp?: number | undefined;
  /** If given, only these lists, by `listKey`. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Brings an item into the lists where it belongs now. A list that holds it decides when it is read. */
export function placeItem(
  cache: ApolloCache,
  state: CacheState,
  lists: Lists,
  node: Node,
  standIn: (list: StoredList) => ListStanding,
): void {
  changeLists(cache, state, lists, (list, read) => {
    if (holds(list, node, read)) return list;
    // A list that is loaded whole holds all of its items.
    const { wasIn, isIn } = list.isLoaded && !list.hasNextPage ? { ...standIn(list), wasIn: false } : standIn(list);
    if (!isIn && wasIn === false) return list;
    const totalCount =
      wasIn === undefined || list.totalCount === undefined ? undefined : list.totalCount + (wasIn ? 0 : 1);
    return { ...list, edges: [...list.edges, { node }], totalCount };
  });
}

/** Takes a deleted item out of the lists, and out of the totals of lists that are not loaded as far as it. */
export function countOut(
  cache: ApolloCache,
  state: CacheState,
  lists: Lists,
  node: Node,
  wasIn: (list: StoredList) => boolean | undefined,
): void {
  changeLists(cache, state, lists, (list, read) => {
    if (holds(list, node, read)) return without(list, node, read);
    if (list.totalCount === undefined || (list.isLoaded && !list.hasNextPage)) return list;
    const was = wasIn(list);
    if (was === false) return list;
    return { ...list, totalCount: was ? list.totalCount - 1 : undefined };
  });
}

/** Changes stored lists. A `change` that returns undefined takes its list out of the cache. */
export function changeLists(
  cache: ApolloCache,
  state: CacheState,
  { ownerId, field, stamp, only }: Lists,
  change: (list: StoredList, read: ReadField, key: string) => StoredList | undefined,
): void {
  cache.modify<Record<string, StoredList>>({
    id: ownerId,
    fields: {
      [field]: (list, { storeFieldName, readField, DELETE }) => {
        const key = listKey(ownerId, storeFieldName);
        if (only && !only.has(key)) return list;
        if (stamp !== undefined && stamp <= (state.lists.get(key) ?? -1)) return list;
        const read: ReadField = (name, node) => readField(name, node as Reference);
        const changed = change(list as StoredList, read, key);
        if (!changed) state.lists.delete(key);
        return (changed ?? DELETE) as typeof list;
      },
    },
  });
}

/** The total of a list counts every item that it holds, also those that no longer match. */
function without(list: StoredList, node: Node, read: ReadField): StoredList {
  const name = nameOf(node, read);
  const edges = list.edges.filter((edge) => nameOf(edge.node, read) !== name);
  return { ...list, edges, totalCount: list.totalCount === undefined ? undefined : list.totalCount - 1 };
}

function holds({ edges }: StoredList, node: Node, read: ReadField): boolean {
  const name = nameOf(node, read);
  return edges.some((edge) => nameOf(edge.node, read) === name);
}
