import type { Visitor } from "./visitor.ts";

/** Drags a card by mouse onto another one or onto a column, and lets it go once it would stand where it shall. */
export async function dragByMouse(
  { page, card, column }: Visitor,
  title: string,
  to: { readonly column: string; readonly onto?: string; readonly place: string },
): Promise<void> {
  const source = await center(card(title));
  const target = await center(to.onto === undefined ? column(to.column) : card(to.onto));
  await page.mouse.move(source.x, source.y);
  await page.mouse.down();
  await page.mouse.move(source.x + 12, source.y + 12, { steps: 3 });
  await page.locator("[data-dnd-dragging]").waitFor();
  await page.mouse.move(target.x, target.y, { steps: 12 });
  await page.getByText(`${to.column}, place ${to.place}.`).waitFor({ state: "attached" });
  await page.mouse.up();
}

async function center(locator: ReturnType<Visitor["card"]>): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("There is nothing to drag there.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
