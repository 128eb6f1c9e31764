import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode, visit } from "graphql";
import { stampField } from "./answer-guard.ts";
import { keptLists } from "./lists.ts";

/** The fields that tell whose a list is, and how new, by the field that gives it. No other type has fields of these names. */
const stamps: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  keptLists.flatMap(({ owner, field }) => {
    const stamp = stampField(owner);
    return stamp ? [[field, ["id", stamp]]] : [];
  }),
);

/** The field that orders a list's items, by the field that gives the list. */
const orders: Readonly<Record<string, string>> = Object.fromEntries(
  keptLists.flatMap(({ field, rule }) => (rule.selects ? [[field, rule.selects]] : [])),
);

/** The same for an item in a payload or an event, by the field that carries it. */
const items: Readonly<Record<string, string>> = Object.fromEntries(
  keptLists.flatMap(({ rule }) => (rule.item && rule.selects ? [[rule.item, rule.selects]] : [])),
);

/** Adds the fields that order lists and tell how new they are, so that the cache can bring an older answer up to date. */
export function selectStamps(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field(field) {
      const { selectionSet, name } = field;
      if (!selectionSet) return undefined;
      const order = orders[name.value];
      const item = items[name.value];
      if (order) return { ...field, selectionSet: withOrder(selectionSet, order) };
      if (item) return { ...field, selectionSet: withFields(selectionSet, [item]) };
      if (name.value === "createProject") {
        return {
          ...field,
          selectionSet: within(selectionSet, "project", (project) => withFields(project, ["number"])),
        };
      }
      return undefined;
    },
    SelectionSet(selectionSet) {
      const wanted = selectionSet.selections.filter(isField).flatMap(({ name }) => stamps[name.value] ?? []);
      return withFields(selectionSet, wanted);
    },
  });
}

/** Adds the ordering field to the items of a connection. */
function withOrder(connection: SelectionSetNode, order: string): SelectionSetNode {
  const ordered = within(connection, "nodes", (nodes) => withFields(nodes, [order]));
  return within(ordered, "edges", (edges) => within(edges, "node", (node) => withFields(node, [order])));
}

function within(
  selectionSet: SelectionSetNode,
  name: string,
  change: (inner: SelectionSetNode) => SelectionSetNode,
): SelectionSetNode {
  const selections = selectionSet.selections.map((selection) =>
    isField(selection) && selection.name.value === name && selection.selectionSet
      ? { ...selection, selectionSet: change(selection.selectionSet) }
      : selection,
  );
  return { ...selectionSet, selections };
}

function withFields(selectionSet: SelectionSetNode, names: readonly string[]): SelectionSetNode {
  const wanted = new Set(names);
  for (const selection of selectionSet.selections) if (isField(selection)) wanted.delete(selection.name.value);
  if (wanted.size === 0) return selectionSet;
  return { ...selectionSet, selections: [...selectionSet.selections, ...[...wanted].map(toField)] };
}

function isField(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD;
}

function toField(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}
