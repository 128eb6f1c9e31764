import { expect, it } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

it("shows one column at a time, says which, and leads to the others", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await createTask("Order the flowers", "DONE");
  await openBoard(ada);
  const pager = ada.page.getByRole("navigation", { name: "Columns" });
  const current = () => pager.locator("[aria-current=true]").getAttribute("aria-label");
  await expect.poll(current).toBe("Go to To do");
  await pager.getByRole("button", { name: "Go to Done" }).click();
  await expect.poll(current).toBe("Go to Done");
  await expect.poll(() => widthOnScreen("Done")).toBeGreaterThan(300);
  await ada.picture("pager");
  // A swipe, as the browser makes of a finger.
  await ada.page.locator("section[data-status=DONE]").evaluate((column) => {
    column.parentElement?.scrollBy({ left: -340 });
  });
  await expect.poll(current).toBe("Go to In review");
});

it("shows the name of the project beside the face of another person, and leads to the history by the settings", async () => {
  const { ada, grace, openBoard } = scene;
  await openBoard(grace);
  await openBoard(ada);
  await ada.page.getByRole("list", { name: "Also here now" }).getByRole("img", { name: "Grace Hopper" }).waitFor();
  const title = ada.page.getByRole("heading", { name: "Launch", exact: true });
  await expect.poll(() => title.evaluate((shown) => shown.scrollWidth <= shown.clientWidth)).toBe(true);
  await ada.page.getByRole("link", { name: "Project", exact: true }).tap();
  await ada.panel.getByRole("link", { name: "History" }).tap();
  await ada.page.getByRole("complementary", { name: "History" }).waitFor();
});

it("opens a task as a sheet above the board, which closes by a tap beside it or by pulling it down", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await openBoard(ada);
  await openTask(ada, "Book the room");
  for (const scheme of ["light", "dark"] as const) {
    await ada.page.emulateMedia({ colorScheme: scheme });
    await ada.picture(`sheet-${scheme}`);
  }
  await ada.page.locator("main[inert]").waitFor();
  await ada.page.touchscreen.tap(200, 20);
  await ada.panel.waitFor({ state: "detached" });
  await ada.page.locator("main[inert]").waitFor({ state: "detached" });

  await openTask(ada, "Book the room");
  await ada.page.locator("main[inert]").waitFor();
  await pullDown(55);
  await ada.panel.waitFor({ state: "detached" });
});

it("opens the inbox as a sheet, which closes by pulling it down, but not by a short pull", async () => {
  const { ada, openBoard } = scene;
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await openBoard(ada);
  await ada.page.getByRole("button", { name: "Inbox" }).tap();
  const sheet = ada.page.getByRole("dialog", { name: "Inbox" });
  await sheet.getByText("Nothing yet.").waitFor();
  for (const scheme of ["light", "dark"] as const) {
    await ada.page.emulateMedia({ colorScheme: scheme });
    await ada.picture(`inbox-sheet-${scheme}`);
  }
  const { y = 0 } = (await sheet.boundingBox()) ?? {};
  await pullDown(y + 30, 60);
  expect(await sheet.evaluate((element) => element.matches(":popover-open"))).toBe(true);
  await pullDown(y + 30, 120);
  await sheet.waitFor({ state: "hidden" });
});

it("takes a person to mention by a tap, and stays at the task", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const field = ada.panel.getByLabel("New comment");
  await field.tap();
  await field.pressSequentially("Dear @gr");
  await ada.panel.getByRole("option", { name: "Grace Hopper" }).tap();
  await expect.poll(() => field.inputValue()).toBe(`Dear [@Grace Hopper](user:${grace.id}) `);
  await ada.panel.waitFor();
});

it("has no field into which a phone zooms", async () => {
  const { ada, createTask, openBoard, openTask, path } = scene;
  await createTask("Book the room");
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await openBoard(ada);
  await ada.column("To do").getByRole("button", { name: "Add task" }).click();
  expect(await listSmallFields()).toEqual([]);
  await openTask(ada, "Book the room");
  expect(await listSmallFields()).toEqual([]);
  for (const [panel, field] of [
    ["members", "E-mail"],
    ["settings", "Name"],
    ["labels", "New label"],
  ] as const) {
    await ada.open(`${path}/${panel}`);
    await ada.panel.getByLabel(field).waitFor();
    expect(await listSmallFields()).toEqual([]);
  }
  await ada.open(`${path}/members`);
  await ada.panel.getByLabel("E-mail").fill("alan@example.com");
  await ada.panel.getByRole("button", { name: "Invite", exact: true }).click();
  await ada.panel.getByLabel("Link of the invitation").waitFor();
  expect(await listSmallFields()).toEqual([]);
});

/** Moves a finger down from that height, in pixels. */
async function pullDown(from: number, distance = 185): Promise<void> {
  const { page } = scene.ada;
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 100, y }] });
  await touch("touchStart", from);
  for (const part of [0.25, 0.5, 0.75, 1]) await touch("touchMove", from + part * distance);
  await touch("touchEnd");
}

/** Fields whose text has less than 16 pixels. */
function listSmallFields(): Promise<unknown> {
  return scene.ada.page.evaluate(`
    [...document.querySelectorAll("input:not([type=checkbox], [type=radio]), select, textarea")]
      .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 16)
      .map((each) => each.outerHTML.slice(0, 100))`);
}

async function widthOnScreen(column: string): Promise<number> {
  const box = await scene.ada.column(column).boundingBox();
  return box ? Math.min(box.x + box.width, 360) - Math.max(box.x, 0) : 0;
}
