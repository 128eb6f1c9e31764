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
export function findSpot(board: HTMLElement, { x, y }: Point, taskId: string): Spot | null {
  const area = board.getBoundingClientRect();
  if (x < area.left || x > area.right || y < area.top || y > area.bottom) return null;
  const column = listColumns(board).find((each) => {
    const { left, right } = each.getBoundingClientRect();
    return x >= left - halfGap && x < right + halfGap;
  });
  if (!column) return null;
  const status = column.dataset["status"] as TaskStatus;
  let afterTaskId: string | null = null;
  for (const card of column.querySelectorAll<HTMLElement>("[data-task]")) {
    const id = card.dataset["task"] ?? "";
    if (id === taskId) continue;
    const { top, height } = card.getBoundingClientRect();
    if (top + height / 2 > y) return { status, afterTaskId, beforeTaskId: id };
    afterTaskId = id;
  }
  return { status, afterTaskId, beforeTaskId: null };
}

function listColumns(board: HTMLElement): HTMLElement[] {
  return [...board.querySelectorAll<HTMLElement>("[data-status]")];
}
