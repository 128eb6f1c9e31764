import { type MemberSnapshot, memberColumns, memberJoins } from "../model/member.ts";
import { type Page, type PageRequest, toCounts, toPages } from "./page.ts";
import type { Reads } from "./reads.ts";

/** Each membership of a project was made by a change of its own. */
export type MemberKeys = readonly [joinedSeq: number];

/** Below every number: PostgreSQL's smallest integer. */
const minSeq = -(2 ** 31);

/** A page of each project's members, the longest there first, in the order of `projectIds`, in one statement. */
export async function listMembers(
  reads: Reads,
  projectIds: readonly string[],
  { first, after }: PageRequest<MemberKeys>,
): Promise<Page<MemberSnapshot>[]> {
  const { rows } = await reads.query<MemberSnapshot & { parent: string }>({
    name: "member-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, ${memberColumns} FROM memberships m ${memberJoins}
        WHERE m.project_id = parent.id AND m.joined_seq > $2 ORDER BY m.joined_seq LIMIT $3) page
      ORDER BY page."joinedSeq"`,
    values: [projectIds, after?.[0] ?? minSeq, first + 1],
  });
  return toPages(projectIds, rows, first);
}

export async function countMembers(reads: Reads, projectIds: readonly string[]): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "member-count",
    text: `
      SELECT project_id AS parent, count(*)::int AS count FROM memberships
      WHERE project_id = ANY($1::uuid[]) GROUP BY project_id`,
    values: [projectIds],
  });
  return toCounts(projectIds, rows);
}
