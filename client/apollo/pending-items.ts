import type { ApolloCache, Reference, StoreObject } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";

/** An item that an optimistic change made, and by which the change is known. */
export interface PendingItem {
  readonly node: Reference | StoreObject;
  readonly clientMutationId: string | null;
}

/**
 * Leaves an item for the lists of its owner, in the optimistic layer that is being written. It lies in an object of its
 * own: a layer holds whole objects, and one with the owner in it would hide what happens to its lists meanwhile.
 */
export function addPending(cache: ApolloCache, { __ref: ownerId }: Reference, item: PendingItem): void {
  const { __ref: id } = pendingOf(ownerId);
  const items = cache.readFragment<{ items: PendingItem[] }>({ id, fragment })?.items ?? [];
  cache.writeFragment({ id, fragment, data: { __typename: "Pending", items: [...items, item] } });
}

/** Where an owner's items lie, in the field `items`. */
export function pendingOf(ownerId: string): Reference {
  return { __ref: `Pending:${ownerId}` };
}

const fragment: DocumentNode = /* @__PURE__ */ parse("fragment PendingItems on Pending { items }");
