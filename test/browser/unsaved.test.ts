import { expect, it } from "vitest";
import {
  CreateCommentDocument,
  DeleteCommentDocument,
  DeleteProjectDocument,
  RemoveMemberDocument,
  UpdateMemberRoleDocument,
} from "../support/generated/graphql.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import { writeDescription } from "./task-panel.ts";

const scene = setScene("MEMBER");

it("several new tasks that are refused after the form was closed keep all their texts, also over a reload", async () => {
  const { ada, grace, openBoard } = scene;
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const changes = await holdRequests(ada.page, "ApplyChanges");
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  for (const title of ["Book the room", "Order the flowers"]) {
    await todo.getByRole("textbox").fill(title);
    await todo.getByRole("textbox").press("Enter");
    await ada.card(title).waitFor();
  }
  await todo.getByRole("button", { name: "Close" }).click();
  await changes.refuse("FORBIDDEN", "Viewers cannot create tasks.");
  await todo.getByRole("alert").first().waitFor();
  await changes.refuse("FORBIDDEN", "Viewers cannot create tasks.");
  await expect.poll(() => todo.getByRole("alert").count()).toBe(2);
  await changes.letGo();
  await ada.page.reload();
  await expect.poll(() => todo.getByRole("alert").count()).toBe(2);
  const note = (title: string) => todo.getByRole("alert").filter({ hasText: title });
  for (const title of ["Book the room", "Order the flowers"]) {
    await note(title).getByText("Viewers cannot create tasks.").waitFor();
  }
  await ada.picture("refused-tasks");
  await expect.poll(() => ada.titles("To do")).toEqual([]);

  await ada.page.getByRole("link", { name: "2 changes are not saved" }).click();
  await expect.poll(() => ada.panel.getByRole("alert").count()).toBe(2);
  await ada.picture("unsaved-panel");
  await ada.panel.getByRole("alert").filter({ hasText: "Book the room" }).getByText("Try again").click();
  await grace.card("Book the room").waitFor();
  await note("Order the flowers").getByRole("button", { name: "Discard" }).click();
  await ada.panel.getByText("Everything is saved.").waitFor();
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room"]);
});

it("several comments that are refused keep all their texts, and a retry writes them", async () => {
  const { ada, grace, createTask, openBoard, openTask, projectId } = scene;
  await createTask("Book the room");
  await openBoard(grace);
  await openTask(grace, "Book the room");
  const changes = await holdRequests(grace.page, "ApplyChanges");
  for (const body of ["Is the hall free?", "Or the tent?"]) {
    await grace.panel.getByLabel("New comment").fill(body);
    await grace.panel.getByRole("button", { name: "Comment", exact: true }).click();
    await grace.panel.getByRole("article").getByText(body).waitFor();
  }
  await changes.held();
  const role = (value: "VIEWER" | "MEMBER") =>
    ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: value } });
  await role("VIEWER");
  await changes.letGo();
  const note = (body: string) => grace.panel.getByRole("alert").filter({ hasText: body });
  for (const body of ["Is the hall free?", "Or the tent?"]) await note(body).waitFor();
  await grace.picture("refused-comments");
  await expect.poll(() => grace.panel.getByRole("article").count()).toBe(0);
  await role("MEMBER");
  await grace.panel.getByLabel("New comment").waitFor();
  for (const body of ["Is the hall free?", "Or the tent?"]) {
    await note(body).getByRole("button", { name: "Try again" }).click();
    await grace.panel.getByRole("article").getByText(body).waitFor();
  }
  await expect.poll(() => grace.panel.getByRole("alert").count()).toBe(0);
});

it("shows the text of an edit whose comment is gone, sent or not", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  const write = async (body: string) => {
    const { createComment } = await ada.send(CreateCommentDocument, { input: { taskId, body } });
    return createComment?.comment.id ?? "";
  };
  const [sent, unsent] = [await write("In May?"), await write("In June?")];
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  const article = (body: string) => ada.panel.getByRole("article").filter({ hasText: body });
  await article("In May?").getByRole("button", { name: "Edit comment" }).click();
  await ada.panel.getByRole("textbox", { name: "Edit comment" }).fill("In May, for two hundred?");
  await ada.panel.getByRole("button", { name: "Done" }).click();
  await changes.held();
  await article("In June?").getByRole("button", { name: "Edit comment" }).click();
  await ada.panel.getByRole("textbox", { name: "Edit comment" }).fill("In June, for two hundred?");
  for (const commentId of [sent, unsent]) await ada.send(DeleteCommentDocument, { input: { commentId } });
  await changes.letGo();
  for (const text of ["In May, for two hundred?", "In June, for two hundred?"]) {
    const note = ada.panel.getByRole("alert").filter({ hasText: text });
    await note.getByText("The comment is gone. It was deleted, or the project was restored").waitFor();
  }
  await expect.poll(() => ada.panel.getByRole("article").count()).toBe(0);
});

it.each([
  [
    "the project is deleted",
    "The project is gone",
    () => scene.ada.send(DeleteProjectDocument, { input: { projectId: scene.projectId } }),
  ],
  [
    "the membership ends",
    "You are no longer a member",
    () => scene.ada.send(RemoveMemberDocument, { input: { projectId: scene.projectId, userId: scene.grace.id } }),
  ],
])("shows everything that one had written when %s", async (_, heading, end) => {
  const { grace, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await openBoard(grace);
  await openTask(grace, "Book the room");
  const changes = await holdRequests(grace.page, "ApplyChanges");
  await grace.panel.getByLabel("New comment").fill("A sent comment");
  await grace.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await changes.held();
  await grace.panel.getByLabel("New comment").fill("A comment that is not sent");
  await writeDescription(grace, "A description");
  await end();
  await grace.page.getByRole("heading", { name: heading }).waitFor();
  await changes.letGo();
  for (const text of ["A sent comment", "A description", "A comment that is not sent"]) {
    await grace.page.getByText(text, { exact: true }).waitFor();
  }
  // A visit at a later time shows the same.
  await grace.page.reload();
  for (const text of ["A sent comment", "A description", "A comment that is not sent"]) {
    await grace.page.getByText(text, { exact: true }).waitFor();
  }
  await grace.picture(`ended-${heading.replaceAll(" ", "-").toLowerCase()}`);
  for (let left = await grace.page.getByRole("button", { name: "Discard" }).count(); left > 0; left -= 1) {
    await grace.page.getByRole("button", { name: "Discard" }).first().click();
    await expect.poll(() => grace.page.getByRole("button", { name: "Discard" }).count()).toBe(left - 1);
    await expect.poll(() => grace.page.evaluate("document.activeElement !== document.body")).toBe(true);
  }
});
