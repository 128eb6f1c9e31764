import type { ClientBase } from "pg";
import { onlyRow, rowsAsJson } from "../database/sql.ts";
import { toColumns, valuesOf } from "../model/edits.ts";
import {
  type TaskField,
  type TaskSnapshot,
  type TaskValues,
  taskColumns,
  taskEdits,
  taskJoins,
} from "../model/task.ts";
import { NotVisibleError } from "./not-visible-error.ts";

/** TaskField → the task's version when it last changed; a field that never changed is absent. */
export type FieldVersions = { readonly [F in TaskField]?: number };

export interface StoredTask {
  readonly task: TaskSnapshot;
  readonly fieldVersions: FieldVersions;
  /** The version in which the description was last merged; 0: never. */
  readonly mergedVersion: number;
}

/** Throws NotFoundError when the project has no such task. */
export async function requireTask(client: ClientBase, projectId: string, taskId: string): Promise<StoredTask> {
  const stored = await findTask(client, projectId, taskId);
  if (!stored) throw new NotVisibleError();
  return stored;
}

/** Null when the project has no such task. */
export async function findTask(client: ClientBase, projectId: string, taskId: string): Promise<StoredTask | null> {
  const { rows } = await client.query<{ row: TaskSnapshot & Omit<StoredTask, "task"> }>({
    name: "task-read",
    text: rowsAsJson(`
      SELECT ${taskColumns}, t.field_versions AS "fieldVersions", t.merged_version AS "mergedVersion"
      FROM tasks t ${taskJoins}
      WHERE t.id = $2 AND t.project_id = $1`),
    values: [projectId, taskId],
  });
  const row = rows[0]?.row;
  if (!row) return null;
  const { fieldVersions, mergedVersion, ...task } = row;
  return { task, fieldVersions, mergedVersion };
}

export interface TaskInsert {
  readonly id: string;
  readonly projectId: string;
  readonly createdById: string;
  readonly at: string;
  readonly values: TaskValues;
}

export async function insertTask(
  client: ClientBase,
  { id, projectId, createdById, at, values: given }: TaskInsert,
): Promise<TaskSnapshot> {
  const { columns, values } = toColumns(taskEdits, given);
  const { rows } = await client.query<{ row: TaskSnapshot }>({
    name: "task-insert",
    text: `
      WITH t AS (
        INSERT INTO tasks (id, project_id, created_by_id, created_at, updated_at, ${columns.join(", ")})
        VALUES ($1, $2, $3, $4, $4, ${columns.map((_, index) => `$${index + 5}`).join(", ")}) RETURNING *)
      ${rowsAsJson(`SELECT ${taskColumns} FROM t ${taskJoins}`)}`,
    values: [id, projectId, createdById, at, ...values],
  });
  return onlyRow(rows).row;
}

/** Writes the edits as the task's next version, in which `fields` changed. `isMerged`: the description is a merge. */
export async function saveTask(
  client: ClientBase,
  { task, fieldVersions, mergedVersion }: StoredTask,
  edits: Partial<TaskValues>,
  fields: readonly TaskField[],
  at: string,
  isMerged = false,
): Promise<TaskSnapshot> {
  const version = task.version + 1;
  const { columns, values } = toColumns(taskEdits, { ...valuesOf(taskEdits, task), ...edits });
  const { rows } = await client.query<{ row: TaskSnapshot }>({
    name: "task-save",
    text: `
      WITH t AS (
        UPDATE tasks SET version = $2, field_versions = $3, updated_at = $4, merged_version = $5,
          ${columns.map((column, index) => `${column} = $${index + 6}`).join(", ")}
        WHERE id = $1 RETURNING *)
      ${rowsAsJson(`SELECT ${taskColumns} FROM t ${taskJoins}`)}`,
    values: [
      task.id,
      version,
      { ...fieldVersions, ...Object.fromEntries(fields.map((field) => [field, version])) },
      at,
      isMerged ? version : mergedVersion,
      ...values,
    ],
  });
  return onlyRow(rows).row;
}
