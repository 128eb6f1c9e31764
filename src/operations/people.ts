import type { UserSnapshot } from "../model/user.ts";
import type { Reads } from "./reads.ts";

/** Returns whether all of the people, in JSON, still have the name and e-mail that it tells; one statement. */
export async function arePeopleCurrent(reads: Reads, people: string): Promise<boolean> {
  const { rows } = await reads.query({
    name: "people-changed",
    text: `
      SELECT u.id FROM json_to_recordset($1) AS known (id uuid, name text, email text) JOIN users u USING (id)
      WHERE (u.name, u.email) IS DISTINCT FROM (known.name, known.email) LIMIT 1`,
    values: [people],
  });
  return rows.length === 0;
}

/** JSON for `arePeopleCurrent`; null for nobody. */
export function encodePeople(people: readonly UserSnapshot[]): string | null {
  return people.length === 0 ? null : JSON.stringify(people.map(({ id, name, email }) => ({ id, name, email })));
}
