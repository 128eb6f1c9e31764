import type { InMemoryCache } from "@apollo/client";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";

/** An object of an answer, with the fields that its document selects. */
export interface AnsweredObject {
  readonly typename: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** The selected fields by their names in the answer. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  /** Undefined for the root. */
  readonly parent: AnsweredObject | undefined;
  /** The field of the parent that holds it. */
  readonly field: FieldNode | undefined;
  /** Returns what a field of it selects of a type, by the names in the answer. */
  readonly selectIn: (field: FieldNode, typename: string) => ReadonlyMap<string, FieldNode>;
}

type ObjectValue = Readonly<Record<string, unknown>>;
type Selected = ReadonlyMap<string, FieldNode>;

const selectedOf = new WeakMap<SelectionSetNode, Map<string, Selected>>();

/**
 * Passes every object of an answer to `visit`, outer objects first, and returns the answer with the objects that
 * `visit` returned. An object for which it returns null is left out of its list, or null. Unchanged parts are not
 * copied.
 */
export function mapObjects(
  cache: InMemoryCache,
  document: DocumentNode,
  result: ObjectValue,
  visit: (object: AnsweredObject) => ObjectValue | null,
): ObjectValue {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return result;
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const rootTypename = cache.getRootTypename(operation.operation);
  return mapObject(result, operation.selectionSet, rootTypename, undefined, undefined) ?? result;

  function mapObject(
    value: ObjectValue,
    selectionSet: SelectionSetNode,
    rootTypename: string,
    parent: AnsweredObject | undefined,
    field: FieldNode | undefined,
  ): ObjectValue | null {
    const typename = typeof value["__typename"] === "string" ? value["__typename"] : rootTypename;
    const fields = select(selectionSet, typename);
    const object = { typename, value, fields, parent, field, selectIn };
    const visited = visit(object);
    if (!visited) return null;
    let copy: Record<string, unknown> | undefined;
    for (const [key, each] of fields) {
      if (!each.selectionSet || visited[key] === undefined) continue;
      const mapped = mapValue(visited[key], each, object);
      if (mapped === visited[key]) continue;
      copy ??= { ...visited };
      copy[key] = mapped;
    }
    return copy ?? visited;
  }

  function mapValue(value: unknown, field: FieldNode, parent: AnsweredObject): unknown {
    if (Array.isArray(value)) {
      const mapped = value.map((each) => mapValue(each, field, parent));
      if (mapped.every((each, index) => each === value[index])) return value;
      return mapped.filter((each, index) => each !== null || value[index] === null);
    }
    if (typeof value !== "object" || value === null || !field.selectionSet) return value;
    return mapObject(value as ObjectValue, field.selectionSet, "", parent, field);
  }

  function selectIn({ selectionSet }: FieldNode, typename: string): Selected {
    return selectionSet ? select(selectionSet, typename) : new Map();
  }

  function select(selectionSet: SelectionSetNode, typename: string): Selected {
    const byTypename = selectedOf.get(selectionSet) ?? new Map<string, Selected>();
    selectedOf.set(selectionSet, byTypename);
    const known = byTypename.get(typename);
    if (known) return known;
    const fields = new Map<string, FieldNode>();
    collect(selectionSet, typename, fields);
    byTypename.set(typename, fields);
    return fields;
  }

  function collect(selectionSet: SelectionSetNode, typename: string, fields: Map<string, FieldNode>): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        fields.set(key, unite(fields.get(key), selection));
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : findFragment(selection.name.value);
        if (fragment && cache.fragmentMatches(fragment, typename)) collect(fragment.selectionSet, typename, fields);
      }
    }
  }

  function findFragment(name: string): FragmentDefinitionNode | null {
    return fragments.get(name) ?? cache.lookupFragment(name);
  }
}

/** A field that is selected twice has the selections of both. */
function unite(one: FieldNode | undefined, other: FieldNode): FieldNode {
  if (!one?.selectionSet || !other.selectionSet) return other;
  const selections = [...one.selectionSet.selections, ...other.selectionSet.selections];
  return { ...one, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** Returns the arguments of a field, with the defaults of the document's variables. */
export function argsOf(
  { arguments: nodes = [] }: FieldNode,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const definitions = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  const defaults = definitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  const given = { ...Object.fromEntries(defaults), ...variables };
  return Object.fromEntries(nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value, given)]));
}

/** The project's number that an object belongs to: its own, or that of the nearest object around it. */
export function seqOf(object: AnsweredObject): number | undefined {
  for (let each: AnsweredObject | undefined = object; each; each = each.parent) {
    const seq = numberOf(each, "seq");
    if (seq !== undefined) return seq;
  }
  return undefined;
}

/** A number field of the object, under whatever alias. */
export function numberOf(object: AnsweredObject, field: string): number | undefined {
  const value = fieldOf(object, field);
  return typeof value === "number" ? value : undefined;
}

export function fieldOf({ fields, value }: AnsweredObject, field: string): unknown {
  for (const [key, { name }] of fields) if (name.value === field) return value[key];
  return undefined;
}
