import { expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import {
  CreateCommentDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { inAllLooks } from "./all-looks.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import { choose } from "./task-panel.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene("MEMBER");

const deletedNotice = "Deleted “Book the room”.";

it("offers to undo the deletion of a task, which brings its comments back", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await ada.send(CreateCommentDocument, { input: { taskId, body: "Is it free?" } });
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await deleteTask(ada, "Book the room");
  await ada.page.getByText(deletedNotice).waitFor();
  await grace.card("Book the room").waitFor({ state: "detached" });
  // It stays while it has the focus.
  await ada.page.getByRole("button", { name: "Undo" }).focus();
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
  await ada.page.getByText(deletedNotice).waitFor();
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
  await first.waitFor({ state: "detached" });
  await ada.page.getByText("Deleted a comment.").waitFor();
  await ada.picture("undo-comment");
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await first.waitFor();
  await expect
    .poll(() => grace.panel.getByRole("article").allTextContents())
    .toEqual([expect.stringContaining("Is it free?"), expect.stringContaining("In May.")]);
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

  await grace.panel.getByText(/is not there any more\.$/).waitFor();
  await grace.panel.getByRole("link", { name: "Deleted tasks" }).click();
  await grace.panel.getByRole("button", { name: "Restore “Print the cards”" }).click();
  const refused = grace.panel.getByRole("alert").filter({ hasText: "Restoration of “Print the cards”" });
  await refused.waitFor();
  await grace.picture("restoration-refused");
  await refused.getByRole("button", { name: "Discard" }).click();
  await grace.panel.getByRole("button", { name: "Restore “Print the cards”" }).waitFor();
});

it("names a task that goes while it is read, and restores it there", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  await grace.send(DeleteTaskDocument, { input: { taskId } });
  await ada.panel.getByText("“Book the room” is not there any more.").waitFor();
  await ada.panel.getByRole("button", { name: "Restore" }).click();
  await ada.panel.getByLabel("Properties").waitFor();
  await ada.card("Book the room").waitFor();
});

it("restores a deleted comment from the history, by the keyboard, for its author and for admins", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  const taskId = await createTask("Book the room");
  const deleted: string[] = [];
  for (const [body, { send }] of [
    ["By Ada", ada],
    ["By Grace", grace],
  ] as const) {
    const { createComment } = await send(CreateCommentDocument, { input: { taskId, body } });
    const commentId = createComment?.comment.id ?? "";
    await send(DeleteCommentDocument, { input: { commentId } });
    deleted.push(commentId);
  }
  await Promise.all([openBoard(ada, "/history"), openBoard(grace, "/history")]);
  const entry = ({ panel }: Visitor, actor: string) =>
    panel.getByRole("listitem").filter({ hasText: `${actor} deleted a comment on “Book the room”` });
  const restore = (visitor: Visitor, actor: string) => entry(visitor, actor).getByRole("button", { name: "Restore" });
  await restore(grace, "Grace Hopper").waitFor();
  expect(await restore(grace, "Ada Lovelace").count()).toBe(0);
  await restore(ada, "Grace Hopper").waitFor();
  await inAllLooks(ada, "restore-comment", "aside");

  await restore(ada, "Ada Lovelace").focus();
  await ada.page.keyboard.press("Enter");
  await ada.panel.getByText("restored a comment on “Book the room”").waitFor();
  await restore(ada, "Ada Lovelace").waitFor({ state: "detached" });
  await expect.poll(() => focused(ada)).toContain("deleted a comment");

  await administer(
    scene.database.url,
    `UPDATE deleted_items SET deleted_at = deleted_at - interval '31 days' WHERE id = '${deleted[1]}'`,
  );
  await restore(grace, "Grace Hopper").click();
  const refused = entry(grace, "Grace Hopper").getByRole("alert");
  await refused.getByText("Not found: deleted items can be restored for 30 days.").waitFor();
  await grace.picture("comment-restoration-refused");
  expect(await refused.getByRole("button").allTextContents()).toEqual(["Discard"]);
  await refused.getByRole("button", { name: "Discard" }).press("Enter");
  await refused.waitFor({ state: "detached" });
  await expect.poll(() => focused(grace)).toContain("deleted a comment");
  await restore(grace, "Grace Hopper").waitFor();
});

it("keeps the focus near a notice or a note that is dismissed", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await createTask("Order the flowers");
  await openBoard(ada);
  await deleteTask(ada, "Order the flowers");
  await ada.page.getByRole("button", { name: "Dismiss" }).press("Enter");
  await ada.page.getByRole("button", { name: "Dismiss" }).waitFor({ state: "detached" });
  await expect.poll(() => ada.page.evaluate("document.activeElement.tagName")).toBe("MAIN");

  // A refused change of the task, in its panel.
  await openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await choose(ada, "Priority", "High");
  await changes.held();
  await changes.refuse("FORBIDDEN", "Members may not change it.");
  await ada.panel.getByRole("alert").getByRole("button", { name: "Discard" }).press("Enter");
  await ada.panel.getByRole("alert").waitFor({ state: "detached" });
  const isInPanel = () => ada.page.evaluate("document.activeElement.closest('aside') !== null");
  await expect.poll(isInPanel).toBe(true);
  await ada.page.keyboard.press("Tab");
  await expect.poll(isInPanel).toBe(true);

  // A conflict.
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await changes.held();
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent" } });
  await changes.letGo();
  await ada.panel.getByRole("button", { name: "Discard my changes" }).press("Enter");
  await ada.panel.getByRole("button", { name: "Discard my changes" }).waitFor({ state: "detached" });
  await expect.poll(isInPanel).toBe(true);
});

async function deleteTask(visitor: Visitor, title: string): Promise<void> {
  const { panel } = visitor;
  await scene.openTask(visitor, title);
  await panel.getByRole("button", { name: "Delete task" }).click();
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
