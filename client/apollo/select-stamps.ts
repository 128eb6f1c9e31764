import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode, visit } from "graphql";

/** What tells whose a list is, and how new, beside each field that gives one. No other type has fields of these names. */
const stamps: Readonly<Record<string, readonly string[]>> = {
  tasks: ["id", "seq"],
  members: ["id", "seq"],
  activity: ["id", "seq"],
  comments: ["id", "version"],
};

/** Fields that order a list, in each of its items. */
const orders: Readonly<Record<string, string>> = { comments: "createdSeq", members: "joinedSeq", projects: "number" };

/** The same in an item that a change answers or tells of: what leads to the item, and what it needs. */
const items: Readonly<Record<string, string>> = { comment: "createdSeq", member: "joinedSeq" };

/** The document with what orders its lists and tells how new they are, so that an older answer can be brought up to date. */
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

/** A connection whose items have what orders them. */
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
