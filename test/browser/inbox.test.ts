import { expect, it } from "vitest";
import {
  ApplyChangesDocument,
  CreateCommentDocument,
  DeleteCommentDocument,
  DeleteProjectDocument,
  NoticesDocument,
  RemoveMemberDocument,
  UpdateProjectDocument,
} from "../support/generated/graphql.ts";
import { inAllLooks } from "./all-looks.ts";
import { findBarriers } from "./find-barriers.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene();

const inboxOf = ({ page }: Visitor, unread = 0) =>
  page.getByRole("button", { name: unread > 0 ? `Inbox, ${unread} unread` : "Inbox", exact: true });
const noticesOf = ({ page }: Visitor) => page.getByRole("list", { name: "Notices" }).getByRole("listitem");

it("tells at once of a project, an assignment and a mention, and leads to each place", async () => {
  const { ada, grace, projectId } = scene;
  await grace.open("/");
  await grace.page.getByText("No projects yet.").waitFor();
  // Notices that the inbox has at first are not told as new.
  await inboxOf(grace).click();
  await grace.page.getByText(/^Nothing yet\./).waitFor();
  await grace.page.keyboard.press("Escape");
  await scene.addGrace("MEMBER");
  await grace.page.getByRole("link", { name: /^Launch/ }).waitFor();
  await inboxOf(grace, 1).waitFor();
  await grace.page.getByRole("status").getByText("Ada Lovelace added you to Launch.").waitFor();

  const taskId = await scene.createTask("Book the room");
  await assign(taskId);
  const mention = `[@Grace Hopper](user:${grace.id}) please ask for the keys`;
  await ada.send(CreateCommentDocument, { input: { taskId, body: mention } });
  await grace.page
    .getByRole("link", { name: /^Launch/ })
    .getByText("1 open task")
    .waitFor();
  await inboxOf(grace, 3).click();
  await expect.poll(() => noticesOf(grace).count()).toBe(3);
  expect(await noticesOf(grace).first().textContent()).toContain("@Grace Hopper please ask for the keys");
  expect(await findBarriers(grace.page)).toEqual([]);
  await inAllLooks(grace, "inbox", "main");

  // The newest notice is that of the mention.
  await noticesOf(grace).first().getByRole("link").click();
  await grace.page.getByRole("complementary", { name: "Book the room" }).waitFor();
  const comment = grace.panel.getByRole("article").filter({ hasText: "please ask for the keys" });
  await expect.poll(() => comment.evaluate((item) => item.matches(":focus"))).toBe(true);
  await inboxOf(grace, 2).waitFor();

  await grace.page.getByRole("link", { name: "All projects" }).click();
  await ada.send(UpdateProjectDocument, { input: { projectId, name: "Landing" } });
  await grace.page.getByRole("link", { name: /^Landing/ }).waitFor();
  await grace.page.getByRole("link", { name: "My tasks" }).click();
  await grace.page.getByText("To do in Landing").waitFor();
});

it("marks the notice that is opened alone, until all older ones are read", async () => {
  const { ada, grace, projectId } = scene;
  await scene.addGrace("MEMBER");
  await grace.open("/");
  for (const title of ["Book the room", "Print the cards"]) await assign(await scene.createTask(title));
  await ada.send(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  await scene.addGrace("MEMBER");
  const unread = () => noticesOf(grace).filter({ hasText: "Unread:" }).count();

  await inboxOf(grace, 5).click();
  // It leads nowhere, so the list stays open.
  await noticesOf(grace).nth(1).getByRole("button", { name: "removed you from Launch" }).press("Enter");
  await inboxOf(grace, 4).waitFor();
  expect(await unread()).toBe(4);
  await grace.page.reload();
  await inboxOf(grace, 4).click();
  await expect.poll(() => noticesOf(grace).count()).toBe(5);
  expect(await noticesOf(grace).nth(1).textContent()).not.toContain("Unread:");
  const { viewer } = await grace.send(NoticesDocument, {});
  expect(viewer.unreadCount).toBe(5);

  for (const [place, left] of [
    [4, 3],
    [3, 2],
    [2, 1],
    [0, 0],
  ] as const) {
    await noticesOf(grace).nth(place).getByRole("link").click();
    // The page that is left has an inbox as well.
    await grace.column("To do").waitFor();
    await inboxOf(grace, left).click();
    await expect.poll(unread).toBe(left);
  }
  await expect.poll(async () => (await grace.send(NoticesDocument, {})).viewer.unreadCount).toBe(0);
});

it("says that a comment was deleted, leads nowhere once the project is gone, and keeps the focus", async () => {
  const { ada, grace, projectId } = scene;
  await scene.addGrace("MEMBER");
  const taskId = await scene.createTask("Book the room");
  const body = `[@Grace Hopper](user:${grace.id}) please ask for the keys`;
  const { createComment } = await ada.send(CreateCommentDocument, { input: { taskId, body } });
  await ada.send(DeleteCommentDocument, { input: { commentId: createComment?.comment.id ?? "" } });
  await grace.open("/");
  await inboxOf(grace, 2).click();
  await noticesOf(grace).first().getByRole("link").click();
  const gone = grace.panel.getByText("The comment that the link leads to was deleted.");
  await expect.poll(() => gone.evaluate((note) => note.matches(":focus"))).toBe(true);

  await ada.send(DeleteProjectDocument, { input: { projectId } });
  await grace.open("/");
  await inboxOf(grace, 1).click();
  await noticesOf(grace).last().getByRole("button", { name: "added you to Launch" }).waitFor();
  expect(await noticesOf(grace).getByRole("link").count()).toBe(0);
  const markAll = grace.page.getByRole("button", { name: "Mark all as read" });
  await markAll.press("Enter");
  await inboxOf(grace).waitFor();
  expect(await markAll.evaluate((button) => button.matches(":focus"))).toBe(true);
  expect(await markAll.getAttribute("aria-disabled")).toBe("true");
});

it("keeps the tasks of a person live, and counts a mark of one tab in the other", async () => {
  const { grace, projectId } = scene;
  await scene.addGrace("MEMBER");
  await grace.open("/my-tasks");
  await grace.page.getByText("Nothing is assigned to you.").waitFor();
  const second = await grace.page.context().newPage();
  await second.goto(new URL(scene.path, grace.page.url()).href);
  const taskId = await scene.createTask("Book the room");
  await assign(taskId);
  await grace.page.getByRole("link", { name: "Book the room" }).waitFor();
  await second.getByRole("button", { name: "Inbox, 2 unread" }).click();
  await second.getByRole("button", { name: "Mark all as read" }).click();
  await inboxOf(grace).waitFor();
  await scene.ada.send(ApplyChangesDocument, {
    input: { projectId, changes: [{ updateTask: { taskId, title: "Book two rooms", assigneeId: null } }] },
  } as never);
  // Nobody tells the person: the page is looked at again.
  await grace.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await grace.page.getByText("Nothing is assigned to you.").waitFor();
});

async function assign(taskId: string): Promise<void> {
  const changes = [{ updateTask: { taskId, assigneeId: scene.grace.id } }];
  await scene.ada.send(ApplyChangesDocument, { input: { projectId: scene.projectId, changes } } as never);
}
