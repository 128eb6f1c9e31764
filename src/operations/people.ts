import type { UserSnapshot } from "../model/user.ts";
import type { Reads } from "./reads.ts";

/** Returns whether all of them still have the name and e-mail that their snapshots tell; one statement. */
export async function arePeopleCurrent(reads: Reads, people: readonly UserSnapshot[]): Promise<boolean> {
  const { rows } = await reads.query({
    name: "people-changed",
    text: `
      SELECT u.id FROM unnest($1::uuid[], $2::text[], $3::text[]) AS known (id, name, email) JOIN users u USING (id)
      WHERE (u.name, u.email) IS DISTINCT FROM (known.name, known.email) LIMIT 1`,
    values: [people.map(({ id }) => id), people.map(({ name }) => name), people.map(({ email }) => email)],
  });
  return rows.length === 0;
}
