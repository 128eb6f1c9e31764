import type { StoredEntry } from "../engine/log/codec.ts";
import { maxSeq } from "../engine/log/cursor.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { activityCodec } from "../model/activity-codec.ts";
import type { Activity } from "../model/events.ts";
import { type Page, type PageRequest, toCounts, toPages } from "./page.ts";
import { projectTables } from "./project-log.ts";
import type { Reads } from "./reads.ts";

export type ActivityKeys = readonly [seq: number];

/** An entry of a project's history; `activity` is null when this version cannot read it. */
export interface HistoryEntry {
  readonly seq: number;
  readonly activity: Activity | null;
}

const sql = toTableSql(projectTables);

/**
 * A page of each project's log, newest first, in the order of `projectIds`, in one statement. With `taskId` it has the
 * changes of that task and its comments alone. Somebody who was added again sees from then on; nothing is there for
 * whoever is no member.
 */
export async function listActivity(
  reads: Reads,
  viewerId: string,
  projectIds: readonly string[],
  { first, after }: PageRequest<ActivityKeys>,
  taskId: string | null = null,
): Promise<Page<HistoryEntry>[]> {
  const { rows } = await reads.query<StoredEntry & { parent: string }>({
    // Two statements: each has an index of its own.
    name: taskId === null ? "activity-list" : "activity-list-of-task",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id)
        JOIN memberships m ON m.project_id = parent.id AND m.user_id = $4
        CROSS JOIN LATERAL (
          SELECT parent.id AS parent, ${sql.entryColumns("a")} FROM activities a
          WHERE a.project_id = parent.id AND a.seq >= m.since_seq AND a.seq < $2 ${taskId === null ? "" : "AND a.task_id = $5"}
          ORDER BY a.seq DESC LIMIT $3) page
      ORDER BY page.seq DESC`,
    values: [projectIds, after?.[0] ?? maxSeq, first + 1, viewerId, ...(taskId === null ? [] : [taskId])],
  });
  return toPages<StoredEntry>(projectIds, rows, first).map(({ nodes, hasNextPage }) => ({
    nodes: nodes.map((entry) => ({ seq: entry.seq, activity: activityCodec.decode(entry) })),
    hasNextPage,
  }));
}

/** Number of changes of each project that the viewer sees. */
export async function countActivity(reads: Reads, viewerId: string, projectIds: readonly string[]): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "activity-count",
    text: `
      SELECT h.project_id AS parent, h.seq - greatest(h.pruned_through, m.since_seq - 1) AS count
      FROM project_heads h JOIN memberships m ON m.project_id = h.project_id AND m.user_id = $2
      WHERE h.project_id = ANY($1::uuid[])`,
    values: [projectIds, viewerId],
  });
  return toCounts(projectIds, rows);
}

/** The same of one task and its comments. */
export async function countTaskActivity(
  reads: Reads,
  viewerId: string,
  projectIds: readonly string[],
  taskId: string,
): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "activity-count-of-task",
    text: `
      SELECT a.project_id AS parent, count(*)::int AS count
      FROM activities a JOIN memberships m ON m.project_id = a.project_id AND m.user_id = $2
      WHERE a.project_id = ANY($1::uuid[]) AND a.task_id = $3 AND a.seq >= m.since_seq
      GROUP BY a.project_id`,
    values: [projectIds, viewerId, taskId],
  });
  return toCounts(projectIds, rows);
}
