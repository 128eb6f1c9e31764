import { generateKeyBetween } from "fractional-indexing";
import type { ClientBase } from "pg";
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
  return placeBetween(change, column, { lower: await findLast(change.client, column, null), upper: null });
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
  { afterTaskId, beforeTaskId }: Neighbours,
): Promise<Gap | null> {
  const after = afterTaskId ? await findNeighbour(client, column, task, afterTaskId) : null;
  const before = beforeTaskId ? await findNeighbour(client, column, task, beforeTaskId) : null;
  if (after !== null && before !== null && after >= before) {
    throw BadUserInputError.at(["input", "beforeTaskId"], "beforeTaskId must come after afterTaskId in its column.");
  }
  const lower = after ?? (await findLast(client, column, before, task.id));
  // Right behind `after`, also when others lie before `before`: a key in the middle could be the one of such a task.
  const upper = after === null ? before : await findFirstAfter(client, column, after, task.id);
  const end = before ?? upper;
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
 * Returns a position in the gap, of at most `maxPositionLength` characters. Where the gap is used up, its neighbours are
 * moved first.
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

/** The position of another task; null when it is not in the column. */
async function findNeighbour(
  client: ClientBase,
  { projectId, status }: Column,
  task: TaskSnapshot,
  neighbourId: string,
): Promise<string | null> {
  const { rows } = await client.query<{ position: string }>({
    name: "position-neighbour",
    text: "SELECT position FROM tasks WHERE id = $1 AND project_id = $2 AND status = $3 AND id <> $4",
    values: [neighbourId, projectId, status, task.id],
  });
  return rows[0]?.position ?? null;
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
