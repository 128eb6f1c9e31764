import type { FieldNode } from "graphql";
import { heldTypes } from "../generated/held-types.ts";
import { keysIn } from "./follow-list.ts";
import { fromCursor, toCursor } from "./list-order.ts";
import type { ListArguments, ListedItem, ListRule } from "./list-rules.ts";
import type { AnsweredObject } from "./map-objects.ts";

/** Returns the fields that a document selects of an item, under the names that they have in answers. */
export function pick(
  object: AnsweredObject,
  fields: ReadonlyMap<string, FieldNode>,
  typename: string,
  item: object,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [key, field] of fields) {
    const name = field.name.value;
    const value = name === "__typename" ? typename : (item as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) continue;
    const type = heldTypes[name] ?? "";
    const pickIn = (each: object) => pick(object, object.selectIn(field, type), type, each);
    if (!field.selectionSet || value === null) picked[key] = value;
    else picked[key] = Array.isArray(value) ? value.map(pickIn) : pickIn(value as object);
  }
  return picked;
}

/** Answers a list from the items that are known, within the bounds of the answer that there is. */
export function buildList(
  list: AnsweredObject,
  rule: ListRule,
  items: Iterable<ListedItem>,
  args: ListArguments,
): AnsweredObject["value"] {
  const matches = rule.matches(args);
  const { order, typename } = rule;
  const all = [...items]
    .filter(matches)
    .map((item) => ({ item, keys: keysIn(rule, item) }))
    .sort((one, other) => order.compare(one.keys, other.keys));
  const built: Record<string, unknown> = { ...list.value };
  const parts = [...list.fields].map(([key, field]) => ({
    key,
    field,
    name: field.name.value,
    value: list.value[key],
  }));

  const info = parts.find(({ name }) => name === "pageInfo")?.value as PageInfo | undefined;
  const answered = new Map<unknown, unknown>();
  let length = 0;
  for (const { name, value } of parts) {
    if (!Array.isArray(value)) continue;
    length = value.length;
    for (const each of value) {
      const node = name === "edges" ? each.node : each;
      answered.set(node?.id, node);
    }
  }
  const begin = fromCursor(args.after, order);
  const hasNextPage = info?.hasNextPage ?? length >= (args.first ?? 50);
  const end = hasNextPage ? fromCursor(info?.endCursor, order) : undefined;
  const behind = begin ? all.filter(({ keys }) => order.compare(keys, begin) > 0) : all;
  const shown = end
    ? behind.filter(({ keys }) => order.compare(keys, end) <= 0)
    : hasNextPage
      ? behind.slice(0, length)
      : behind;

  const toNode = (field: FieldNode, item: ListedItem) =>
    answered.get(item.id) ?? pick(list, list.selectIn(field, typename), typename, item);
  for (const { key, field, name } of parts) {
    if (name === "totalCount") built[key] = all.length;
    else if (name === "nodes") built[key] = shown.map(({ item }) => toNode(field, item));
    else if (name === "edges") {
      const selected = list.selectIn(field, `${typename}Edge`);
      built[key] = shown.map(({ item, keys }) => {
        const edge: Record<string, unknown> = { __typename: `${typename}Edge` };
        for (const [inner, each] of selected) {
          if (each.name.value === "cursor") edge[inner] = toCursor(keys);
          if (each.name.value === "node") edge[inner] = toNode(each, item);
        }
        return edge;
      });
    }
  }
  return built;
}

interface PageInfo {
  readonly hasNextPage?: boolean;
  readonly endCursor?: string | null;
}
