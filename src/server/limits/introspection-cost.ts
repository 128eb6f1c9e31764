import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from "graphql";
import { schema } from "../../../schema/index.ts";
import type { CheckedOperation } from "./query-cost.ts";

/**
 * Maximum cost of what one operation asks of the schema, with and without a token. GraphiQL and code generators ask for
 * the whole schema once, which costs less than half of it.
 */
export const introspectionLimit = 30_000;

/** Characters of a description that cost as much as a field. */
const charactersPerField = 50;

/**
 * Returns the cost of `__schema` and `__type` in an operation: the fields that they answer, counted on the schema
 * itself. A text counts once more for each 50 characters. A field that is selected twice counts twice. Counts no
 * further than a little beyond `most`, so that it takes time in proportion to that. The operation is valid, and its
 * variables are coerced.
 */
export function introspectionCost(
  { document, operation, variables }: CheckedOperation,
  most = introspectionLimit,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const knownCosts = new Map<SelectionSetNode, Map<unknown, number>>();
  const knownArguments = new Map<FieldNode, Arguments | null>();

  /** `type` is null at the root, whose other fields are not counted here. */
  function costOfAll(set: SelectionSetNode, type: GraphQLObjectType | null, source: unknown): number {
    const costs = knownCosts.get(set) ?? new Map<unknown, number>();
    knownCosts.set(set, costs);
    const known = costs.get(source);
    if (known !== undefined) return known;
    let cost = 0;
    for (const selection of set.selections) {
      if (cost > most) break;
      cost += costOf(selection, type, source);
    }
    costs.set(source, cost);
    return cost;
  }

  function costOf(selection: SelectionNode, type: GraphQLObjectType | null, source: unknown): number {
    if (selection.kind === Kind.INLINE_FRAGMENT) return 1 + costOfAll(selection.selectionSet, type, source);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return 1 + (fragment ? costOfAll(fragment.selectionSet, type, source) : 0);
    }
    const name = selection.name.value;
    const field = type ? type.getFields()[name] : rootFields.get(name);
    if (!field) return type ? 1 : 0;
    const values = readArguments(selection, field);
    const value = values && field.resolve?.(source, values, undefined, info);
    return costOfValue(value, selection, getNamedType(field.type));
  }

  function costOfValue(value: unknown, { selectionSet }: FieldNode, type: unknown): number {
    if (value === null || value === undefined) return 1;
    const items = Array.isArray(value) ? value : [value];
    let cost = 1;
    for (const item of items) {
      if (cost > most) break;
      if (selectionSet && isObjectType(type)) cost += costOfAll(selectionSet, type, item);
      else if (typeof item === "string") cost += Math.floor(item.length / charactersPerField);
    }
    return cost;
  }

  /** Null where a variable is null and must not be: the field is answered with an error. */
  function readArguments(node: FieldNode, field: GraphQLField<unknown, unknown>): Arguments | null {
    const known = knownArguments.get(node);
    if (known !== undefined) return known;
    const values = tryArguments(node, field);
    knownArguments.set(node, values);
    return values;
  }

  function tryArguments(node: FieldNode, field: GraphQLField<unknown, unknown>): Arguments | null {
    try {
      return getArgumentValues(field, node, variables);
    } catch (error) {
      if (error instanceof GraphQLError) return null;
      throw error;
    }
  }

  return costOfAll(operation.selectionSet, null, schema);
}

type Arguments = Readonly<Record<string, unknown>>;

const rootFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/** The resolvers of introspection read nothing else of it. */
const info = { schema } as GraphQLResolveInfo;
