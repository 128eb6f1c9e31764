import { expect, it } from "vitest";
import { UpdateTaskDocument } from "../support/generated/graphql.ts";
import { inAllLooks } from "./all-looks.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import { choose, expectDescription, expectInView, expectValue, writeDescription } from "./task-panel.ts";

const scene = setScene("MEMBER");

const lines = Array.from({ length: 40 }, (_, index) => `Line ${index + 1}`);

function withLine(number: number, text: string): string {
  return lines.with(number - 1, text).join("\n");
}

it("shows both versions with their differences, in view, and saves what is chosen for each field", async () => {
  const { ada, grace } = scene;
  const taskId = await scene.createTask("Book the room");
  await ada.send(UpdateTaskDocument, { input: { taskId, description: lines.join("\n") } });
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await choose(ada, "Priority", "Urgent");
  await writeDescription(ada, withLine(20, "Line 20, for two hundred"));
  await ada.page.keyboard.press("Escape");
  await ada.panel.getByRole("heading", { name: "Comments" }).scrollIntoViewIfNeeded();
  await changes.held();
  const description = withLine(20, "Line 20, for fifty");
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent", description } });
  await changes.letGo();

  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.waitFor();
  await expectInView(ada, conflict.getByRole("heading"));
  await ada.card("Book the tent").getByText("Not saved").waitFor();
  await ada.panel.getByText("Not saved", { exact: true }).waitFor();
  const title = conflict.getByRole("group", { name: "Title" });
  await expect.poll(() => title.locator("mark").allTextContents()).toEqual(["hall", "tent"]);
  expect(await title.getByRole("radio", { name: "Keep mine" }).isChecked()).toBe(true);
  const text = conflict.getByRole("group", { name: "Description" });
  const differences = text.getByRole("region", { name: "Differences" });
  await expect.poll(() => differences.locator("mark").allTextContents()).toEqual(["fifty", "two hundred"]);
  // Only the nearest of the many equal lines are shown.
  expect(await differences.getByText("Line 5", { exact: true }).count()).toBe(0);
  await differences.getByText("Line 19", { exact: true }).waitFor();
  await inAllLooks(ada, "conflict", "aside");

  await text.getByRole("radio", { name: "Combine" }).check();
  const combined = text.getByRole("textbox", { name: "Combined description" });
  const both = lines.flatMap((line, at) => (at === 19 ? ["Line 20, for fifty", "Line 20, for two hundred"] : [line]));
  expect(await combined.inputValue()).toBe(both.join("\n"));
  await combined.fill(withLine(20, "Line 20, for two hundred and fifty"));
  await conflict.getByRole("button", { name: "Save" }).click();
  await conflict.waitFor({ state: "detached" });

  await scene.openBoard(grace);
  await scene.openTask(grace, "Book the hall");
  await expectValue(grace, "Priority", "Urgent");
  await grace.panel.getByText("Line 20, for two hundred and fifty").waitFor();
});

it("takes the other's version of one field and discards what is left", async () => {
  const { ada, grace } = scene;
  const taskId = await scene.createTask("Book the room");
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await writeDescription(ada, "For two hundred.");
  await changes.held();
  await grace.send(UpdateTaskDocument, { input: { taskId, description: "For fifty." } });
  await changes.letGo();
  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.getByRole("radio", { name: "Take theirs" }).check();
  await conflict.getByRole("button", { name: "Save" }).click();
  await conflict.waitFor({ state: "detached" });
  await expectDescription(ada, "For fifty.");
});
