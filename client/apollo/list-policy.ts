import {
  type FieldFunctionOptions,
  type FieldMergeFunction,
  type FieldPolicy,
  type FieldReadFunction,
  isReference,
  type Reference,
  type StoreObject,
} from "@apollo/client";
import { fromCursor, type Keys, type ListOrder, toCursor } from "../core/list-order.ts";
import { type PendingItem, pendingOf } from "./pending-items.ts";

/**
 * A connection as the cache keeps it: all items that may be in the list, unordered. Reading decides which items are in
 * it, and where, by what the cache holds of each item. So every list shows a move or an edit at once, also an optimistic
 * one.
 */
export interface StoredList {
  readonly __typename: string | undefined;
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly edges: readonly StoredEdge[];
  /** False as long as documents asked only for counts. */
  readonly isLoaded: boolean;
  /** True when the server has more after `endCursor`. Items from there are counted, but not shown. */
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
  /** Counts the items in `edges` and those not loaded. Undefined where it is no longer known. */
  readonly totalCount: number | undefined;
}

export interface StoredEdge {
  readonly node: Node;
  /** The server's cursor, for items whose ordering fields are not known. */
  readonly cursor?: string | undefined;
}

/** A reference to an entity, or an entry of the history: entries have no id and are stored in the list. */
export type Node = Reference | StoreObject;

export interface ListRules {
  readonly order: ListOrder;
  /** Tells lists apart by their arguments, apart from those that page. */
  readonly keyArgs?: FieldPolicy["keyArgs"];
  /** Returns a test for items that belong into a list with these arguments. */
  readonly matches?: (args: StoredList["args"]) => (read: (field: string) => unknown) => boolean;
  /** True when optimistic changes add their pending items to the list. */
  readonly takesPending?: boolean;
  /** Returns true when the change with this id has arrived from the stream. */
  readonly isEcho: (clientMutationId: string) => boolean;
}

interface Connection {
  readonly __typename?: string | undefined;
  readonly nodes?: readonly Node[];
  readonly edges?: readonly StoredEdge[];
  readonly pageInfo?: {
    readonly __typename?: string;
    readonly hasNextPage?: boolean;
    readonly hasPreviousPage?: boolean;
    readonly startCursor?: string | null;
    readonly endCursor?: string | null;
  };
  readonly totalCount?: number;
}

/** Creates the policy of a connection field, for documents that read `nodes`, `edges`, or only counts and page info. */
export function listPolicy(rules: ListRules): FieldPolicy<StoredList, Connection, Connection> {
  return { keyArgs: rules.keyArgs ?? false, read: createRead(rules), merge: createMerge(rules) };
}

function createRead(rules: ListRules): FieldReadFunction<StoredList, Connection> {
  const { order, matches, takesPending, isEcho } = rules;
  return (list, { canRead, readField }) => {
    if (!list) return undefined;
    const read = createItemReader(readField);
    const isMatch = matches?.(list.args);
    const isIn = ({ node }: StoredEdge) =>
      canRead(node) && !read("isGone", node) && (isMatch?.((field) => read(field, node)) ?? true);
    const toItem = (edge: StoredEdge) => ({ edge, keys: readKeys(order, read, edge.node) });
    const owner = pendingOf(`${readField("__typename")}:${readField("id")}`);
    const pending = (takesPending && readField<readonly PendingItem[]>("items", owner)) || [];
    const made = pending.filter(({ clientMutationId }) => clientMutationId === null || !isEcho(clientMutationId));

    const end = list.hasNextPage ? fromCursor(list.endCursor, order) : undefined;
    const known = list.edges.filter(isIn);
    const fresh = made.filter(isIn);
    const shown = known.map(toItem).filter(({ keys }) => !end || !keys || order.compare(keys, end) <= 0);
    // An optimistic item without the ordering fields comes last.
    const pendingItems = fresh.map(toItem);
    const placed = [...shown, ...pendingItems.filter(({ keys }) => keys)];
    if (placed.every(({ keys }) => keys)) placed.sort((one, other) => order.compare(one.keys ?? [], other.keys ?? []));
    const items = [...placed, ...pendingItems.filter(({ keys }) => !keys)];

    const edges = items.map(({ edge, keys }) => ({
      __typename: list.__typename?.replace(/Connection$/, "Edge"),
      node: edge.node,
      // Computed only when it is selected.
      get cursor() {
        return keys ? toCursor(keys) : edge.cursor;
      },
    }));
    const isWhole = list.isLoaded && !list.hasNextPage;
    const difference = known.length + fresh.length - list.edges.length;
    const totalCount = isWhole
      ? items.length
      : list.totalCount !== undefined
        ? list.totalCount + difference
        : undefined;
    return {
      __typename: list.__typename,
      ...(list.isLoaded && { edges, nodes: edges.map(({ node }) => node) }),
      pageInfo: {
        __typename: "PageInfo",
        hasNextPage: list.hasNextPage,
        hasPreviousPage: false,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: list.hasNextPage ? list.endCursor : (edges.at(-1)?.cursor ?? null),
      },
      ...(totalCount !== undefined && { totalCount }),
    };
  };
}

