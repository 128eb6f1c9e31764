/** Returns what was added at the end of a list; null where anything else differs. */
export function findAdded<T>(known: readonly T[], list: readonly T[]): readonly T[] | null {
  return known.every((each, index) => each === list[index]) ? list.slice(known.length) : null;
}
