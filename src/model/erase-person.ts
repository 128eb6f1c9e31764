/** Name that every person has whose account was deleted. */
export const erasedName = "Deleted user";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Returns the JSON of a snapshot in which nothing of a person but the id is left, anywhere in it. This holds for every
 * event, also one of a newer version. Texts that people wrote stay.
 */
export function erasePerson(snapshot: string, userId: string): string {
  return JSON.stringify(erase(JSON.parse(snapshot) as Json, userId));
}

function erase(value: Json, userId: string): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => erase(item, userId));
  const isPerson = value["id"] === userId && "name" in value && "email" in value;
  if (isPerson) return { ...value, name: erasedName, email: null };
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, erase(held, userId)]));
}
