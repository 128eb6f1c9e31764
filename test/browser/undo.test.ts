import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { inAllLooks } from "./all-looks.ts";
import { dragByMouse } from "./drag.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene("MEMBER");

it("takes own changes back by key and says so; what the other has changed since stays", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  await createTask("Book the room");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await chooseByKey(ada, "s", "Done");
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);
  await ada.page.keyboard.press("ControlOrMeta+z");
  await ada.page.getByText("Undone: moved “Book the room” to Done", { exact: true }).waitFor();
  // With the focus it stays, whatever the size of the screen.
  await ada.page.getByRole("button", { name: "Redo", exact: true }).focus();
  await inAllLooks(ada, "undone", "[role=status]");
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the room"]);
  await ada.page.getByRole("button", { name: "Redo", exact: true }).click();
  await ada.page.getByText("Redone: moved “Book the room” to Done", { exact: true }).waitFor();
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);

  // The next change takes the note away.
  await chooseByKey(ada, "p", "High");
  await ada.page.getByText("Redone:").waitFor({ state: "detached" });
  await grace.card("Book the room").getByRole("img", { name: "Priority: High" }).waitFor({ state: "attached" });
  await chooseByKey(grace, "p", "Low");
  await ada.card("Book the room").getByRole("img", { name: "Priority: Low" }).waitFor({ state: "attached" });
  await ada.page.keyboard.press("ControlOrMeta+z");
  await ada.page.getByText("Not undone, since it was changed meanwhile: changed priority of “Book the room”").waitFor();
  await ada.picture("not-undone");
  expect(await ada.page.getByRole("button", { name: "Redo", exact: true }).count()).toBe(0);

  // The step before is still there, and Grace's priority stays through it.
  await runCommand(ada.page, "Undo the last change");
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the room"]);
  await ada.page.keyboard.press("Shift+ControlOrMeta+z");
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);
  await grace.card("Book the room").getByRole("img", { name: "Priority: Low" }).waitFor({ state: "attached" });
  await ada.page.keyboard.press("?");
  await ada.page.getByRole("dialog").getByText("Undo the last change").waitFor();
});

it("notes of an undo leave the box for a comment free", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const box = ada.panel.getByLabel("New comment");
  await box.fill("Is it free?");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByRole("button", { name: "Delete comment" }).click();
  const note = ada.page
    .getByRole("status")
    .filter({ has: ada.page.getByRole("button", { name: "Undo", exact: true }) });
  for (const width of [390, 900, 1_440]) {
    await ada.page.setViewportSize({ width, height: 844 });
    // Pointed at, it stays.
    await note.getByRole("button", { name: "Undo", exact: true }).hover();
    const { y = 0, height = 0 } = (await note.getByRole("button", { name: "Undo", exact: true }).boundingBox()) ?? {};
    expect(y + height).toBeLessThan((await box.boundingBox())?.y ?? 0);
  }
});

it("leaves the keys to a text field that has the focus, and its text", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  await createTask("Book the room");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await chooseByKey(ada, "s", "Done");
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);
  const field = ada.page.getByRole("searchbox", { name: "Filter by text" });
  await field.pressSequentially("room");
  await field.press("ControlOrMeta+z");
  await expect.poll(() => field.inputValue()).not.toBe("room");
  expect(await ada.page.getByText("Undone:").count()).toBe(0);
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
});

it("brings many deleted tasks back at once", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  const titles = ["Book the room", "Order the flowers", "Print the cards"];
  for (const title of titles) await createTask(title);
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await ada.page.getByRole("link", { name: "Book the room" }).focus();
  await ada.page.keyboard.press("ControlOrMeta+a");
  await ada.page.getByRole("region", { name: "Selected tasks" }).getByRole("button", { name: "Delete" }).click();
  await ada.page.getByText("Deleted 3 tasks.", { exact: true }).waitFor();
  await expect.poll(() => grace.titles("To do")).toEqual([]);
  await ada.page.getByRole("button", { name: "Undo", exact: true }).click();
  await ada.page.getByText("Undone: deleted 3 tasks", { exact: true }).waitFor();
  await expect.poll(async () => (await grace.titles("To do")).toSorted()).toEqual(titles);
});

it("offers to undo moves and changes of several tasks, without a question", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  const titles = ["Book the room", "Order the flowers"];
  for (const title of titles) await createTask(title);
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const { page } = ada;
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  const told = (text: string) => page.getByText(text, { exact: true });

  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await told("Moved “Book the room” to Done.").waitFor();
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);
  await undo.press("Enter");
  await expect.poll(() => grace.titles("To do")).toEqual(titles);
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Book the room");

  // A step before the last one is not offered.
  await chooseByKey(ada, "s", "In review");
  await told("Moved “Book the room” to In review.").waitFor();
  await chooseByKey(ada, "s", "Done");
  await told("Moved “Book the room” to Done.").waitFor();
  await undo.click();
  await told("Undone: moved “Book the room” to Done").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await told("Undone: moved “Book the room” to Done").waitFor({ state: "detached" });
  expect(await undo.count()).toBe(0);

  // Nor is the edit of a field of one task.
  await chooseByKey(ada, "p", "High");
  await grace.card("Book the room").getByRole("img", { name: "Priority: High" }).waitFor({ state: "attached" });
  expect(await undo.count()).toBe(0);

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("a");
  await page.getByRole("option", { name: "Grace Hopper" }).click();
  await told("Changed assignee of 2 tasks.").hover();
  const assigned = grace.page.getByRole("main").getByRole("img", { name: "Grace Hopper" });
  await expect.poll(() => assigned.count()).toBe(2);
  await inAllLooks(ada, "undo-offer", "[role=status]");
  await page.setViewportSize({ width: 390, height: 844 });
  const bar = page.getByRole("region", { name: "Selected tasks" });
  const { y = 0, height = 0 } = (await undo.boundingBox()) ?? {};
  expect(y + height).toBeLessThan((await bar.boundingBox())?.y ?? 0);
  await undo.click();
  await expect.poll(() => assigned.count()).toBe(0);
});

it("takes a note away after a while, but not from under the pointer, nor the focus", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await ada.page.clock.install();
  await openBoard(ada);
  await chooseByKey(ada, "s", "Done");
  await ada.page.keyboard.press("ControlOrMeta+z");
  const note = ada.page.getByText("Undone: moved “Book the room” to Done", { exact: true });
  await note.hover();
  // From here on no time passes but that of the test.
  await ada.page.clock.pauseAt((await ada.page.evaluate<number>("Date.now()")) + 20_000);
  await note.waitFor();
  await ada.page.getByRole("button", { name: "Redo", exact: true }).focus();
  await ada.page.mouse.move(2, 2);
  await ada.page.clock.fastForward(20_000);
  await note.waitFor();
  await ada.page.getByRole("link", { name: "Book the room" }).focus();
  await ada.page.clock.fastForward(11_000);
  await note.waitFor();
  await ada.page.clock.fastForward(2_000);
  await note.waitFor({ state: "detached" });
});

/** Changes a field of the only task by its key. */
async function chooseByKey({ page }: Visitor, key: string, choice: string): Promise<void> {
  await page.getByRole("link", { name: "Book the room" }).focus();
  await page.keyboard.press(key);
  await page.getByRole("option", { name: choice }).click();
  await page.getByRole("option", { name: choice }).waitFor({ state: "detached" });
}

async function runCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name }).click();
}
