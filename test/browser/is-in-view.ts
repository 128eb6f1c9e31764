import type { Visitor } from "./visitor.ts";

/** The card is drawn, and lies wholly in what its column shows. */
export async function isInView({ page, card }: Visitor, title: string): Promise<boolean> {
  if ((await card(title).count()) === 0) return false;
  const list = page.getByRole("list").filter({ has: card(title) });
  const [inner, outer] = [await card(title).boundingBox(), await list.boundingBox()];
  const width = page.viewportSize()?.width ?? 0;
  if (!inner || !outer) return false;
  const isDown = inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
  return isDown && inner.x >= 0 && inner.x + inner.width <= width;
}
