import { type ApolloCache, InMemoryCache, type Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";
import type { CacheState } from "./cache-state.ts";

/** Where and by which change an item was deleted. An item can return by a later change. */
export interface Burial {
  readonly projectId: string | undefined;
  readonly seq?: number | undefined;
}

/**
 * Notes that an item was deleted: no older answer brings it back, even after the cache has collected it. Does nothing
 * where it is known to have returned since.
 */
export function bury(
  cache: ApolloCache,
  { gone, guard }: CacheState,
  node: Reference,
  { projectId, seq }: Burial,
): void {
  if (seq !== undefined && !guard.raise(node.__ref, "isGone", seq)) return;
  gone.add(node.__ref, projectId ?? guard.projectOf(node.__ref));
  markGone(cache, node);
}

/** Notes that an item exists from the change `seq` on: it was restored, or a deletion noted before was an earlier one's. */
export function unbury(
  cache: ApolloCache,
  { gone, guard }: CacheState,
  { __ref: id }: Reference,
  seq: number | undefined,
): void {
  if (seq !== undefined && !guard.raise(id, "isGone", seq)) return;
  gone.delete(id);
  unmark(cache, id);
  // Where the cache has collected a deleted task, queries of it are answered with null: they ask again.
  if (!id.startsWith("Task:")) return;
  const args = JSON.stringify({ id: id.slice("Task:".length) });
  cache.modify<{ task: unknown }>({
    id: "ROOT_QUERY",
    fields: {
      task: (task, { storeFieldName, DELETE }) => (task === null && storeFieldName === `task(${args})` ? DELETE : task),
    },
  });
}

/**
 * Marks an item as deleted. The item itself stays as long as something refers to it, such as the history; lists leave it
 * out. In an optimistic layer the mark lasts as long as the layer.
 */
export function markGone(cache: ApolloCache, { __ref: id }: Reference): void {
  const [typename = ""] = id.split(":", 1);
  cache.writeFragment({ id, fragment: goneOn(typename), data: { __typename: typename, isGone: true } });
  // A write by id retains the object for good; this one is collected when nothing refers to it any more.
  if (cache instanceof InMemoryCache) cache.release(id);
}

export function isGone(cache: ApolloCache, { __ref: id }: Reference): boolean {
  const [typename = ""] = id.split(":", 1);
  return cache.readFragment<{ isGone?: boolean }>({ id, fragment: goneOn(typename) })?.isGone ?? false;
}

/** Removes the mark of an item. */
export function unmark(cache: ApolloCache, id: string): void {
  cache.modify<{ isGone?: boolean }>({ id, fields: { isGone: (_value, { DELETE }) => DELETE } });
}

const documents = new Map<string, DocumentNode>();

function goneOn(typename: string): DocumentNode {
  const known = documents.get(typename) ?? parse(`fragment Gone on ${typename} { isGone }`);
  documents.set(typename, known);
  return known;
}