/**
 * A page replaces the part of the list between its begin and its end. So a refetch of the first page keeps the pages
 * after it.
 */
function createMerge({ order, matches }: ListRules): FieldMergeFunction<StoredList, Connection> {
  return (_existing, incoming, { args, existingData, canRead, readField }) => {
    // A refetch overwrites only its own page.
    const existing = existingData as StoredList | undefined;
    const read = createItemReader(readField);
    const isMatch = matches?.(args);
    const page: readonly StoredEdge[] | undefined = incoming.edges ?? incoming.nodes?.map((node) => ({ node }));
    const totalCount = incoming.totalCount ?? existing?.totalCount;
    const base: StoredList = existing ?? {
      __typename: incoming.__typename,
      args,
      edges: [],
      isLoaded: false,
      hasNextPage: true,
      endCursor: null,
      totalCount,
    };
    if (!page) return { ...base, totalCount };

    const last = page.at(-1);
    const lastKeys = last && readKeys(order, read, last.node);
    const hasNextPage = incoming.pageInfo?.hasNextPage ?? page.length >= ((args?.["first"] as number | null) ?? 50);
    const endCursor = incoming.pageInfo?.endCursor ?? last?.cursor ?? (lastKeys ? toCursor(lastKeys) : null);
    const begin = fromCursor(args?.["after"] as string | null | undefined, order);
    const end = hasNextPage ? fromCursor(endCursor, order) : undefined;
    const listed = new Set(page.map(({ node }) => nameOf(node, read)));
    const isCovered = (keys: Keys) =>
      (!begin || order.compare(keys, begin) > 0) && (!hasNextPage || (!!end && order.compare(keys, end) <= 0));
    // A total that comes with the page no longer counts items that have left the list.
    const isCounted = ({ node }: StoredEdge) =>
      incoming.totalCount === undefined ||
      (canRead(node) && !read("isGone", node) && (isMatch?.((field) => read(field, node)) ?? true));
    const kept = base.edges.filter((edge) => {
      if (listed.has(nameOf(edge.node, read)) || !isCounted(edge)) return false;
      const keys = readKeys(order, read, edge.node);
      return keys ? !isCovered(keys) : begin !== undefined;
    });

    const oldEnd = fromCursor(base.endCursor, order);
    const reachesFurther =
      base.isLoaded && hasNextPage && (!base.hasNextPage || (!!oldEnd && !!end && order.compare(oldEnd, end) > 0));
    return {
      ...base,
      edges: [...kept, ...page.map(({ node, cursor }) => ({ node, cursor }))],
      isLoaded: true,
      hasNextPage: reachesFurther ? base.hasNextPage : hasNextPage,
      endCursor: reachesFurther ? base.endCursor : endCursor,
      totalCount,
    };
  };
}

export type ReadField = <T>(field: string, node: Node) => T | undefined;

/** A list is read again at each change of an item, so this reads an id from its reference without a lookup. */
function createItemReader(readField: FieldFunctionOptions["readField"]): ReadField {
  return <T>(field: string, node: Node) => {
    if (!isReference(node)) return readField<T>(field, node);
    const [typename = ""] = node.__ref.split(":", 1);
    if (field === "id") return node.__ref.slice(typename.length + 1) as T;
    return readField<T>({ fieldName: field, from: node, typename });
  };
}

/** Undefined where no document has selected all ordering fields yet. */
function readKeys({ fields }: ListOrder, readField: ReadField, node: Node): Keys | undefined {
  const keys = fields.flatMap((field) => readField<string | number>(field, node) ?? []);
  return keys.length === fields.length ? keys : undefined;
}

/** Identifies an item within its list. */
export function nameOf(node: Node, readField: ReadField): unknown {
  return "__ref" in node ? node["__ref"] : (readField("seq", node) ?? node);
}
