import { maxSeq } from "../engine/log/cursor.ts";
import { deletedTaskColumns, type TaskSnapshot, taskJoins } from "../model/task.ts";
import { isRestorable, rowOfTask } from "./deleted-items.ts";
import { type Page, type PageRequest, toCounts, toPages } from "./page.ts";
import type { Reads } from "./reads.ts";

/** Each deleted task of a project was deleted by a change of its own. */
export type DeletedTaskKeys = readonly [deletedSeq: number];

/** A task as it was when it was deleted. */
export type DeletedTask = TaskSnapshot & { readonly deletedSeq: number };

/** A page of each project's tasks that can be restored, the last deleted first, in one statement. */
export async function listDeletedTasks(
  reads: Reads,
  restoreDays: number,
  projectIds: readonly string[],
  { first, after }: PageRequest<DeletedTaskKeys>,
): Promise<Page<DeletedTask>[]> {
  const { rows } = await reads.query<DeletedTask & { parent: string }>({
    name: "deleted-task-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, d.deleted_seq AS "deletedSeq", ${deletedTaskColumns}
        FROM deleted_items d CROSS JOIN LATERAL ${rowOfTask()} t ${taskJoins}
        WHERE d.project_id = parent.id AND d.kind = 'TASK' AND ${isRestorable("$2")} AND d.deleted_seq < $3
        ORDER BY d.deleted_seq DESC LIMIT $4) page
      ORDER BY page."deletedSeq" DESC`,
    values: [projectIds, restoreDays, after?.[0] ?? maxSeq, first + 1],
  });
  return toPages<DeletedTask>(projectIds, rows, first);
}

export async function countDeletedTasks(
  reads: Reads,
  restoreDays: number,
  projectIds: readonly string[],
): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "deleted-task-count",
    text: `
      SELECT d.project_id AS parent, count(*)::int AS count FROM deleted_items d
      WHERE d.project_id = ANY($1::uuid[]) AND d.kind = 'TASK' AND ${isRestorable("$2")} GROUP BY d.project_id`,
    values: [projectIds, restoreDays],
  });
  return toCounts(projectIds, rows);
}
