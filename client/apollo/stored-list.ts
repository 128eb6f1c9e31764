import type { Reference } from "@apollo/client";
import { fromCursor, type Keys, type ListOrder, toCursor } from "./list-order.ts";

/** A connection as the cache stores what a server answered. It holds what documents selected. */
export interface StoredList {
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
  readonly __typename?: string;
  readonly hasNextPage?: boolean;
  readonly startCursor?: string | null;
  readonly endCursor?: string | null;
}

export type ReadField = (field: string, from: Reference) => unknown;

/** The items of a list; undefined where documents selected only counts. */
export function itemsOf({ nodes, edges }: StoredList): readonly Reference[] | undefined {
  return nodes ?? edges?.map(({ node }) => node);
}

/** Returns the values that place an item; undefined where the cache lacks one. */
export function keysOf({ fields }: ListOrder, read: ReadField, item: Reference): Keys | undefined {
  const keys = fields.map((field) => read(field, item));
  return keys.includes(undefined) ? undefined : (keys as unknown as Keys);
}

/** Writes items into the parts that the list has, so that all documents see the same ones. */
export function withItems(
  list: StoredList,
  items: readonly Reference[],
  order: ListOrder,
  read: ReadField,
): StoredList {
  const { nodes, edges, pageInfo } = list;
  const cursorOf = (item: Reference | undefined) => {
    const keys = item && keysOf(order, read, item);
    return keys ? toCursor(keys) : null;
  };
  const known = new Map(edges?.map((edge) => [edge.node.__ref, edge]));
  // A list that became empty does not tell whether documents select cursors.
  const hasCursors = edges?.length === 0 || edges?.some(({ cursor }) => cursor !== undefined);
  const toEdge = (node: Reference): StoredEdge => ({
    ...(list.__typename && { __typename: list.__typename.replace(/Connection$/, "Edge") }),
    ...known.get(node.__ref),
    node,
    ...(hasCursors && { cursor: cursorOf(node) ?? known.get(node.__ref)?.cursor ?? "" }),
  });
  return {
    ...list,
    ...(nodes && { nodes: items }),
    ...(edges && { edges: items.map(toEdge) }),
    ...(pageInfo && {
      pageInfo: {
        ...pageInfo,
        ...(pageInfo.startCursor !== undefined && { startCursor: cursorOf(items[0]) }),
        ...(pageInfo.endCursor !== undefined && !pageInfo.hasNextPage && { endCursor: cursorOf(items.at(-1)) }),
      },
    }),
  };
}

interface MergeOptions {
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly existingData?: unknown;
  readonly readField: ReadField;
}

/**
 * Returns a policy's `merge` for a list. A page replaces the part of the list between its begin and its end. So a
 * refetch of the first page keeps the pages after it, and lists that documents load to different depths are one list.
 */
export function joinPages(order: ListOrder) {
  return (_: unknown, incoming: StoredList, { args, existingData, readField }: MergeOptions): StoredList => {
    const existing = existingData as StoredList | undefined;
    const page = itemsOf(incoming);
    if (!page) return { ...existing, ...incoming, ...(existing?.pageInfo && { pageInfo: existing.pageInfo }) };
    const known = (existing && itemsOf(existing)) ?? [];
    const begin = fromCursor(args?.["after"] as string | null | undefined, order);
    const knownEnd = existing && endOf(existing, order, readField);
    // Between the list and a page that lies behind it something is missing.
    if (begin && knownEnd && order.compare(begin, knownEnd) > 0) return existing;

    const listed = new Set(page.map(({ __ref }) => __ref));
    const others = known
      .filter(({ __ref }) => !listed.has(__ref))
      .map((item) => ({ item, keys: keysOf(order, readField, item) }));
    const before = others.filter(({ keys }) => begin && (!keys || order.compare(keys, begin) <= 0));
    const { totalCount } = incoming;
    const isFull = page.length >= Number(args?.["first"] ?? 50);
    const isCut = totalCount === undefined ? isFull : before.length + page.length < totalCount;
    const hasNextPage = incoming.pageInfo?.hasNextPage ?? isCut;
    const end = endOf({ ...incoming, pageInfo: { ...incoming.pageInfo, hasNextPage } }, order, readField);
    const behind = others.filter(({ keys }) => end && keys && order.compare(keys, end) > 0);
    // Documents that do not ask for the end of a page have one, too. It stays when its item moves.
    const endCursor = end && { endCursor: toCursor(end) };
    const pageInfo = { __typename: "PageInfo", ...incoming.pageInfo, hasNextPage, ...endCursor };
    const reachesFurther = end && existing && known.length > 0 && (!knownEnd || order.compare(knownEnd, end) > 0);
    const edges = [...(existing?.edges ?? []), ...(incoming.edges ?? [])];
    return withItems(
      {
        ...existing,
        ...incoming,
        ...((existing?.nodes || incoming.nodes) && { nodes: [] }),
        ...((existing?.edges || incoming.edges) && { edges }),
        pageInfo: { ...existing?.pageInfo, ...(reachesFurther ? existing.pageInfo : pageInfo) },
      },
      [...before.map(({ item }) => item), ...page, ...behind.map(({ item }) => item)],
      order,
      readField,
    );
  };
}

/** Returns the place at which the list that is loaded ends; undefined where it is whole, or that is not known. */
export function endOf({ pageInfo, ...list }: StoredList, order: ListOrder, read: ReadField): Keys | undefined {
  if (!pageInfo?.hasNextPage) return undefined;
  const last = itemsOf(list)?.at(-1);
  return fromCursor(pageInfo.endCursor, order) ?? (last && keysOf(order, read, last));
}
