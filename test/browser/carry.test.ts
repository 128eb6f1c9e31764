import type { CDPSession } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { ApplyChangesDocument } from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import { dragByMouse } from "./drag.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");
let touch: CDPSession | undefined;

afterEach(() => {
  touch = undefined;
});

it("drops a card below the last one of a short column, and beside all columns puts it back", async () => {
  const { ada, createTask, openBoard } = scene;
  for (const title of ["Book the room", "Order the flowers"]) await createTask(title);
  await createTask("Choose a name", "DONE");
  await openBoard(ada);
  const { page } = ada;
  const lift = async (title: string) => {
    await page.getByRole("link", { name: title }).hover();
    await page.mouse.down();
    await page.mouse.move(300, 500, { steps: 4 });
    await page.locator("[data-carried]").waitFor();
  };
  const done = await ada.column("Done").boundingBox();
  if (!done) throw new Error("The column is missing.");

  // Far below its only card, at the bottom of the screen.
  await lift("Book the room");
  await page.mouse.move(done.x + 60, 880, { steps: 4 });
  await page.getByText("Done, place 2 of 2.").waitFor({ state: "attached" });
  await ada.picture("carried");
  await page.mouse.up();
  await expect.poll(() => ada.titles("Done")).toEqual(["Choose a name", "Book the room"]);

  await lift("Order the flowers");
  await page.mouse.move(done.x + 60, 20, { steps: 4 });
  await page.getByText("Not here: it goes back where it was.").waitFor({ state: "attached" });
  await page.mouse.up();
  await page.locator("[data-carried]").waitFor({ state: "detached" });
  expect(await ada.titles("To do")).toEqual(["Order the flowers"]);

  // All that are selected go along, in their order.
  for (const title of ["Choose a name", "Book the room"]) {
    await page.getByRole("link", { name: title }).click({ modifiers: ["ControlOrMeta"] });
  }
  await dragByMouse(ada, "Book the room", { column: "To do", onto: "Order the flowers", place: "1 of 2" });
  await expect.poll(() => ada.titles("To do")).toEqual(["Choose a name", "Book the room", "Order the flowers"]);
});

it("carries a card by finger over several columns of a phone, and scrolls when the finger does not rest", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room", "BACKLOG");
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await openBoard(ada);
  touch = await ada.page.context().newCDPSession(ada.page);
  const box = await ada.card("Book the room").boundingBox();
  if (!box) throw new Error("There is no card.");
  const start = { x: box.x + 60, y: box.y + 20 };

  await finger("touchStart", start);
  await ada.page.locator("[data-carried]").waitFor();
  // Held at the edge, the board goes on by itself.
  await finger("touchMove", { x: 340, y: 500 });
  await finger("touchMove", { x: 370, y: 500 });
  await ada.page.getByText("Canceled, place 1 of 1.").waitFor({ state: "attached" });
  await finger("touchMove", { x: 200, y: 500 });
  await finger("touchEnd");
  // The board scrolls until the finger has left the edge: the last column is under it, or the one before.
  const titlesOf = (columns: readonly string[]) => Promise.all(columns.map(ada.titles));
  await expect.poll(async () => (await titlesOf(["Done", "Canceled"])).flat()).toEqual(["Book the room"]);
});

it("takes no key from a field while a card is held by keyboard", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  const { page } = ada;
  await page.getByRole("button", { name: "Move Book the room" }).focus();
  await page.keyboard.press("Space");
  await page.getByText("To do, place 1 of 1.").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowRight");
  await page.getByText("In progress, place 1 of 1.").waitFor({ state: "attached" });
  await page.getByRole("searchbox").focus();
  await page.getByText("Back where it was.").waitFor({ state: "attached" });
  await page.keyboard.type("book the room");
  await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("book the room");
  expect(await ada.titles("To do")).toEqual(["Book the room"]);
});

it("keeps its place in a long column while a far card is opened, and shows one by keyboard where it is held", async () => {
  const { ada, projectId, openBoard } = scene;
  const changes = range(1, 100).map((number) => ({ createTask: { projectId, title: `Task ${number}` } }));
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
  await openBoard(ada);
  const { page } = ada;
  const list = ada.column("To do").getByRole("list");
  await page.getByRole("button", { name: "Move Task 1", exact: true }).focus();
  await page.keyboard.press("Space");
  for (const _ of range(1, 20)) await page.keyboard.press("ArrowDown");
  await page.getByText("To do, place 21 of 100.").waitFor({ state: "attached" });
  await page.keyboard.press("Space");
  await expect.poll(() => page.evaluate("document.activeElement.ariaLabel")).toBe("Move Task 1");
  await expect.poll(async () => (await ada.titles("To do")).indexOf("Task 1")).toBeGreaterThan(0);
  const link = page.getByRole("link", { name: "Task 21", exact: true });
  // It can be pointed at once it stands still.
  await link.hover();
  const before = await list.evaluate(({ scrollTop }) => scrollTop);
  expect(before).toBeGreaterThan(0);
  await link.click();
  await ada.panel.waitFor();
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(before);
});

it("moves tasks in the list: by mouse over groups, by keyboard to an empty one, and among the rows of its own", async () => {
  const { ada, createTask, openBoard } = scene;
  for (const title of ["Book the room", "Order the flowers"]) await createTask(title);
  await createTask("Choose a name", "DONE");
  await openBoard(ada);
  const { page } = ada;
  await page.keyboard.press("v");
  const rows = page.getByRole("list", { name: "Tasks" }).locator("[data-task]");
  const titles = () => rows.getByRole("link").allTextContents();
  await expect.poll(titles).toEqual(["Book the room", "Order the flowers", "Choose a name"]);

  await page.getByRole("link", { name: "Order the flowers" }).hover();
  await page.mouse.down();
  const target = await page.getByRole("link", { name: "Choose a name" }).boundingBox();
  if (!target) throw new Error("There is no row.");
  await page.mouse.move(target.x + 40, target.y - 60, { steps: 4 });
  await page.locator("[data-carried]").waitFor();
  // The groups that have no tasks show now, and the slot on the way: the row is further down each time.
  const place = page.getByText("Done, place 1 of 2.");
  await expect
    .poll(async () => {
      const row = await page.getByRole("link", { name: "Choose a name" }).boundingBox();
      await page.mouse.move(target.x + 40, (row?.y ?? 0) + 2);
      return place.count();
    })
    .toBe(1);
  await ada.picture("carried-in-list");
  await page.mouse.up();
  await expect.poll(titles).toEqual(["Book the room", "Order the flowers", "Choose a name"]);
  await page.getByRole("listitem").filter({ hasText: "Done2" }).waitFor();

  await page.getByRole("button", { name: "Move Order the flowers" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.getByText("Done, place 2 of 2.").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.getByText("Canceled, place 1 of 1.").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowUp");
  await page.getByText("Done, place 2 of 2.").waitFor({ state: "attached" });
  for (const _ of range(1, 3)) await page.keyboard.press("ArrowUp");
  await page.getByText("In progress, place 1 of 1.").waitFor({ state: "attached" });
  await page.keyboard.press("Space");
  await expect.poll(() => page.evaluate("document.activeElement.ariaLabel")).toBe("Move Order the flowers");
  await page.getByRole("heading", { name: "In progress" }).waitFor();
  await page.keyboard.press("v");
  await expect.poll(() => ada.titles("In progress")).toEqual(["Order the flowers"]);
});

async function finger(type: "touchStart" | "touchMove" | "touchEnd", point?: { x: number; y: number }): Promise<void> {
  await touch?.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
}
