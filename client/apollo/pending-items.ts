import type { ApolloCache, Reference, StoreObject } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";

/** An item that an optimistic change created, with the id of the change. */
export interface PendingItem {
  readonly node: Reference | StoreObject;
  readonly clientMutationId: string | null;
}

/**
 * Adds an item to the owner's pending ones, in the optimistic layer that is being written. They are an object of their
 * own: a layer holds whole objects, so the owner in a layer would hide later changes of its lists.
 */
export function addPending(cache: ApolloCache, { __ref: ownerId }: Reference, item: PendingItem): void {
  const { __ref: id } = pendingOf(ownerId);
  const items = cache.readFragment<{ items: PendingItem[] }>({ id, fragment })?.items ?? [];
  cache.writeFragment({ id, fragment, data: { __typename: "Pending", items: [...items, item] } });
}

/** Refers to the object that holds an owner's pending items in its field `items`. */
export function pendingOf(ownerId: string): Reference {
  return { __ref: `Pending:${ownerId}` };
}

const fragment: DocumentNode = /* @__PURE__ */ parse("fragment PendingItems on Pending { items }");
