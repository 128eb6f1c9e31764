import type { Locator } from "playwright-core";
import type { Visitor } from "./visitor.ts";

/**
 * Drags a card by mouse onto another one or onto a column, and lets it go once it would stand where it shall. A mark
 * that appears on a card moves those below it: a drag that misses its target therefore ends where it began, and is
 * repeated.
 */
export async function dragByMouse(visitor: Visitor, title: string, to: Destination): Promise<void> {
  const { page } = visitor;
  for (let attempts = 1; ; attempts += 1) {
    const missed = await holdOver(visitor, title, to).catch((error: Error) => error);
    if (missed && attempts === maxAttempts) throw missed;
    if (missed) await page.keyboard.press("Escape");
    await page.mouse.up();
    await page.locator("[data-carried]").waitFor({ state: "detached" });
    if (!missed) return;
  }
}

interface Destination {
  readonly column: string;
  readonly onto?: string;
  readonly place: string;
}

const maxAttempts = 4;

/** Milliseconds until a drag counts as missed. */
const patience = 8_000;

/** Takes a card and holds it over its destination until the board tells that place. */
async function holdOver({ page, card, column }: Visitor, title: string, to: Destination): Promise<void> {
  const source = await center(card(title));
  await page.mouse.move(source.x, source.y);
  await page.mouse.down();
  await page.mouse.move(source.x + 12, source.y + 12, { steps: 3 });
  await page.locator("[data-carried]").filter({ hasText: title }).waitFor({ timeout: patience });
  const target = to.onto === undefined ? await center(column(to.column)) : await upperHalf(card(to.onto));
  await page.mouse.move(target.x, target.y, { steps: 12 });
  await page.getByText(`${to.column}, place ${to.place}.`).waitFor({ state: "attached", timeout: patience });
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
