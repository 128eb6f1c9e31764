import type { ActivityOrigin } from "../model/activity-codec.ts";
import type { Activity } from "../model/events.ts";
import type { Reads } from "./reads.ts";

export type ActivityKey = Pick<Activity, "projectId" | "seq">;

/** The origin of each change, in their order; null where the viewer does not manage the project. One statement. */
export async function findOrigins(
  reads: Reads,
  viewerId: string,
  changes: readonly ActivityKey[],
): Promise<(ActivityOrigin | null)[]> {
  const { rows } = await reads.query<ActivityOrigin & { readonly place: number }>({
    name: "activity-origins",
    text: `
      SELECT place::int, a.address, a.user_agent AS "userAgent",
        CASE WHEN a.access_token_id IS NOT NULL
          THEN json_build_object('id', a.access_token_id, 'name', a.access_token_name) END AS "accessToken"
      FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY AS change (project_id, seq, place)
        JOIN activities a USING (project_id, seq)
        JOIN memberships m ON m.project_id = a.project_id AND m.user_id = $3 AND m.role IN ('ADMIN', 'OWNER')
          AND a.seq >= m.since_seq`,
    values: [changes.map(({ projectId }) => projectId), changes.map(({ seq }) => seq), viewerId],
  });
  const byPlace = new Map(rows.map(({ place, ...origin }) => [place, origin]));
  return changes.map((_change, index) => byPlace.get(index + 1) ?? null);
}
