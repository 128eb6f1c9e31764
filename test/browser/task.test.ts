import { expect, it } from "vitest";
import {
  ApplyChangesDocument,
  CreateCommentDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import { inAllLooks } from "./all-looks.ts";
import { setScene } from "./scene.ts";
import { chip, choose, expectInView, expectValue, openDescription, writeDescription } from "./task-panel.ts";

const scene = setScene();

const plan = `# Evening in May

Ask **everybody**, see https://example.com/plan and \`room.txt\`.

- [ ] Book the room
- [x] Choose a day

| who | what |
| --- | --- |
| Grace | flowers |

\`\`\`
<b>no HTML</b>
\`\`\`

<img src="x" onerror="document.title = 'attacked'"> [press](javascript:alert(1)) ![chart](https://example.com/a.png)
[data](data:text/html,x) [file](file:///etc/passwd) [other](//example.com/x) <javascript:alert(1)> README.md`;

it("writes a description in Markdown, and ticks its tasks, as another person sees", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await scene.addGrace("MEMBER");
  await createTask("Plan the evening");
  for (const visitor of [ada, grace]) {
    await openBoard(visitor);
    await openTask(visitor, "Plan the evening");
  }
  await writeDescription(ada, plan);
  await ada.page.keyboard.press("Control+Enter");
  const text = grace.panel.getByRole("region", { name: "Description" });
  await text.getByRole("heading", { name: "Evening in May" }).waitFor();
  await text.getByRole("cell", { name: "flowers" }).waitFor();
  await text.getByText("<b>no HTML</b>").waitFor();
  const link = text.getByRole("link", { name: "https://example.com/plan" });
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(await text.getByRole("link").count()).toBe(2);
  expect(await text.locator("img, b").count()).toBe(0);
  await text.getByText("[press](javascript:alert(1))").waitFor();
  await inAllLooks(grace, "description", "aside");
  await grace.page.setViewportSize({ width: 390, height: 844 });
  await expectInView(grace, grace.panel.getByLabel("New comment"));
  await grace.panel.getByRole("button", { name: "Edit description" }).click();
  await expectInView(grace, grace.panel.getByRole("button", { name: "Done" }));
  await grace.page.keyboard.press("Escape");
  await grace.page.setViewportSize({ width: 1_440, height: 900 });

  await text.getByRole("checkbox", { name: "Book the room" }).check();
  await expect.poll(() => ada.panel.getByRole("checkbox", { name: "Book the room" }).isChecked()).toBe(true);
  await grace.panel.getByText("Saved", { exact: true }).waitFor();
  // All else is as it was written.
  await expect
    .poll(async () => (await openDescription(ada)).inputValue())
    .toBe(plan.replace("- [ ] Book", "- [x] Book"));
  expect(await grace.page.title()).not.toBe("attacked");
});

it("shows a viewer content and no fields, and keeps a half-written comment of somebody who becomes one", async () => {
  const { ada, grace, createTask, openBoard, openTask, projectId } = scene;
  await scene.addGrace("MEMBER");
  const taskId = await createTask("Plan the evening");
  await ada.send(UpdateTaskDocument, { input: { taskId, description: "- [ ] Book the room", priority: "HIGH" } });
  await ada.send(CreateCommentDocument, { input: { taskId, body: "Is **May** free?" } });
  await openBoard(grace);
  await openTask(grace, "Plan the evening");
  await grace.panel.getByRole("article").getByText("May", { exact: true }).waitFor();
  await grace.panel.getByLabel("New comment").fill("In June it is.");
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "VIEWER" } });
  const left = grace.panel.getByRole("region", { name: "Not saved" });
  await left.getByText("In June it is.").waitFor();
  await grace.panel.getByRole("heading", { name: "Plan the evening" }).waitFor();
  await grace.panel.getByRole("list", { name: "Properties" }).getByText("High").waitFor();
  await grace.panel.getByRole("img", { name: "Not done" }).waitFor();
  expect(await grace.panel.locator("input, textarea, select, :disabled").count()).toBe(0);
  await inAllLooks(grace, "task-of-viewer", "aside");
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } });
  await expect.poll(() => grace.panel.getByLabel("New comment").inputValue()).toBe("In June it is.");
});

