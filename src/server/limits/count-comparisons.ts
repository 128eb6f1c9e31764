import { type DocumentNode, Kind, type SelectionSetNode } from "graphql";

/**
 * True when validation would compare fields and fragments with one another more than `most` times. It compares
 * each two fields of one name that may end up in one object, and each two fragments that are spread there. Takes time
 * in proportion to `most`, and never recurses, whatever the document holds: fragments may contain themselves.
 */
export function exceedsComparisons(document: DocumentNode, most: number): boolean {
  const fragments = new Map<string, SelectionSetNode>();
  /** Each entry holds the selection sets of one object. */
  const pending: SelectionSetNode[][] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    if ("selectionSet" in definition) pending.push([definition.selectionSet]);
  }
  const numbers = new Map<SelectionSetNode, number>();
  const seen = new Set<string>();

  function isNew(sets: readonly SelectionSetNode[]): boolean {
    for (const set of sets) if (!numbers.has(set)) numbers.set(set, numbers.size);
    const key = sets.map((set) => numbers.get(set)).join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  }

  let rest = most;
  for (let sets = pending.pop(); sets && rest >= 0; sets = pending.pop()) {
    const fields = new Map<string, { count: number; readonly sets: SelectionSetNode[] }>();
    const spread = new Set<string>();
    for (let set = sets.pop(); set && rest >= 0; set = sets.pop()) {
      for (const selection of set.selections) {
        rest -= 1;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const field = fields.get(name) ?? { count: 0, sets: [] };
          rest -= field.count;
          field.count += 1;
          if (selection.selectionSet) field.sets.push(selection.selectionSet);
          fields.set(name, field);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) sets.push(selection.selectionSet);
        else if (!spread.has(selection.name.value)) {
          rest -= spread.size;
          spread.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment) sets.push(fragment);
        }
      }
    }
    for (const field of fields.values()) if (isNew(field.sets)) pending.push(field.sets);
  }
  return rest < 0;
}
