import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Scene } from "../browser/scene.ts";
import { createAnimation } from "./create-animation.ts";

const size = { width: 780, height: 600 };

const moved = "Invite the press";
const added = "Sandwiches for the helpers";

/** Milliseconds for which a picture stays: of a movement, of a typed character, and where one looks. */
const [quick, typed, slow] = [60, 90, 1_400];

/** Records Ada and Grace at the same board: one moves a task and takes that back, the other adds one. */
export async function recordTwoWindows(scene: Scene): Promise<Uint8Array> {
  const { ada, grace } = scene;
  const pages = [ada.page, grace.page] as const;
  const animation = createAnimation();
  const record = async (milliseconds: number) => {
    const pictures = await Promise.all(pages.map((page) => page.screenshot({ animations: "disabled" })));
    animation.add(pictures, milliseconds);
  };

  await grace.page.emulateMedia({ colorScheme: "dark" });
  for (const visitor of [ada, grace]) {
    await visitor.page.setViewportSize(size);
    await scene.openBoard(visitor);
    await visitor.column("Backlog").getByRole("button", { name: "Collapse Backlog" }).click();
    await visitor.card(moved).waitFor();
    await showPointer(visitor.page);
  }
  await record(slow);

  // Ada drags a task.
  const from = await middle(ada.card(moved));
  const to = await middle(ada.column("In progress"));
  for (const step of steps(12)) {
    await ada.page.mouse.move(from.x + 60 - 60 * step, from.y + 120 - 120 * step);
    await record(quick);
  }
  await ada.page.mouse.down();
  for (const step of steps(16)) {
    await ada.page.mouse.move(from.x + (to.x - from.x) * step, from.y + (to.y - from.y) * step);
    await record(quick);
  }
  await ada.page.getByText("In progress, place").first().waitFor({ state: "attached" });
  await record(quick);
  await ada.page.mouse.up();
  await expect.poll(() => grace.titles("In progress")).toContain(moved);
  await ada.page.locator("[data-carried]").waitFor({ state: "detached" });
  await record(slow);

  // Grace adds one.
  await grace.column("To do").getByRole("button", { name: "Add task to To do" }).click();
  for (const letter of added) {
    await grace.page.keyboard.type(letter);
    await record(typed);
  }
  await grace.page.keyboard.press("Enter");
  await ada.card(added).waitFor();
  await record(slow);

  // Ada takes her move back.
  await ada.page.keyboard.press("ControlOrMeta+z");
  await ada.page.getByText("Undone:").waitFor();
  await expect.poll(() => grace.titles("To do")).toContain(moved);
  await record(2 * slow);
  return animation.end();
}

/** Draws a pointer, which a picture of a page lacks. */
async function showPointer(page: Page): Promise<void> {
  await page.evaluate(`{
    const pointer = document.body.appendChild(document.createElement("div"));
    pointer.innerHTML = '<svg width="18" height="22" viewBox="0 0 18 22"><path d="M1 1v17l4.6-4.3 2.9 6.6 2.9-1.3-2.9-6.4h6.3z" fill="#111" stroke="#fff" stroke-width="1.4"/></svg>';
    Object.assign(pointer.style, { position: "fixed", zIndex: 99, pointerEvents: "none", left: "-50px", top: 0 });
    addEventListener("pointermove", ({ clientX, clientY }) => {
      pointer.style.left = clientX + "px";
      pointer.style.top = clientY + "px";
    }, true);
  }`);
}

function steps(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index + 1) / count);
}

async function middle(locator: ReturnType<Page["locator"]>): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not shown.");
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 300) / 2 };
}
