/** Compares two plain values by content. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  const [first, second] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return keys.length === otherKeys.length && keys.every((key) => isSame(first[key], second[key]));
}
