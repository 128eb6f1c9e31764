import { generateKeyBetween } from "fractional-indexing";
import type { ClientBase, QueryResultRow } from "pg";
import { onlyRow } from "../database/sql.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import type { TaskSnapshot } from "../model/task.ts";
import { findRoom, isRoomy, type PlacedTask } from "./find-room.ts";
import { moveNeighbours } from "./move-neighbours.ts";
import type { ProjectChange } from "./operation.ts";

/** A column of a board. */
export interface Column {
  readonly projectId: string;
  readonly status: TaskSnapshot["status"];
}

/** The open transaction in which positions are given. */
export type PlacingChange = Pick<ProjectChange, "client" | "at" | "recordFirst">;

/** A position behind the column's last task. */
export async function endOfColumn(change: PlacingChange, column: Column): Promise<string> {
  return placeBetween(change, column, { lower: await findLast(change.client, column), upper: null });
}

/** A position behind all tasks up to `near` and before those after it. */
export async function placeNear(change: PlacingChange, column: Column, near: string): Promise<string> {
  const { rows } = await change.client.query<{ lower: string | null; upper: string | null }>({
    name: "position-near",
    text: `
      SELECT (SELECT max(position) FROM tasks WHERE project_id = $1 AND status = $2 AND position <= $3) AS lower,
        (SELECT min(position) FROM tasks WHERE project_id = $1 AND status = $2 AND position > $3) AS upper`,
    values: [column.projectId, column.status, near],
  });
  return placeBetween(change, column, onlyRow(rows));
}

export interface Neighbours {
  readonly afterTaskId?: string | null | undefined;
  readonly beforeTaskId?: string | null | undefined;
}

/**
 * Returns the gap between the neighbours in which the task is to lie: right behind the one, right before the other, or
 * anywhere between both. A neighbour that is not in the column is passed over. Without neighbours it is the column's
 * end. Null when the task lies there already. Throws BadUserInputError for two neighbours in the wrong order.
 */
export async function findGap(
  client: ClientBase,
  column: Column,
  task: TaskSnapshot,
  near: readonly NearTask[],
  { afterTaskId, beforeTaskId }: Neighbours,
): Promise<Gap | null> {
  const find = (id: string | null | undefined) =>
    near.find((other) => other.id === id && other.status === column.status) ?? null;
  const [after, before] = [find(afterTaskId), find(beforeTaskId)];
  if (after !== null && before !== null && after.position >= before.position) {
    throw BadUserInputError.at(["input", "beforeTaskId"], "beforeTaskId must come after afterTaskId in its column.");
  }
  // Right behind `after`, also when others lie before `before`: a key in the middle could be the one of such a task.
  const { lower, upper } = after
    ? { lower: after.position, upper: after.next }
    : before
      ? { lower: before.previous, upper: before.position }
      : { lower: await findLast(client, column, task.id), upper: null };
  const end = before?.position ?? upper;
  const isThere =
    task.status === column.status && (lower === null || lower < task.position) && (end === null || task.position < end);
  return isThere ? null : { lower, upper, exceptTaskId: task.id };
}

/** A place in a column: between two positions, null at its ends. */
export interface Gap {
  readonly lower: string | null;
  readonly upper: string | null;
  /** The task that is placed, where it stands in the column. */
  readonly exceptTaskId?: string;
}

/**
 * Returns a position in the gap, of at most `maxPositionLength` characters. Where the gap is used up, its neighbours
 * are moved first.
 */
export async function placeBetween(change: PlacingChange, column: Column, gap: Gap): Promise<string> {
  const { lower, upper } = gap;
  if (isRoomy(lower, upper)) return generateKeyBetween(lower, upper);
  const { before, after } = await readNeighbours(change.client, column, gap);
  const { position, moved } = findRoom(toSide(before), toSide(after));
  await moveNeighbours(change, moved);
  return position;
}

/** Number of neighbours that are considered on each side of a gap that is used up. */
const reach = 1_000;

function toSide(tasks: readonly PlacedTask[]) {
  return { tasks, isWhole: tasks.length < reach };
}

async function readNeighbours(client: ClientBase, { projectId, status }: Column, { lower, upper, exceptTaskId }: Gap) {
  const read = (side: string, order: "ASC" | "DESC") => `
    (SELECT id, position, position <= $3 IS TRUE AS "isBefore" FROM tasks
     WHERE project_id = $1 AND status = $2 AND ${side} AND id IS DISTINCT FROM $5
     ORDER BY position ${order} LIMIT $6)`;
  const { rows } = await client.query<PlacedTask & { isBefore: boolean }>({
    name: "position-neighbours",
    text: `${read("position <= $3", "DESC")} UNION ALL ${read("position >= $4", "ASC")}`,
    values: [projectId, status, lower, upper, exceptTaskId ?? null, reach],
  });
  return { before: rows.filter(({ isBefore }) => isBefore), after: rows.filter(({ isBefore }) => !isBefore) };
}

/** A task that a moved one is to lie next to, with the positions around it in its column, the moved one left out. */
export interface NearTask {
  readonly id: string;
  readonly status: Column["status"];
  readonly position: string;
  readonly previous: string | null;
  readonly next: string | null;
}

/** Reads the neighbours that the project has, in whichever column. */
export async function readNear(
  client: ClientBase,
  projectId: string,
  taskId: string,
  { afterTaskId, beforeTaskId }: Neighbours,
): Promise<readonly NearTask[]> {
  const { rows } = await client.query<NearTask & QueryResultRow>({
    name: "position-of-neighbours",
    text: `
      SELECT n.id, n.status, n.position,
        (SELECT max(t.position) FROM tasks t
         WHERE t.project_id = $1 AND t.status = n.status AND t.position < n.position AND t.id <> $2) AS previous,
        (SELECT min(t.position) FROM tasks t
         WHERE t.project_id = $1 AND t.status = n.status AND t.position > n.position AND t.id <> $2) AS next
      FROM tasks n WHERE n.project_id = $1 AND n.id = ANY($3) AND n.id <> $2`,
    values: [projectId, taskId, [afterTaskId, beforeTaskId].filter((id) => id != null)],
  });
  return rows;
}

/** The last position, or that of another task than the one given. */
async function findLast(
  client: ClientBase,
  { projectId, status }: Column,
  exceptTaskId: string | null = null,
): Promise<string | null> {
  const { rows } = await client.query<{ position: string }>({
    name: "position-last",
    text: `
      SELECT position FROM tasks WHERE project_id = $1 AND status = $2 AND id IS DISTINCT FROM $3
      ORDER BY position DESC LIMIT 1`,
    values: [projectId, status, exceptTaskId],
  });
  return rows[0]?.position ?? null;
}
