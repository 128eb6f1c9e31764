import type { ApolloCache, Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";

/**
 * Notes beside a thing that it was deleted. The thing itself stays, for the history to show; lists leave it out, and no
 * older answer brings it back. In an optimistic layer it holds as long as the layer does.
 */
export function markGone(cache: ApolloCache, { __ref: id }: Reference): void {
  const [typename = ""] = id.split(":", 1);
  cache.writeFragment({ id, fragment: goneOn(typename), data: { __typename: typename, isGone: true } });
}

/** After a return to an older history: it may be there again. */
export function unmarkGone(cache: ApolloCache): void {
  for (const id of Object.keys(cache.extract() as object))
    cache.modify<{ isGone?: boolean }>({ id, fields: { isGone: (_value, { DELETE }) => DELETE } });
}

const documents = new Map<string, DocumentNode>();

function goneOn(typename: string): DocumentNode {
  const known = documents.get(typename) ?? parse(`fragment Gone on ${typename} { isGone }`);
  documents.set(typename, known);
  return known;
}
