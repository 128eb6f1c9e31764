import { expect, it } from "vitest";
import {
  CreateLabelDocument,
  MoveTaskDocument,
  UpdateLabelDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";
import { expectInView } from "./task-panel.ts";

const scene = setScene("MEMBER");

it("a rename on a card overwrites nobody's, and follows a card that somebody moves", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  const field = ada.page.getByRole("textbox", { name: "Title" });
  await ada.card("Book the room").getByRole("link").focus();
  await ada.page.keyboard.press("e");
  await field.press("End");
  await ada.page.keyboard.type(" by May");
  await grace.send(MoveTaskDocument, { input: { taskId, status: "DONE" } });
  await ada.column("Done").getByRole("textbox", { name: "Title" }).waitFor();
  await expect.poll(() => field.inputValue()).toBe("Book the room by May");
  await ada.page.keyboard.press("Escape");

  await ada.card("Book the room by May").waitFor();
  await ada.card("Book the room by May").getByRole("link").focus();
  await ada.page.keyboard.press("e");
  await field.press("End");
  await ada.page.keyboard.type(", or June");
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent" } });
  // Changes come in order: with this one the rename has come.
  await createTask("Order the flowers");
  await ada.card("Order the flowers").waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.card("Book the tent").getByText("Not saved").waitFor();
  await ada.page.getByRole("link", { name: "A change is not saved" }).waitFor();
});

it("an edit of a label overwrites nobody's name or colour", async () => {
  const { ada, grace, projectId, createTask, openBoard } = scene;
  const { createLabel } = await ada.send(CreateLabelDocument, { input: { projectId, name: "Legal", color: "RED" } });
  const labelId = createLabel?.label.id ?? "";
  await openBoard(ada, "/labels");
  await ada.panel.getByRole("button", { name: "Edit Legal" }).click();
  await ada.panel.getByLabel("Name of Legal").fill("Contracts");
  await grace.send(UpdateLabelDocument, { input: { labelId, color: "BLUE" } });
  // Changes come in order: with this one the colour has come, which the next edit begins with.
  await createTask("Order the flowers");
  await ada.card("Order the flowers").waitFor();
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.panel.getByRole("button", { name: "Edit Contracts" }).click();
  await expect.poll(() => ada.panel.getByRole("listitem").getByRole("radio", { name: "Blue" }).isChecked()).toBe(true);

  await ada.panel.getByLabel("Name of Contracts").fill("Papers");
  await grace.send(UpdateLabelDocument, { input: { labelId, name: "Law" } });
  await ada.panel.getByLabel(/^Name of Law/).waitFor();
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.page.getByRole("link", { name: "A change is not saved" }).waitFor();
  await ada.panel.getByRole("button", { name: "Edit Law" }).waitFor();
});

it("a card that a handle holds meets no command and no text", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await ada.page.getByRole("button", { name: "Move Book the room" }).focus();
  await ada.page.keyboard.press("Space");
  await ada.page.keyboard.press("ArrowRight");
  const slot = ada.column("In progress").locator('li[aria-hidden="true"]');
  await slot.waitFor();
  await ada.page.keyboard.press("e");
  await slot.waitFor({ state: "detached" });
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("button", { name: "Move Book the room" }).focus();
  await ada.page.keyboard.press("Space");
  await ada.page.getByText("To do, place 1 of 1.").waitFor({ state: "attached" });
  await ada.page.keyboard.press("Space");
  expect(await ada.titles("To do")).toEqual(["Book the room"]);
});

it("shows a sent comment, the reason of a refusal, and activity, however long the task is", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  const description = Array.from({ length: 80 }, (_, index) => `Line ${index + 1}`).join("\n\n");
  await ada.send(UpdateTaskDocument, { input: { taskId, description } });
  await openBoard(ada);
  await openTask(ada, "Book the room");
  await ada.panel.getByLabel("New comment").fill("The hall is free in May.");
  await ada.page.keyboard.press("ControlOrMeta+Enter");
  await expectInView(ada, ada.panel.getByText("The hall is free in May."));
  await ada.panel.getByRole("button", { name: "Show activity" }).click();
  await expectInView(ada, ada.panel.getByRole("region", { name: "Activity" }).getByRole("listitem").first());
  const title = ada.panel.getByLabel("Title");
  await title.fill("");
  await ada.panel.getByText("A task needs a title", { exact: true }).waitFor({ state: "attached" });
  await title.fill("x".repeat(600));
  await title.press("Enter");
  const note = ada.panel.getByRole("alert");
  await expectInView(ada, note);
});

it("begins the edit of a long text at the line that was clicked", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  const lines = Array.from({ length: 80 }, (_, index) => `Line ${index + 1}`);
  // Paragraphs of two lines each.
  const description = lines.map((line, index) => line + (index % 2 === 1 ? "\n" : "")).join("\n");
  await ada.send(UpdateTaskDocument, { input: { taskId, description } });
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const section = ada.panel.getByRole("region", { name: "Description" });
  const paragraph = section.locator("p").nth(2);
  await paragraph.getByText("Line 6").waitFor();
  const box = await paragraph.boundingBox();
  if (!box) throw new Error("The fifth line is nowhere.");
  // The second line of its paragraph.
  await paragraph.click({ position: { x: 10, y: box.height * 0.75 } });
  const field = section.getByRole("textbox");
  await field.waitFor();
  await ada.page.keyboard.type(", and more");
  expect(await field.inputValue()).toBe(description.replace("Line 6", "Line 6, and more"));
  const top = (await field.boundingBox())?.y ?? 0;
  expect(top).toBeGreaterThan(0);
});

it("adds no task without a title, and says so at the field", async () => {
  const { ada, openBoard } = scene;
  await openBoard(ada);
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  const field = todo.getByRole("textbox");
  await field.fill("   ");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("");
  expect(await field.evaluate((input: { validity: { valueMissing: boolean } }) => input.validity.valueMissing)).toBe(
    true,
  );
  expect(await todo.getByRole("alert").count()).toBe(0);
  await field.fill("Book the room");
  await field.press("Enter");
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);
});

it("says at once that somebody may only look on", async () => {
  const { ada, grace, projectId, openBoard } = scene;
  await openBoard(grace);
  expect(await grace.page.getByText("View only").count()).toBe(0);
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "VIEWER" } });
  await grace.page.getByText("View only").waitFor();
});

it("a project that this device does not have says so while there is no server", async () => {
  const { ada, projectId, openBoard } = scene;
  await openBoard(ada);
  await ada.page.context().setOffline(true);
  const other = projectId.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  await ada.page.evaluate(
    `history.pushState(null, "", "/projects/${other}"); dispatchEvent(new PopStateEvent("popstate"))`,
  );
  await ada.page.getByText("This project is not on this device yet.").waitFor();
  await ada.page.context().setOffline(false);
});
