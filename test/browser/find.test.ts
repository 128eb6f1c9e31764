import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { commandIds, commands, keysOf } from "../../web/board/palette/commands.ts";
import { ApplyChangesDocument, CreateProjectDocument } from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import { inAllLooks } from "./all-looks.ts";
import { isInView } from "./is-in-view.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("filters as one types and by choices, in an address that can be shared and goes back by choices", async () => {
  const { ada, grace, openBoard } = scene;
  await createTasks();
  await openBoard(ada);
  const field = ada.page.getByRole("searchbox", { name: "Filter by text" });

  // By typing: found in title, description and labels; the column says how many there are.
  await ada.page.keyboard.press("/");
  await field.pressSequentially("press");
  await expect.poll(() => ada.titles("To do")).toEqual(["Invite the press"]);
  await ada.column("To do").getByText("2 hidden by the filter").waitFor({ state: "attached" });
  await expect.poll(() => address(ada.page.url())).toEqual(["q=press"]);
  await field.press("Escape");
  await expect.poll(() => ada.titles("To do")).toHaveLength(3);

  // By choices, several of a field.
  await ada.page.getByRole("button", { name: "Label", exact: true }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Filter by label" });
  await dialog.getByRole("option", { name: "Venue" }).click();
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);
  await inAllLooks(ada, "filter", "dialog");
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("button", { name: "Priority", exact: true }).click();
  await ada.page.getByRole("option", { name: "Urgent" }).click();
  await ada.page.getByRole("option", { name: "None" }).click();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("button", { name: "Priority: Urgent +1" }).waitFor();
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);

  // Opening a task keeps the view, and closing it is one step back.
  await ada.page.getByRole("link", { name: "Book the room" }).click();
  await ada.panel.waitFor();
  const shared = ada.page.url();
  expect(address(shared)).toHaveLength(3);
  await ada.panel.getByRole("button", { name: "Close", exact: true }).click();
  await ada.panel.waitFor({ state: "detached" });
  await ada.page.goBack();
  await ada.page.getByRole("button", { name: "Priority: Urgent", exact: true }).waitFor();
  await ada.page.goBack();
  await ada.page.goBack();
  // Not through the letters of a word.
  await expect.poll(() => address(ada.page.url())).toEqual([]);
  await expect.poll(() => ada.titles("To do")).toHaveLength(3);

  // Somebody else sees the same by the address.
  await grace.open(new URL(shared).pathname + new URL(shared).search);
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the room"]);
  await grace.page.keyboard.press("ControlOrMeta+k");
  await grace.page.getByRole("combobox").fill("csv");
  const ways = [
    () => grace.page.keyboard.press("Enter"),
    () => grace.page.getByRole("button", { name: "Export CSV" }).click(),
  ];
  for (const save of ways) {
    const [download] = await Promise.all([grace.page.waitForEvent("download"), save()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    const rows = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(rows).toHaveLength(2);
    expect(rows[0]).toBe('\ufeff"id","title","description","status","priority","assignee","labels","due"');
    expect(rows[1]).toContain('"Book the room"');
  }
  await grace.page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect.poll(() => grace.titles("To do")).toHaveLength(3);
});

it("sorts, and shows a list, in which a task opens and a new one that the filter hides is told of", async () => {
  const { ada, openBoard } = scene;
  await createTasks();
  await openBoard(ada, "?sort=priority");
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room", "Invite the press", "Order the flowers"]);
  await ada.page.keyboard.press("v");
  const list = ada.page.getByRole("list", { name: "Tasks" });
  await list.waitFor();
  const sorted = ["Book the room", "Invite the press", "Order the flowers", "Choose a name"];
  await expect.poll(() => list.getByRole("link").allTextContents()).toEqual(sorted);
  await inAllLooks(ada, "list", "main");
  await list.getByRole("link", { name: "Choose a name" }).click();
  await ada.panel.waitFor();
  await ada.panel.getByRole("button", { name: "Close", exact: true }).click();

  await ada.page.getByRole("searchbox").fill("name");
  await ada.page.getByRole("button", { name: /^Add task/ }).click();
  await ada.page.getByRole("textbox", { name: /^New task/ }).fill("Print the cards");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByText("The filter hides “Print the cards”.").waitFor();
  await ada.page.getByRole("button", { name: "Clear the filter" }).click();
  await list.getByRole("link", { name: "Print the cards" }).waitFor();
});

