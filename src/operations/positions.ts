import { generateKeyBetween } from "fractional-indexing";
import type { ClientBase } from "pg";
import type { TaskSnapshot } from "../activity/snapshots.ts";
import { BadUserInputError } from "../errors.ts";

/** A column of a board. */
export interface Column {
  readonly projectId: string;
  readonly status: TaskSnapshot["status"];
}

/** A position behind the column's last task. */
export async function endOfColumn(client: ClientBase, column: Column): Promise<string> {
  return generateKeyBetween(await findLast(client, column, null), null);
}

export interface Neighbours {
  readonly afterTaskId?: string | null | undefined;
  readonly beforeTaskId?: string | null | undefined;
}

/**
 * A position for the task between the neighbours: right behind the one, or right before the other, or anywhere between
 * both; without any, at the column's end. Null when the task lies there already. Throws BadUserInputError for a
 * neighbour that is not in the column, and for two in the wrong order.
 */
export async function findPosition(
  client: ClientBase,
  column: Column,
  task: TaskSnapshot,
  { afterTaskId, beforeTaskId }: Neighbours,
): Promise<string | null> {
  const after = afterTaskId ? await requirePosition(client, column, task, "afterTaskId", afterTaskId) : null;
  const before = beforeTaskId ? await requirePosition(client, column, task, "beforeTaskId", beforeTaskId) : null;
  if (after !== null && before !== null && after >= before) {
    throw BadUserInputError.at(["input", "beforeTaskId"], "beforeTaskId must come after afterTaskId in its column.");
  }
  const lower = after ?? (await findLast(client, column, before, task.id));
  // Right behind `after`, also when others lie before `before`: a key in the middle could be the one of such a task.
  const upper = after === null ? before : await findFirstAfter(client, column, after, task.id);
  const end = before ?? upper;
  const isThere =
    task.status === column.status && (lower === null || lower < task.position) && (end === null || task.position < end);
  return isThere ? null : generateKeyBetween(lower, upper);
}

async function requirePosition(
  client: ClientBase,
  { projectId, status }: Column,
  task: TaskSnapshot,
  field: keyof Neighbours,
  neighbourId: string,
): Promise<string> {
  const { rows } = await client.query<{ position: string }>({
    name: "position-neighbour",
    text: "SELECT position FROM tasks WHERE id = $1 AND project_id = $2 AND status = $3 AND id <> $4",
    values: [neighbourId, projectId, status, task.id],
  });
  const row = rows[0];
  if (!row)
    throw BadUserInputError.at(["input", field], `${field} names no other task in this project's column ${status}.`);
  return row.position;
}

/** The last position below `below`, or of all. */
async function findLast(
  client: ClientBase,
  { projectId, status }: Column,
  below: string | null,
  exceptTaskId: string | null = null,
): Promise<string | null> {
  const { rows } = await client.query<{ position: string }>({
    name: "position-last",
    text: `
      SELECT position FROM tasks
      WHERE project_id = $1 AND status = $2 AND ($3::text IS NULL OR position < $3) AND id IS DISTINCT FROM $4
      ORDER BY position DESC LIMIT 1`,
    values: [projectId, status, below, exceptTaskId],
  });
  return rows[0]?.position ?? null;
}

async function findFirstAfter(
  client: ClientBase,
  { projectId, status }: Column,
  above: string,
  exceptTaskId: string,
): Promise<string | null> {
  const { rows } = await client.query<{ position: string }>({
    name: "position-next",
    text: `
      SELECT position FROM tasks WHERE project_id = $1 AND status = $2 AND position > $3 AND id <> $4
      ORDER BY position LIMIT 1`,
    values: [projectId, status, above, exceptTaskId],
  });
  return rows[0]?.position ?? null;
}
