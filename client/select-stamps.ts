import { type DocumentNode, type FieldNode, Kind, type SelectionNode, visit } from "graphql";

/** What tells whose a list is, and how new, beside each field that gives one. No other type has fields of these names. */
const stamps: Readonly<Record<string, readonly string[]>> = {
  tasks: ["id", "seq"],
  members: ["id", "seq"],
  activity: ["id", "seq"],
  comments: ["id", "version"],
};

/** The document with what tells how new its lists are, so that an older answer can be brought up to date. */
export function selectStamps(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(selectionSet) {
      const selected = selectionSet.selections.filter(isField);
      const wanted = new Set(selected.flatMap(({ name }) => stamps[name.value] ?? []));
      for (const { name } of selected) wanted.delete(name.value);
      if (wanted.size === 0) return undefined;
      return { ...selectionSet, selections: [...selectionSet.selections, ...[...wanted].map(toField)] };
    },
  });
}

function isField(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD;
}

function toField(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}
