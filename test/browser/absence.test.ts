import { expect, it } from "vitest";
import { CreateCommentDocument, MoveTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

/** The part of the page that notes and tells absences. Its code loads beside the board. */
const part = "[role=status][class*=news]";

it("tells of no absence in a second tab while another one of the project is looked at", async () => {
  const { ada, grace, createTask, openBoard, projectId, path } = scene;
  const taskId = await createTask("Book the room");
  await ada.page.clock.install();
  await openBoard(ada);
  await ada.page.locator(part).waitFor({ state: "attached" });
  const left = `left ${ada.id} ${projectId}`;
  await ada.page.evaluate(`localStorage.setItem("${left}", JSON.stringify({ seq: 1, at: Date.now() - 600_000 }))`);
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the hall" } });
  await ada.card("Book the hall").waitFor();
  await ada.page.clock.fastForward(60_000);
  await expect.poll(() => ada.page.evaluate(`JSON.parse(localStorage.getItem("${left}")).seq`)).toBeGreaterThan(1);
  const second = await ada.page.context().newPage();
  await second.goto(new URL(path, ada.page.url()).href);
  await second.getByRole("link", { name: "Book the hall" }).waitFor();
  await second.locator(part).waitFor({ state: "attached" });
  expect(await second.getByRole("link", { name: "since you left" }).count()).toBe(0);
});

it("tells after an absence how much others did, and leads to each change", async () => {
  const { ada, grace, createTask, openBoard, projectId } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  await ada.page.locator(part).waitFor({ state: "attached" });
  const left = `left ${ada.id} ${projectId}`;
  // The board writes it when it is left for another page.
  await ada.page.getByRole("link", { name: "All projects" }).click();
  await expect.poll(() => ada.page.evaluate(`localStorage.getItem("${left}")`)).not.toBeNull();
  await grace.send(MoveTaskDocument, { input: { taskId, status: "DONE" } });
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the hall" } });
  await grace.send(CreateCommentDocument, { input: { taskId, body: "It is free." } });
  await ada.send(UpdateTaskDocument, { input: { taskId, priority: "HIGH" } });

  await ada.page.evaluate(`localStorage.setItem("${left}", JSON.stringify({ seq: 3, at: Date.now() - 600_000 }))`);
  await ada.page.getByRole("link", { name: /^Launch/ }).click();
  const note = ada.page.getByRole("status").getByRole("link", { name: "3 changes since you left" });
  await note.click();
  const items = ada.panel.getByRole("list").first().getByRole("listitem");
  await ada.panel.getByText("Before you left").waitFor();
  const texts = await items.allTextContents();
  expect(texts.indexOf("Before you left")).toBe(4);
  expect(await note.count()).toBe(0);
  await items.nth(1).getByRole("link", { name: "Book the hall" }).click();
  await ada.page.getByRole("complementary", { name: "Book the hall" }).getByText("It is free.").waitFor();
});
