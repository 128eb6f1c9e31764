import type { ClientBase, QueryResultRow } from "pg";
import { v7 as uuidv7 } from "uuid";
import { isoTime, onlyRow, userJson } from "../database/sql.ts";
import { NotFoundError } from "../errors/expected-error.ts";
import type { TaskField } from "../model/activity.ts";
import type { TaskSnapshot } from "../model/snapshots.ts";

/** TaskField → the task's version when it last changed; a field that never changed is absent. */
export type FieldVersions = { readonly [F in TaskField]?: number };

export interface StoredTask {
  readonly task: TaskSnapshot;
  readonly fieldVersions: FieldVersions;
}

/** The columns of a TaskSnapshot, from `tasks t` and `taskJoins`. */
export const taskColumns = `
  t.id, t.project_id AS "projectId", t.title, t.description, t.status, t.priority, t.position,
  ${isoTime("t.due_at")} AS "dueAt", t.version, t.comment_count AS "commentCount",
  ${isoTime("t.created_at")} AS "createdAt", ${isoTime("t.updated_at")} AS "updatedAt",
  CASE WHEN a.id IS NOT NULL THEN ${userJson("a")} END AS assignee, ${userJson("c")} AS "createdBy"`;

export const taskJoins = "JOIN users c ON c.id = t.created_by_id LEFT JOIN users a ON a.id = t.assignee_id";

/** Throws NotFoundError when the project has no such task. */
export async function requireTask(client: ClientBase, projectId: string, taskId: string): Promise<StoredTask> {
  const { rows } = await client.query<StoredTaskRow>({
    name: "task-read",
    text: `
      SELECT ${taskColumns}, t.field_versions AS "fieldVersions" FROM tasks t ${taskJoins}
      WHERE t.id = $2 AND t.project_id = $1`,
    values: [projectId, taskId],
  });
  const row = rows[0];
  if (!row) throw new NotFoundError();
  const { fieldVersions, ...task } = row;
  return { task, fieldVersions };
}

type StoredTaskRow = TaskSnapshot & { readonly fieldVersions: FieldVersions } & QueryResultRow;

export interface NewTask {
  readonly projectId: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskSnapshot["status"];
  readonly priority: TaskSnapshot["priority"];
  readonly position: string;
  readonly assigneeId: string | null;
  readonly dueAt: string | null;
  readonly createdById: string;
  readonly at: string;
}

export async function insertTask(client: ClientBase, task: NewTask): Promise<TaskSnapshot> {
  const { rows } = await client.query<TaskSnapshot & QueryResultRow>({
    name: "task-insert",
    text: `
      WITH t AS (
        INSERT INTO tasks (id, project_id, title, description, status, priority, position, assignee_id, due_at,
          created_by_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) RETURNING *)
      SELECT ${taskColumns} FROM t ${taskJoins}`,
    values: [
      uuidv7(),
      task.projectId,
      task.title,
      task.description,
      task.status,
      task.priority,
      task.position,
      task.assigneeId,
      task.dueAt,
      task.createdById,
      task.at,
    ],
  });
  return onlyRow(rows);
}

export interface TaskEdits {
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: TaskSnapshot["status"];
  readonly priority?: TaskSnapshot["priority"];
  readonly position?: string;
  readonly assigneeId?: string | null;
  readonly dueAt?: string | null;
}

/** Writes the edits as the task's next version, in which `fields` changed. */
export async function saveTask(
  client: ClientBase,
  { task, fieldVersions }: StoredTask,
  edits: TaskEdits,
  fields: readonly TaskField[],
  at: string,
): Promise<TaskSnapshot> {
  const version = task.version + 1;
  const next = { ...task, assigneeId: task.assignee?.id ?? null, ...edits };
  const { rows } = await client.query<TaskSnapshot & QueryResultRow>({
    name: "task-save",
    text: `
      WITH t AS (
        UPDATE tasks SET title = $2, description = $3, status = $4, priority = $5, position = $6, assignee_id = $7,
          due_at = $8, version = $9, field_versions = $10, updated_at = $11
        WHERE id = $1 RETURNING *)
      SELECT ${taskColumns} FROM t ${taskJoins}`,
    values: [
      task.id,
      next.title,
      next.description,
      next.status,
      next.priority,
      next.position,
      next.assigneeId,
      next.dueAt,
      version,
      { ...fieldVersions, ...Object.fromEntries(fields.map((field) => [field, version])) },
      at,
    ],
  });
  return onlyRow(rows);
}
