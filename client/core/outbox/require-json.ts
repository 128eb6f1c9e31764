/** Throws a TypeError that names the place where the value holds something that JSON cannot express. */
export function requireJson(value: unknown, place: string, around: readonly unknown[] = []): void {
  const told = around.includes(value) ? "itself" : describeForeign(value);
  if (told) throw new TypeError(`A change is sent as JSON, and ${place} has ${told}.`);
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) requireJson(inner, `${place}.${name}`, [...around, value]);
}

function describeForeign(value: unknown): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : `the number ${value}`;
  return ["bigint", "function", "symbol"].includes(typeof value) ? `a ${typeof value}` : null;
}
