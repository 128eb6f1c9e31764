import type { ApolloCache, Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";
import { isSame } from "../core/is-same.ts";
import type { ListedNoun, typenames } from "../core/store/nouns.ts";
import { heldTypes } from "../generated/held-types.ts";
import { itemsOf, type StoredList } from "./stored-list.ts";

export type Typename = "Comment" | "Project" | (typeof typenames)[ListedNoun];

interface Identified {
  readonly id: string;
}

/** Writes the new state of an item. Watchers are told by the batch around it. */
export function writeItem<Item extends Identified>(
  cache: ApolloCache,
  typename: Typename,
  before: Item | null,
  after: Item,
): void {
  if (before && rewriteItem(cache, typename, before, after)) return;
  const data = toData(typename, after);
  const text = `fragment Item on ${typename}${selectionOf(data)}`;
  const fragment = fragments.get(text) ?? parse(text);
  fragments.set(text, fragment);
  cache.writeFragment({ id: `${typename}:${after.id}`, fragment, data, broadcast: false });
}

/** By their texts. Items of a type differ in few ways. */
const fragments = new Map<string, DocumentNode>();

/**
 * Writes an item that the cache holds: a tenth of the work of a document. Returns false, and has written nothing, where
 * it holds objects that the cache may not know.
 */
function rewriteItem<Item extends Identified>(
  cache: ApolloCache,
  typename: Typename,
  before: Item,
  after: Item,
): boolean {
  const known: unknown[] = [];
  mapHeld(before, (_, held) => known.push(held));
  let isHeld = true;
  const fields = mapHeld(after, (type, held) => {
    isHeld &&= known.some((each) => isSame(each, held));
    return { __ref: `${type}:${held.id}` };
  });
  if (!isHeld) return false;
  isHeld = false;
  cache.modify({
    id: `${typename}:${after.id}`,
    fields: (value, { storeFieldName }) => {
      isHeld = true;
      return Object.hasOwn(fields, storeFieldName) ? fields[storeFieldName] : value;
    },
    broadcast: false,
  });
  return isHeld;
}

/** Adds the type names that the core leaves out. */
function toData(typename: string, item: object): Readonly<Record<string, unknown>> {
  return { __typename: typename, ...mapHeld(item, toData) };
}

/** Returns the fields that an item has, with other values for the objects that it holds. */
function mapHeld(item: object, map: (typename: string, held: Identified) => unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const type = heldTypes[name];
    if (value === undefined) continue;
    if (!type || value === null) fields[name] = value;
    else fields[name] = Array.isArray(value) ? value.map((each) => map(type, each)) : map(type, value);
  }
  return fields;
}

/** Selects the fields that data has. */
function selectionOf(data: object): string {
  const fields = Object.entries(data).map(([name, value]) => {
    const [each] = [value].flat();
    return typeof each === "object" && each !== null ? name + selectionOf(each) : name;
  });
  return `{${fields.join(" ")}}`;
}

/** Takes an item out, a task with its comments. In an optimistic layer it is hidden as long as the layer. */
export function removeItem(cache: ApolloCache, typename: Typename, id: string): void {
  const comments: Reference[] = [];
  cache.modify({
    id: `${typename}:${id}`,
    fields(value, { DELETE, fieldName }) {
      if (fieldName === "comments") comments.push(...(itemsOf(value as StoredList) ?? []));
      return DELETE;
    },
    broadcast: false,
  });
  for (const { __ref } of comments) removeItem(cache, "Comment", __ref.slice("Comment:".length));
  if (typename === "Task") {
    const isIt = (value: unknown) => (value as Reference | null)?.__ref === `Task:${id}`;
    cache.modify<{ task: unknown }>({
      id: "ROOT_QUERY",
      // A query of a deleted task is answered with null.
      fields: { task: (value) => (isIt(value) ? null : value) },
      broadcast: false,
    });
  }
}
