import type { Point } from "./find-spot.ts";

/** Distance from an edge within which it scrolls, in pixels. */
const reach = 64;

/** Pixels of each frame at the edge itself. */
const fastest = 18;

/** Scrolls the board and the column under a point that is near their edges. Returns false where none scrolled. */
export function scrollBoard(board: HTMLElement, { x, y }: Point): boolean {
  const { left, right } = board.getBoundingClientRect();
  const byX = speedAt(x, left, right);
  const list = [...board.querySelectorAll<HTMLElement>("[data-status] > ul")].find((each) => {
    const box = each.getBoundingClientRect();
    return x >= box.left && x <= box.right;
  });
  const box = list?.getBoundingClientRect();
  const byY = box ? speedAt(y, box.top, box.bottom) : 0;
  const before = [board.scrollLeft, list?.scrollTop];
  if (byX !== 0) board.scrollLeft += byX;
  if (list && byY !== 0) list.scrollTop += byY;
  return board.scrollLeft !== before[0] || list?.scrollTop !== before[1];
}

/** Scrolls a list under a point that is near its edges. Returns false where it did not. */
export function scrollList(list: HTMLElement, { y }: Point): boolean {
  const { top, bottom } = list.getBoundingClientRect();
  const [by, before] = [speedAt(y, top, bottom), list.scrollTop];
  if (by !== 0) list.scrollTop += by;
  return list.scrollTop !== before;
}

/** Negative towards the start, 0 away from both edges. Grows towards the edge, and stays beyond it. */
function speedAt(at: number, start: number, end: number): number {
  const near = Math.min(reach, (end - start) / 4);
  if (at < start + near) return -fastest * Math.min((start + near - at) / near, 1);
  if (at > end - near) return fastest * Math.min((at - end + near) / near, 1);
  return 0;
}
