import type { Reference } from "@apollo/client";
import { fromCursor, type Keys, toCursor } from "./list-order.ts";
import type { ListArguments, ListedItem, ListRule } from "./list-rules.ts";

/** A connection as the cache stores what a server answered. It holds what documents selected. */
export interface StoredConnection {
  readonly __typename?: string;
  readonly nodes?: readonly Reference[];
  readonly edges?: readonly StoredEdge[];
  readonly pageInfo?: StoredPageInfo;
  readonly totalCount?: number;
}

interface StoredEdge {
  readonly __typename?: string;
  readonly node: Reference;
  readonly cursor?: string;
}

interface StoredPageInfo {
  readonly hasNextPage?: boolean;
  readonly startCursor?: string | null;
  readonly endCursor?: string | null;
}

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
  /** Number of all items that belong into the list, after the changes. */
  readonly total: () => number;
  readonly readField: (field: string, from: Reference) => unknown;
}

/**
 * Applies changes of items to a list that the cache holds: those that belong into it stand at their places, and no others.
 * Items behind the end of what is loaded are counted only. Returns the same object when nothing has changed.
 */
export function followList(list: StoredConnection, options: FollowOptions): StoredConnection {
  const { rule, args, changes, total, readField } = options;
  const matches = rule.matches(args);
  const moved = changes.filter(({ before, after }) => {
    if (!before || !after) return !after || matches(after);
    const [wasIn, isIn] = [matches(before), matches(after)];
    return wasIn !== isIn || (isIn && !isAtSamePlace(rule, before, after));
  });
  if (moved.length === 0) return list;

  const known = list.nodes ?? list.edges?.map(({ node }) => node);
  if (!known) return { ...list, ...(list.totalCount !== undefined && { totalCount: total() }) };

  const keysOf = (ref: Reference): Keys | undefined => {
    const keys = rule.order.fields.map((field) => readField(field, ref));
    return keys.every((key) => key !== undefined) ? (keys as unknown as Keys) : undefined;
  };
  const last = known.at(-1);
  const hasNextPage = list.pageInfo?.hasNextPage ?? (args.first ? known.length >= args.first : false);
  const end = hasNextPage ? (fromCursor(list.pageInfo?.endCursor, rule.order) ?? (last && keysOf(last))) : undefined;
  const begin = fromCursor(args.after, rule.order);

  const gone = new Set(moved.map(({ id }) => `${rule.typename}:${id}`));
  const refs = known.filter(({ __ref }) => !gone.has(__ref));
  for (const { id, after } of moved) {
    if (!after || !matches(after)) continue;
    const keys = keysIn(rule, after);
    if (begin && rule.order.compare(keys, begin) <= 0) continue;
    if (end && rule.order.compare(keys, end) > 0) continue;
    refs.splice(findIndex(refs, keys), 0, { __ref: `${rule.typename}:${id}` });
  }
  return withItems(list, refs, { typename: rule.typename, hasNextPage, begin, keysOf, total });

  function findIndex(sorted: readonly Reference[], keys: Keys): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] && keysOf(sorted[middle]);
      // An item without its ordering fields keeps its place.
      if (!other || rule.order.compare(other, keys) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface ItemsContext {
  readonly typename: string;
  readonly hasNextPage: boolean;
  readonly begin: Keys | undefined;
  readonly keysOf: (ref: Reference) => Keys | undefined;
  readonly total: () => number;
}

/** Writes items into the parts of a list that it has. */
function withItems(
  { nodes, edges, pageInfo, totalCount, ...others }: StoredConnection,
  refs: readonly Reference[],
  { typename, hasNextPage, begin, keysOf, total }: ItemsContext,
): StoredConnection {
  const cursorOf = (ref: Reference | undefined) => {
    const keys = ref && keysOf(ref);
    return keys ? toCursor(keys) : null;
  };
  const known = new Map(edges?.map((edge) => [edge.node.__ref, edge]));
  const hasCursors = edges?.some(({ cursor }) => cursor !== undefined);
  const toEdge = (node: Reference): StoredEdge => ({
    __typename: `${typename}Edge`,
    ...known.get(node.__ref),
    node,
    ...(hasCursors && { cursor: cursorOf(node) ?? known.get(node.__ref)?.cursor ?? "" }),
  });
  return {
    ...others,
    ...(nodes && { nodes: refs }),
    ...(edges && { edges: refs.map(toEdge) }),
    ...(pageInfo && {
      pageInfo: {
        ...pageInfo,
        ...(pageInfo.startCursor !== undefined && { startCursor: cursorOf(refs[0]) }),
        ...(pageInfo.endCursor !== undefined && !hasNextPage && { endCursor: cursorOf(refs.at(-1)) }),
      },
    }),
    ...(totalCount !== undefined && { totalCount: hasNextPage || begin ? total() : refs.length }),
  };
}

/** Returns the values that place an item in its list. */
export function keysIn({ order }: ListRule, item: ListedItem): Keys {
  return order.fields.map((field) => (item as unknown as Readonly<Record<string, string | number>>)[field] ?? "");
}

function isAtSamePlace(rule: ListRule, one: ListedItem, other: ListedItem): boolean {
  return rule.order.compare(keysIn(rule, one), keysIn(rule, other)) === 0;
}