it("finds far tasks, commands and projects by keyboard alone, and the sheet has every shortcut", async () => {
  const { ada, projectId, openBoard } = scene;
  const titles = range(1, 200).map((number) => `Task ${number}`);
  const changes = titles.map((title) => ({ createTask: { projectId, title, status: "DONE" as const } }));
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
  await ada.send(CreateProjectDocument, { input: { name: "Archive" } });
  await openBoard(ada);
  await ada.page.keyboard.press("ControlOrMeta+k");
  const palette = ada.page.getByRole("dialog", { name: "Search and commands" });
  await palette.waitFor();
  await ada.page.keyboard.type("task 150");
  await palette.getByRole("option", { name: "Task 150" }).waitFor();
  await inAllLooks(ada, "palette", "dialog");
  await ada.page.keyboard.press("Enter");
  await palette.waitFor({ state: "detached" });
  await ada.panel.waitFor();
  await expect.poll(() => isInView(ada, "Task 150")).toBe(true);
  await ada.page.keyboard.press("Escape");
  await ada.panel.waitFor({ state: "detached" });

  await ada.page.keyboard.press("?");
  const sheet = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.waitFor();
  for (const id of commandIds.filter((each) => keysOf(each) !== undefined)) {
    expect(await sheet.getByText(commands[id].label, { exact: true }).count()).toBe(1);
  }
  await inAllLooks(ada, "shortcuts", "dialog");
  await sheet.getByRole("checkbox").uncheck();
  await ada.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  // Single keys are off now, as speech input needs it.
  await ada.page.keyboard.press("v");
  expect(address(ada.page.url())).toEqual([]);

  await ada.page.keyboard.press("ControlOrMeta+k");
  await palette.getByRole("combobox").fill("another project");
  await ada.page.keyboard.press("Enter");
  const projects = ada.page.getByRole("dialog", { name: "Switch project" });
  await projects.getByRole("option", { name: "Archive" }).waitFor();
  await projects.getByRole("combobox").fill("arch");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("heading", { name: "Archive", level: 1 }).waitFor();
  await ada.page.getByRole("heading", { name: "This board is empty" }).waitFor();
  await inAllLooks(ada, "empty", "main");
});

it("takes no key for a command while the palette is on its way", async () => {
  const { ada, openBoard } = scene;
  await createTasks();
  let arrive = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await ada.page.route("**/assets/palette-*.js", async (route) => {
    await arrival;
    await route.continue();
  });
  await openBoard(ada);
  await ada.page.keyboard.press("ControlOrMeta+k");
  // Without the palette it would show the list.
  await ada.page.keyboard.press("v");
  arrive();
  await ada.page.getByRole("dialog", { name: "Search and commands" }).waitFor();
  expect(address(ada.page.url())).toEqual([]);
});

it("leads from an address in capitals to the same page", async () => {
  const { ada, path, createTask } = scene;
  const taskId = await createTask("Book the room");
  await ada.open(`${path.replace(/[^/]+$/, (id) => id.toUpperCase())}/tasks/${taskId.toUpperCase()}?q=room`);
  await ada.panel.waitFor();
  await expect.poll(() => new URL(ada.page.url()).pathname).toBe(`${path}/tasks/${taskId}`);
  expect(address(ada.page.url())).toEqual(["q=room"]);
  await expect.poll(() => ada.page.locator("[aria-current=page]").allTextContents()).toEqual(["Book the room"]);
});

it("says on the list of projects that one is offline, and loads it again afterwards", async () => {
  const { ada } = scene;
  await ada.open("/");
  await ada.page.getByRole("link", { name: /^Launch/ }).waitFor();
  await ada.page.context().setOffline(true);
  await ada.page.getByText("You are offline.").waitFor();
  await ada.send(CreateProjectDocument, { input: { name: "Archive" } });
  await ada.page.context().setOffline(false);
  await ada.page.getByRole("link", { name: /^Archive/ }).waitFor();
  await ada.page.getByText("You are offline.").waitFor({ state: "detached" });
});

it("finds a project beyond the first page of them", async () => {
  const { ada, openBoard } = scene;
  await ada.send(CreateProjectDocument, { input: { name: "Archive" } });
  for (const number of range(1, 55)) await ada.send(CreateProjectDocument, { input: { name: `Project ${number}` } });
  await openBoard(ada);
  await ada.page.getByRole("button", { name: "Switch project" }).click();
  const projects = ada.page.getByRole("dialog", { name: "Switch project" });
  await projects.getByRole("option", { name: "Project 55" }).waitFor();
  expect(await projects.getByRole("option", { name: "Archive" }).count()).toBe(0);
  await projects.getByRole("combobox").fill("arch");
  await projects.getByRole("option", { name: "Archive" }).click();
  await ada.page.getByRole("heading", { name: "Archive", level: 1 }).waitFor();
});

it("filters in one row of a phone, and shows in another one what is chosen", async () => {
  const { ada, openBoard } = scene;
  await createTasks();
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await openBoard(ada);
  const bar = ada.page.getByRole("search", { name: "Tasks" });
  const heightOf = async () => (await bar.boundingBox())?.height;
  await expect.poll(heightOf).toBeLessThan(56);
  await bar.getByRole("button", { name: "Filters" }).click();
  await ada.page.getByRole("option", { name: "Label" }).click();
  await ada.page.getByRole("option", { name: "Venue" }).click();
  await ada.page.keyboard.press("Escape");
  await bar.getByRole("button", { name: "Label: Venue" }).waitFor();
  expect(await bar.getByRole("button", { name: "Priority" }).isVisible()).toBe(false);
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);
  await inAllLooks(ada, "filtered", "main");
  await bar.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => ada.titles("To do")).toHaveLength(3);
});

async function createTasks(): Promise<void> {
  const { ada, projectId } = scene;
  const id = randomUUID();
  const tasks = [
    { title: "Invite the press", status: "TODO", priority: "LOW" },
    { title: "Book the room", status: "TODO", priority: "URGENT", labelIds: [id] },
    { title: "Order the flowers", status: "TODO" },
    { title: "Choose a name", status: "DONE" },
  ] as const;
  const labels = [{ createLabel: { projectId, id, name: "Venue", color: "TEAL" as const } }];
  const changes = [...labels, ...tasks.map((task) => ({ createTask: { projectId, ...task } }))];
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } } as never);
}

/** Parameters of the address. */
function address(url: string): string[] {
  return new URL(url).search.slice(1).split("&").filter(Boolean);
}