it("sets properties by mouse and keyboard, each at once, and changes nothing by looking", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await scene.addGrace("MEMBER");
  await createTask("Plan the evening");
  for (const visitor of [ada, grace]) {
    await openBoard(visitor);
    await openTask(visitor, "Plan the evening");
  }
  // By keyboard: moving among the choices takes none, Escape closes the list alone.
  const { keyboard } = ada.page;
  await chip(ada, "Priority").focus();
  await keyboard.press("Enter");
  await ada.panel.getByRole("menuitemradio", { name: "None" }).and(ada.page.locator(":focus")).waitFor();
  await keyboard.press("ArrowDown");
  await keyboard.press("Escape");
  await ada.panel.getByRole("menu").waitFor({ state: "detached" });
  await expect
    .poll(() => chip(ada, "Priority").evaluate((element) => element === element.ownerDocument.activeElement))
    .toBe(true);
  await expectValue(ada, "Priority", "Priority");
  await keyboard.press("Enter");
  await ada.panel.getByRole("menuitemradio", { name: "None" }).and(ada.page.locator(":focus")).waitFor();
  await keyboard.press("u");
  await keyboard.press("Enter");
  await expectValue(grace, "Priority", "Urgent");
  await choose(ada, "Status", "In review");
  await expectValue(grace, "Status", "In review");

  // A label that nobody had before.
  await chip(ada, "Labels").click();
  await ada.panel.getByPlaceholder("Find or add…").fill("Venue");
  await keyboard.press("Enter");
  await ada.panel.getByRole("menuitemcheckbox", { name: "Venue", checked: true }).waitFor();
  await inAllLooks(ada, "labels", "aside");
  await keyboard.press("Escape");
  await expectValue(grace, "Labels", "Venue");
  await choose(grace, "Labels", "Venue");
  await expectValue(ada, "Labels", "None");

  // A day that is half typed leaves the due date as it is.
  await chip(ada, "Due date").click();
  await ada.panel.getByLabel("Day", { exact: true }).fill("2030-05-17");
  await keyboard.press("Enter");
  await expectValue(grace, "Due date", "May 17, 2030");
  await chip(ada, "Due date").click();
  await ada.panel.getByLabel("Day", { exact: true }).and(ada.page.locator(":focus")).waitFor();
  await keyboard.type("05182");
  await keyboard.press("Enter");
  await ada.panel.getByRole("button", { name: "Set", exact: true, disabled: true }).waitFor();
  await keyboard.press("Escape");
  await ada.panel.getByLabel("Day", { exact: true }).waitFor({ state: "detached" });
  await expectValue(ada, "Due date", "May 17, 2030");
  await chip(ada, "Due date").click();
  const offered = ada.panel.getByRole("dialog", { name: "Due date" }).getByRole("button");
  // The same as by the key D.
  await expect
    .poll(() => offered.allTextContents())
    .toEqual(["Set", "Today", "Tomorrow", "Next Monday", "In two weeks", "In four weeks", "No due date"]);
  await ada.panel.getByRole("button", { name: "No due date" }).click();
  await expectValue(grace, "Due date", "None");
});

it("keeps choices open that are asked for while the panel still scrolls, and closes them when it scrolls on", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Plan the evening");
  const description = Array.from({ length: 80 }, (_, index) => `Line ${index + 1}`).join("\n\n");
  await ada.send(UpdateTaskDocument, { input: { taskId, description } });
  await openBoard(ada);
  await openTask(ada, "Plan the evening");
  await ada.panel.getByText("Line 80").waitFor();
  const menu = ada.panel.getByRole("menu");
  // The event of the scrolling comes with the next frame, when the menu is open.
  await chip(ada, "Priority").evaluate(
    (button) =>
      new Promise<void>((resolve) => {
        button.ownerDocument.defaultView?.requestAnimationFrame(() => {
          button.closest("[tabindex='0']")?.scrollBy(0, 10);
          (button as { click?(): void }).click?.();
          resolve();
        });
      }),
  );
  await menu.getByText("High", { exact: true }).click();
  await expectValue(ada, "Priority", "High");
  await chip(ada, "Priority").click();
  await menu.waitFor();
  await menu.evaluate((list) => list.closest("[tabindex='0']")?.scrollBy(0, 20));
  await menu.waitFor({ state: "detached" });
});

