import type { UserSnapshot } from "./user.ts";

/** Adds every person whose snapshot stands anywhere in a plain value to `found`, by id. */
export function findPeople(value: unknown, found: Map<string, UserSnapshot>): void {
  if (typeof value !== "object" || value === null) return;
  if (isPerson(value)) found.set(value.id, value);
  for (const held of Array.isArray(value) ? value : Object.values(value)) findPeople(held, found);
}

/** As `erasePerson` knows a person. */
function isPerson(value: object): value is UserSnapshot {
  return "id" in value && "name" in value && "email" in value;
}
