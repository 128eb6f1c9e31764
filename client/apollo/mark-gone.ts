import { type ApolloCache, InMemoryCache, type Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";
import type { CacheState } from "./cache-state.ts";

/**
 * Notes that a thing was deleted: no older answer brings it back, also when the cache has let go of it. `seq`: by which
 * change, if it may have been taken for another.
 */
export function bury(cache: ApolloCache, { gone, guard }: CacheState, node: Reference, seq?: number): void {
  gone.add(node.__ref);
  if (seq !== undefined) guard.raise(node.__ref, "isGone", seq);
  markGone(cache, node);
}

/** It begins only with the change `seq`: what was taken for its end before was another's. */
export function unbury(cache: ApolloCache, { gone, guard }: CacheState, { __ref: id }: Reference, seq: number): void {
  if (!guard.raise(id, "isGone", seq)) return;
  gone.delete(id);
  unmark(cache, id);
}

/**
 * Notes beside a thing that it was deleted. The thing itself stays as long as something refers to it, such as the
 * history; lists leave it out. In an optimistic layer it holds as long as the layer does.
 */
export function markGone(cache: ApolloCache, { __ref: id }: Reference): void {
  const [typename = ""] = id.split(":", 1);
  cache.writeFragment({ id, fragment: goneOn(typename), data: { __typename: typename, isGone: true } });
  // What is written by its id is kept for good; this shall go when nothing refers to it any more.
  if (cache instanceof InMemoryCache) cache.release(id);
}

export function isGone(cache: ApolloCache, { __ref: id }: Reference): boolean {
  const [typename = ""] = id.split(":", 1);
  return cache.readFragment<{ isGone?: boolean }>({ id, fragment: goneOn(typename) })?.isGone ?? false;
}

/** After a return to an older history: it may be there again. */
export function unmarkGone(cache: ApolloCache): void {
  for (const id of Object.keys(cache.extract() as object)) unmark(cache, id);
}

function unmark(cache: ApolloCache, id: string): void {
  cache.modify<{ isGone?: boolean }>({ id, fields: { isGone: (_value, { DELETE }) => DELETE } });
}

const documents = new Map<string, DocumentNode>();

function goneOn(typename: string): DocumentNode {
  const known = documents.get(typename) ?? parse(`fragment Gone on ${typename} { isGone }`);
  documents.set(typename, known);
  return known;
}