it("leaves keys of a composition to it, in each editor of the board", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Plan the evening");
  await ada.send(CreateCommentDocument, { input: { taskId, body: "Is May free?" } });
  await openBoard(ada);
  const compose = (key: string) =>
    ada.page.evaluate(`document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "${key}", isComposing: true, bubbles: true, cancelable: true }),
    )`);
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("会");
  await compose("Escape");
  expect(await todo.getByRole("textbox").inputValue()).toBe("会");
  await openTask(ada, "Plan the evening");
  const fields = [
    async () => ada.panel.getByLabel("Title"),
    () => openDescription(ada),
    async () => {
      await ada.panel.getByRole("button", { name: "Edit comment" }).click();
      return ada.panel.getByLabel("Edit comment");
    },
    async () => ada.panel.getByLabel("New comment"),
  ];
  for (const open of fields) {
    const field = await open();
    await field.fill("会");
    await compose("Escape");
    await compose("Enter");
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect(await field.inputValue()).toBe("会");
  }
});

it("says that somebody else has just saved the field that one edits", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await scene.addGrace("MEMBER");
  const taskId = await createTask("Plan the evening");
  await openBoard(ada);
  await openTask(ada, "Plan the evening");
  await openDescription(ada);
  await grace.send(UpdateTaskDocument, { input: { taskId, description: "In May.", priority: "LOW" } });
  await ada.panel.getByText("Grace Hopper just saved this.").waitFor();
  await chip(ada, "Priority").click();
  await grace.send(UpdateTaskDocument, { input: { taskId, priority: "HIGH" } });
  await ada.panel.getByText("Grace Hopper just changed this.").waitFor();
});

it("shows a task's own changes, and copies its address", async () => {
  const { ada, createTask, openBoard, openTask, path, projectId } = scene;
  const taskId = await createTask("Plan the evening");
  await createTask("Order the flowers");
  await ada.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openBoard(ada);
  await openTask(ada, "Plan the evening");
  await ada.panel.getByRole("button", { name: "Show activity" }).click();
  await ada.panel.getByText("created this task").waitFor();
  await choose(ada, "Status", "Done");
  await ada.panel.getByText("moved this task from To do to Done").waitFor();
  expect(await ada.panel.getByText("Order the flowers").count()).toBe(0);
  // All the log's other pages are passed over.
  const changes = range(1, 60).map((number) => ({ createTask: { projectId, title: `Task ${number}` } }));
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
  await ada.panel.getByRole("button", { name: "Hide activity" }).click();
  await ada.panel.getByRole("button", { name: "Show activity" }).click();
  await expect.poll(() => ada.panel.getByRole("region", { name: "Activity" }).getByRole("listitem").count()).toBe(2);
  await ada.panel.getByRole("button", { name: "Copy link" }).click();
  await ada.panel.getByText("Link copied").waitFor({ state: "attached" });
  const copied = await ada.page.evaluate<string>("navigator.clipboard.readText()");
  expect(new URL(copied).pathname).toBe(`${path}/tasks/${taskId}`);
});

it("becomes overdue when the day ends", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Plan the evening");
  await ada.page.clock.setFixedTime(new Date("2030-05-17T12:00:00"));
  await ada.send(UpdateTaskDocument, { input: { taskId, dueAt: "2030-05-17T00:00:00.000Z" } });
  await openBoard(ada);
  await openTask(ada, "Plan the evening");
  await expectValue(ada, "Due date", "Today");
  expect(await ada.card("Plan the evening").getByRole("img", { name: "Overdue since" }).count()).toBe(0);
  await ada.page.clock.setFixedTime(new Date("2030-05-18T00:00:01"));
  await ada.page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
  await expectValue(ada, "Due date", "Yesterday, overdue");
  await ada.card("Plan the evening").getByRole("img", { name: "Overdue since" }).waitFor({ state: "attached" });
});
