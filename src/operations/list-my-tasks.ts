import type { TaskSnapshot } from "../model/task.ts";
import { firstTaskKeys, type TaskKeys } from "./list-tasks.ts";
import type { Page, PageRequest } from "./page.ts";
import type { Reads } from "./reads.ts";

/** The keys of the order: projects newest first, and the tasks of each as on its board. */
export type MyTaskKeys = readonly [projectNumber: number, ...TaskKeys];

/** A task that is assigned to a person, by id; `findTasks` reads it once its project was read. */
export interface MyTask extends Pick<TaskSnapshot, "id" | "projectId"> {
  readonly keys: MyTaskKeys;
}

/** Tasks that are assigned to the person who is `$1`, as far as the person is a member of their projects. */
const assignedSql = `
  tasks t JOIN memberships m ON m.project_id = t.project_id AND m.user_id = t.assignee_id
    JOIN projects p ON p.id = t.project_id AND p.deleted_at IS NULL
  WHERE t.assignee_id = $1`;

export async function listMyTasks(
  reads: Reads,
  userId: string,
  { first, after }: PageRequest<MyTaskKeys>,
): Promise<Page<MyTask>> {
  const { rows } = await reads.query<Pick<TaskSnapshot, "id" | "projectId" | "status" | "position"> & Numbered>({
    name: "my-task-list",
    text: `
      SELECT t.id, t.project_id AS "projectId", t.status, t.position, p.number::float8 AS number
      FROM ${assignedSql}
        AND (p.number < $2 OR (p.number = $2 AND (t.status, t.position, t.id) > ($3, $4, $5)))
      ORDER BY p.number DESC, t.status, t.position, t.id LIMIT $6`,
    values: [userId, ...(after ?? [Number.MAX_SAFE_INTEGER, ...firstTaskKeys]), first + 1],
  });
  const nodes = rows.slice(0, first).map(({ id, projectId, number, status, position }): MyTask => {
    return { id, projectId, keys: [number, status, position, id] };
  });
  return { nodes, hasNextPage: rows.length > first };
}

export async function countMyTasks(reads: Reads, userId: string): Promise<number> {
  const { rows } = await reads.query<{ count: number }>({
    name: "my-task-count",
    text: `SELECT count(*)::int AS count FROM ${assignedSql}`,
    values: [userId],
  });
  return rows[0]?.count ?? 0;
}

interface Numbered {
  readonly number: number;
}
