import { expect, it } from "vitest";
import { CreateCommentDocument, DeleteTaskDocument } from "../support/generated/graphql.ts";
import { isLongRun } from "../support/long-run.ts";
import { findBarriers } from "./find-barriers.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene("MEMBER");

const deletedNotice = "“Book the room” is deleted.";

it("offers to undo the deletion of a task, which brings its comments back", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await ada.send(CreateCommentDocument, { input: { taskId, body: "Is it free?" } });
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await deleteTask(ada, "Book the room");
  await ada.page.getByText(deletedNotice).waitFor();
  await grace.card("Book the room").waitFor({ state: "detached" });
  await inAllLooks(ada, "undo-deletion", "[role=status]");
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await ada.page.getByText(deletedNotice).waitFor({ state: "detached" });
  await ada.card("Book the room").waitFor();
  await expect.poll(() => focused(ada)).toBe("Book the room");
  await grace.card("Book the room").waitFor();
  await openTask(ada, "Book the room");
  await ada.panel.getByRole("article").getByText("Is it free?").waitFor();
});

it("takes a deletion back that was not sent yet, and says of a refused one only that", async () => {
  const { ada, createTask, openBoard } = scene;
  for (const title of ["Order the flowers", "Book the room"]) await createTask(title);
  await openBoard(ada);
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await deleteTask(ada, "Order the flowers");
  await changes.held();
  await deleteTask(ada, "Book the room");
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await ada.card("Book the room").waitFor();
  expect(changes.count).toBe(1);
  await deleteTask(ada, "Book the room");
  await ada.page.getByText(deletedNotice).waitFor();
  await changes.refuse("FORBIDDEN", "Members may not delete it.");
  await ada.card("Order the flowers").getByText("Members may not delete it.").waitFor();
  await changes.refuse("FORBIDDEN", "Members may not delete it.");
  await ada.card("Book the room").getByText("Members may not delete it.").waitFor();
  await ada.page.getByText(deletedNotice).waitFor({ state: "detached" });
});

it("offers to undo the deletion of a comment", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  for (const body of ["Is it free?", "In May."]) {
    await ada.send(CreateCommentDocument, { input: { taskId, body } });
  }
  for (const visitor of [ada, grace]) {
    await openBoard(visitor);
    await openTask(visitor, "Book the room");
    await visitor.panel.getByRole("article").nth(1).waitFor();
  }
  const first = grace.panel.getByRole("article").filter({ hasText: "Is it free?" });
  await ada.panel.getByRole("button", { name: "Delete comment" }).first().click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete comment" }).click();
  await first.waitFor({ state: "detached" });
  await ada.page.getByText("The comment is deleted.").waitFor();
  await ada.picture("undo-comment");
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await first.waitFor();
  expect(await grace.panel.getByRole("article").allTextContents()).toEqual([
    expect.stringContaining("Is it free?"),
    expect.stringContaining("In May."),
  ]);
  await expect.poll(() => ada.panel.getByRole("article").count()).toBe(2);
  await expect.poll(() => focused(ada)).toContain("Is it free?");
});

it("lists deleted tasks and restores them; what others deleted is for admins", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  const ids = [];
  for (const title of ["Book the room", "Order the flowers", "Print the cards"]) ids.push(await createTask(title));
  const [room = "", flowers = "", cards = ""] = ids;
  for (const taskId of [room, flowers]) await ada.send(DeleteTaskDocument, { input: { taskId } });
  await Promise.all([openBoard(ada, "/history"), openBoard(grace, `/tasks/${cards}`)]);
  await ada.panel.getByRole("link", { name: "Deleted tasks" }).click();
  await expect.poll(() => restorable(ada)).toEqual(["Order the flowers", "Book the room"]);
  await ada.send(DeleteTaskDocument, { input: { taskId: cards } });
  await expect.poll(() => restorable(ada)).toEqual(["Print the cards", "Order the flowers", "Book the room"]);
  await inAllLooks(ada, "deleted-tasks", "aside");
  await ada.panel.getByRole("button", { name: "Restore “Order the flowers”" }).click();
  await ada.card("Order the flowers").waitFor();
  await expect.poll(() => restorable(ada)).toEqual(["Print the cards", "Book the room"]);

  await grace.panel.getByText("This task is not there any more.").waitFor();
  await grace.panel.getByRole("link", { name: "Deleted tasks" }).click();
  await grace.panel.getByRole("button", { name: "Restore “Print the cards”" }).click();
  const refused = grace.panel.getByRole("alert").filter({ hasText: "Restoration of “Print the cards”" });
  await refused.waitFor();
  await grace.picture("restoration-refused");
  await refused.getByRole("button", { name: "Discard" }).click();
  await grace.panel.getByRole("button", { name: "Restore “Print the cards”" }).waitFor();
});

async function deleteTask(visitor: Visitor, title: string): Promise<void> {
  const { page, panel } = visitor;
  await scene.openTask(visitor, title);
  await panel.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete task" }).click();
  await panel.waitFor({ state: "detached" });
}

/** Text of the focused element. */
async function focused({ page }: Visitor): Promise<string> {
  return page.evaluate<string>("document.activeElement.textContent");
}

async function restorable({ panel }: Visitor): Promise<string[]> {
  const names = await panel.getByRole("button", { name: /^Restore/ }).allTextContents();
  return names.map((name) => /“(.*)”/.exec(name)?.[1] ?? "");
}

/** Keeps pictures on a light phone and a dark desktop, in a long run on both in both, and expects no barrier in a part. */
async function inAllLooks({ page, picture }: Visitor, name: string, within: string): Promise<void> {
  for (const [device, width] of [
    ["phone", 390],
    ["desktop", 1_440],
  ] as const) {
    await page.setViewportSize({ width, height: device === "phone" ? 844 : 900 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const usual = device === "phone" ? "light" : "dark";
    for (const colorScheme of isLongRun ? (["dark", "light"] as const) : ([usual] as const)) {
      await page.emulateMedia({ colorScheme });
      await picture(`${name}-${device}-${colorScheme}`);
      const only = colorScheme === "dark" ? "colours" : "all";
      expect(await findBarriers(page, { isSerious: true, only, within })).toEqual([]);
    }
  }
}
