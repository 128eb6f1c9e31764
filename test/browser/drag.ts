import type { Locator } from "playwright-core";
import type { Visitor } from "./visitor.ts";

/** Drags a card by mouse onto another one or onto a column, and lets it go once it would stand where it shall. */
export async function dragByMouse(
  { page, card, column }: Visitor,
  title: string,
  to: { readonly column: string; readonly onto?: string; readonly place: string },
): Promise<void> {
  const source = await center(card(title));
  const target = to.onto === undefined ? await center(column(to.column)) : await upperHalf(card(to.onto));
  await page.mouse.move(source.x, source.y);
  await page.mouse.down();
  await page.mouse.move(source.x + 12, source.y + 12, { steps: 3 });
  await page.locator("[data-dnd-dragging]").waitFor();
  await page.mouse.move(target.x, target.y, { steps: 12 });
  await page.getByText(`${to.column}, place ${to.place}.`).waitFor({ state: "attached" });
  await page.mouse.up();
  await page.locator("[data-dnd-dragging], [data-dnd-dropping]").waitFor({ state: "detached" });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

async function center(locator: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(locator);
  return { x: x + width / 2, y: y + height / 2 };
}

/** Where a held card comes to stand before another one. */
async function upperHalf(locator: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(locator);
  return { x: x + width / 2, y: y + height / 4 };
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("There is nothing to drag there.");
  return box;
}
