/** Requested part of a list: the items behind the one whose keys `after` holds. */
export interface PageRequest<Keys> {
  /** At most this many. */
  readonly first: number;
  readonly after: Keys | undefined;
}

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
}

/** Makes one page per parent, in the order of `parents`, of rows that were read with a limit of `first + 1` each. */
export function toPages<T>(
  parents: readonly string[],
  rows: readonly ({ readonly parent: string } & T)[],
  first: number,
): Page<T>[] {
  const byParent = new Map<string, T[]>(parents.map((parent) => [parent, []]));
  for (const { parent, ...row } of rows) byParent.get(parent)?.push(row as T);
  return [...byParent.values()].map((nodes) => ({ nodes: nodes.slice(0, first), hasNextPage: nodes.length > first }));
}

/** Puts counts in the order of `parents`; a parent that the rows do not name has none. */
export function toCounts(
  parents: readonly string[],
  rows: readonly { readonly parent: string; readonly count: number }[],
): number[] {
  const byParent = new Map(rows.map(({ parent, count }) => [parent, count]));
  return parents.map((parent) => byParent.get(parent) ?? 0);
}
