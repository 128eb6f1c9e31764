import type { TaskStatus } from "../generated/graphql.ts";
import type { Spot } from "./arrange.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Half of the space between two columns, in pixels, which belongs to the nearer one. */
const halfGap = 8;

/**
 * The spot of a board under a point; null beside all columns. A column reaches from the board's top to its bottom,
 * however few cards it has.
 */
export function findSpot(board: HTMLElement, point: Point, taskId: string): Spot | null {
  if (!isWithin(board, point)) return null;
  const column = listElements(board, "[data-status]").find((each) => {
    const { left, right } = each.getBoundingClientRect();
    return point.x >= left - halfGap && point.x < right + halfGap;
  });
  if (!column) return null;
  const status = statusOf(column);
  let afterTaskId: string | null = null;
  for (const card of listElements(column, "[data-task]")) {
    const id = card.dataset["task"] ?? "";
    if (id === taskId) continue;
    if (isAbove(point, card)) return { status, afterTaskId, beforeTaskId: id };
    afterTaskId = id;
  }
  return { status, afterTaskId, beforeTaskId: null };
}

/** The spot of a list under a point; null beside it. Each row says its status, and so does the head of each group. */
export function findSpotInList(list: HTMLElement, point: Point, taskId: string): Spot | null {
  if (!isWithin(list, point)) return null;
  let last: Spot | null = null;
  for (const row of listElements(list, "[data-status]")) {
    const [id = null, status] = [row.dataset["task"], statusOf(row)];
    if (id === taskId) continue;
    const afterTaskId = last?.status === status ? last.afterTaskId : null;
    if (isAbove(point, row) && id !== null) return { status, afterTaskId, beforeTaskId: id };
    // Above the head of a group is the end of the one before.
    if (isAbove(point, row) && last) return last;
    last = { status, afterTaskId: id, beforeTaskId: null };
  }
  return last;
}

function isWithin(area: HTMLElement, { x, y }: Point): boolean {
  const { left, right, top, bottom } = area.getBoundingClientRect();
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** Above the middle of an element. */
function isAbove({ y }: Point, element: HTMLElement): boolean {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2 > y;
}

function statusOf({ dataset }: HTMLElement): TaskStatus {
  return dataset["status"] as TaskStatus;
}

function listElements(area: HTMLElement, selector: string): HTMLElement[] {
  return [...area.querySelectorAll<HTMLElement>(selector)];
}
