import { expect, it } from "vitest";
import { inAllLooks } from "./all-looks.ts";
import { type HeldRequests, holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

const titles = ["Book the room", "Order the flowers", "Print the cards", "Invite the press"];

it("moves, labels, assigns and deletes many at once, each by one request", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  for (const title of titles) await createTask(title);
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const { page } = ada;
  const bar = page.getByRole("region", { name: "Selected tasks" });
  const link = (title: string) => page.getByRole("link", { name: title, exact: true });

  await link("Book the room").click({ modifiers: ["ControlOrMeta"] });
  await link("Print the cards").click({ modifiers: ["Shift"] });
  await bar.getByText("3 tasks selected").waitFor();
  await inAllLooks(ada, "selection", "main");
  const changes = await holdRequests(page, "ApplyChanges");

  await bar.getByRole("button", { name: "Label" }).click();
  await page.getByRole("combobox").fill("Evening");
  await page.getByRole("option", { name: "Create label “Evening”" }).click();
  await page.keyboard.press("Escape");
  // The new label goes first: what puts it on tasks waits for it.
  await sendOne(changes, 1);
  await sendOne(changes, 2);
  await expect.poll(() => grace.page.getByRole("main").getByText("Evening", { exact: true }).count()).toBe(3);

  await page.keyboard.press("a");
  await page.getByRole("option", { name: "Grace Hopper" }).click();
  await sendOne(changes, 3);
  await expect.poll(() => grace.page.getByRole("main").getByRole("img", { name: "Grace Hopper" }).count()).toBe(3);

  await page.keyboard.press("s");
  await page.getByRole("option", { name: "Done" }).click();
  await sendOne(changes, 4);
  await expect.poll(() => grace.titles("Done")).toEqual(titles.slice(0, 3));

  // Tasks that moved stay selected. Escape unselects them, X selects.
  await page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
  await link("Book the room").focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await bar.getByText("2 tasks selected").waitFor();
  await bar.getByRole("button", { name: "Delete" }).click();
  await sendOne(changes, 5);
  await expect.poll(() => grace.titles("Done")).toEqual(["Print the cards"]);
  await bar.waitFor({ state: "detached" });
  expect(await page.getByRole("alert").count()).toBe(0);
});

it("edits on the card: title, priority, due date, and deletes with a way back", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  await createTask("Book the room");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const { page } = ada;
  await ada.card("Book the room").getByRole("button", { name: "Edit Book the room" }).click();
  await page.getByRole("option", { name: "Set priority" }).click();
  await page.getByRole("option", { name: "High" }).click();
  await grace.card("Book the room").getByRole("img", { name: "Priority: High" }).waitFor({ state: "attached" });

  await page.getByRole("link", { name: "Book the room" }).focus();
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Title" }).fill("Book the hall");
  await page.keyboard.press("Escape");
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Title" }).fill("Book the hall");
  await page.keyboard.press("Enter");
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the hall"]);
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Book the hall");

  await page.keyboard.press("d");
  await page.getByLabel("Another day").fill("2030-05-17");
  await page.keyboard.press("Enter");
  await expect.poll(() => grace.card("Book the hall").locator("time").getAttribute("datetime")).toMatch(/^2030-05-17/);

  await ada.card("Book the hall").getByRole("button", { name: "Edit Book the hall" }).click();
  await page.getByRole("option", { name: "Delete" }).click();
  await grace.column("To do").getByText("Work that is ready to start").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the hall"]);
});

it("manages labels: new ones, names, colours, and says what their end means", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  await createTask("Book the room");
  await Promise.all([openBoard(ada, "/labels"), openBoard(grace)]);
  const { page, panel } = ada;
  await panel.getByText("No labels yet.").waitFor();
  await panel.getByLabel("New label").fill("Venue");
  await panel.getByRole("radio", { name: "Purple" }).check({ force: true });
  await page.keyboard.press("Enter");
  await panel.getByRole("link", { name: "0 tasks with Venue" }).waitFor();
  await panel.getByLabel("New label").fill("venue");
  await panel.getByText("The project has a label of this name.").waitFor();
  await panel.getByLabel("New label").fill("");

  await grace.page.getByRole("link", { name: "Book the room" }).focus();
  await grace.page.keyboard.press("l");
  await grace.page.getByRole("option", { name: "Venue" }).click();
  await grace.page.keyboard.press("Escape");
  await panel.getByRole("link", { name: "1 task with Venue" }).waitFor();
  await inAllLooks(ada, "labels", "aside");

  await panel.getByRole("button", { name: "Edit Venue" }).click();
  await panel.getByLabel("Name of Venue").fill("Place");
  await page.keyboard.press("Enter");
  await grace.card("Book the room").getByText("Place").waitFor();
  await panel.getByRole("button", { name: "Delete Place" }).click();
  await page.getByRole("dialog").getByText("It goes from 1 task; the tasks themselves stay.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete label" }).click();
  await grace.card("Book the room").getByText("Place").waitFor({ state: "detached" });
});

it("collapses columns, which the device remembers for the project", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Collapse To do" }).click();
  await todo.getByRole("link").waitFor({ state: "detached" });
  await ada.page.reload();
  await todo.getByRole("button", { name: /^Show To do 1 task/ }).click();
  await ada.card("Book the room").waitFor();
});

/** Lets the only request that waits through. */
async function sendOne(changes: HeldRequests, count: number): Promise<void> {
  await changes.reachServer();
  expect(changes.count).toBe(count);
  await changes.arrive();
}
