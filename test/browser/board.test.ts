import { expect, it } from "vitest";
import { UpdateMemberRoleDocument } from "../support/generated/graphql.ts";
import { dragByMouse } from "./drag.ts";
import { setScene } from "./scene.ts";
import { choose, expectDescription, expectValue, setDueDate, writeDescription } from "./task-panel.ts";

const scene = setScene();

it("shows each of two people what the other does, as it happens", async () => {
  const { ada, grace } = scene;
  await scene.addGrace("MEMBER");
  for (const title of ["Book the room", "Order the flowers"]) await scene.createTask(title);
  await Promise.all([scene.openBoard(ada), scene.openBoard(grace)]);
  for (const [one, other] of [
    [ada, grace],
    [grace, ada],
  ] as const) {
    const others = one.page.getByRole("list", { name: "Also here now" }).getByRole("img");
    await others.and(one.page.getByLabel(other.name)).waitFor();
    await expect.poll(() => others.count()).toBe(1);
  }

  // Create
  const backlog = ada.column("Backlog");
  await backlog.getByRole("button", { name: "Add task" }).click();
  await backlog.getByRole("textbox").fill("Write the announcement");
  await backlog.getByRole("textbox").press("Enter");
  await grace.column("Backlog").getByRole("link", { name: "Write the announcement" }).waitFor();
  expect(await ada.titles("Backlog")).toEqual(["Write the announcement"]);
  await backlog.getByRole("button", { name: "Close" }).click();

  // Drag between columns, and within one
  await dragByMouse(grace, "Write the announcement", { column: "In progress", place: "1 of 1" });
  await ada.column("In progress").getByRole("link", { name: "Write the announcement" }).waitFor();
  await dragByMouse(ada, "Order the flowers", { column: "To do", onto: "Book the room", place: "1 of 2" });
  await expect.poll(() => grace.titles("To do")).toEqual(["Order the flowers", "Book the room"]);
  await expect.poll(() => ada.titles("To do")).toEqual(["Order the flowers", "Book the room"]);

  // Edit
  await scene.openTask(ada, "Book the room");
  await scene.openTask(grace, "Book the room");
  await writeDescription(grace, "For two hundred.");
  await choose(grace, "Priority", "High");
  await choose(grace, "Assignee", "Ada Lovelace");
  await setDueDate(grace, "2030-05-17");
  await expectDescription(ada, "For two hundred.");
  await expectValue(ada, "Due date", "May 17, 2030");
  await ada.card("Book the room").getByRole("img", { name: "Ada Lovelace" }).waitFor();
  await ada.card("Book the room").getByRole("img", { name: "Priority: High" }).waitFor();
  await grace.panel.getByText("Saved", { exact: true }).waitFor();

  // Comment: write, edit, delete
  await ada.panel.getByLabel("New comment").fill("The hall is free in May.");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  const heard = grace.panel.getByRole("article").filter({ hasText: "Ada Lovelace" });
  await heard.getByText("The hall is free in May.").waitFor();
  expect(await grace.panel.getByRole("article").count()).toBe(1);
  expect(await heard.getByRole("button").count()).toBe(0);
  await ada.panel.getByRole("button", { name: "Edit comment" }).click();
  await ada.panel.getByLabel("Edit comment").fill("The hall is free in June.");
  await heard.getByText("The hall is free in June.").waitFor();
  await ada.panel.getByRole("button", { name: "Done" }).click();
  await grace.picture("two-people-side-panel");
  await ada.panel.getByRole("button", { name: "Delete comment" }).click();
  await heard.waitFor({ state: "detached" });
  expect(await ada.panel.getByRole("article").count()).toBe(0);

  // Delete
  await ada.panel.getByRole("button", { name: "Delete task" }).click();
  await grace.panel.getByText(/is not there any more\.$/).waitFor();
  await expect.poll(() => grace.titles("To do")).toEqual(["Order the flowers"]);
  await expect.poll(() => ada.titles("To do")).toEqual(["Order the flowers"]);

  // History, and who leaves
  await grace.page.getByRole("link", { name: "History" }).click();
  await grace.panel.getByText("deleted “Book the room”").waitFor();
  await grace.panel.getByText("moved “Write the announcement” from Backlog to In progress").waitFor();
  await ada.open("/");
  await grace.page
    .getByRole("list", { name: "Also here now" })
    .getByRole("img", { name: "Ada" })
    .waitFor({ state: "detached" });
});

it("lets an admin invite, promote and remove members; the removed one is shown out with one sentence", async () => {
  const { ada, grace } = scene;
  await scene.openBoard(ada);
  await ada.page.getByRole("link", { name: "Members" }).click();
  const invite = async (email: string) => {
    await ada.panel.getByLabel("E-mail").fill(email);
    await ada.panel.getByRole("button", { name: "Invite" }).click();
  };
  await invite(ada.email);
  await ada.panel.getByRole("alert").getByText("A member of the project has this address.").waitFor();
  await invite(grace.email);
  await ada.panel.getByRole("status").getByText(`Send this link to ${grace.email}.`).waitFor();
  await expect.poll(() => ada.panel.getByRole("alert").count()).toBe(0);
  const open = ada.panel.getByRole("list", { name: "Open invitations" });
  await open.getByText(grace.email).waitFor();
  await ada.picture("invited");
  await grace.page.goto(await ada.panel.getByLabel("Link of the invitation").inputValue());
  await grace.picture("invitation");
  await grace.page.getByRole("button", { name: "Join" }).click();
  await grace.page.getByRole("heading", { name: "Launch" }).waitFor();
  await ada.panel.getByRole("button", { name: /^Role of Grace Hopper: / }).waitFor();
  await open.waitFor({ state: "detached" });

  await scene.openBoard(grace);
  await ada.panel.getByText("Here now").nth(1).waitFor();
  // A key that leads through the roles takes none, and the chosen one's button keeps the focus.
  const role = ada.panel.getByRole("button", { name: /^Role of Grace Hopper: / });
  await role.press("ArrowUp");
  await role.press("v");
  await ada.panel.getByRole("button", { name: "Role of Grace Hopper: Member" }).waitFor();
  await role.press("Enter");
  await ada.panel.getByRole("menuitemradio", { name: "Viewer" }).press("Enter");
  await ada.panel.getByRole("button", { name: "Role of Grace Hopper: Viewer" }).waitFor();
  await expect.poll(() => role.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  await grace.column("To do").getByRole("button", { name: "Add task" }).waitFor({ state: "detached" });
  await ada.panel.getByRole("button", { name: "Remove Grace Hopper" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
  await grace.page.getByText("Somebody removed you from “Launch”").waitFor();
  await grace.picture("removed");
  await ada.panel.getByText(grace.email).waitFor({ state: "detached" });
  await grace.page.getByRole("link", { name: "To your projects" }).click();
  await grace.page.getByText("No projects yet").waitFor();
});

it("shows a viewer everything and no way to change it, until the role changes", async () => {
  const { ada, grace, projectId } = scene;
  await scene.addGrace("VIEWER");
  await scene.createTask("Book the room");
  await scene.openBoard(grace);
  await scene.openTask(grace, "Book the room");
  await grace.panel.getByText("Nobody has written anything yet.").waitFor();
  await grace.panel.getByRole("heading", { name: "Book the room" }).waitFor();
  for (const name of [/Add task/, /^Move/, /Delete/, /Edit/, /^Status/, "Comment"]) {
    expect(await grace.page.getByRole("button", { name, exact: true }).count()).toBe(0);
  }
  expect(await grace.panel.getByRole("textbox").count()).toBe(0);
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } });
  await grace.panel.getByRole("button", { name: "Comment" }).waitFor();
  await grace.panel.getByLabel("Title").waitFor();
});

it("renames a project everywhere, and shows its members out when it is deleted", async () => {
  const { ada, grace } = scene;
  await scene.addGrace("MEMBER");
  await Promise.all([scene.openBoard(ada), scene.openBoard(grace)]);
  await ada.page.getByRole("link", { name: "Project", exact: true }).click();
  await ada.panel.getByLabel("Name").fill("Launch in June");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await grace.page.getByRole("heading", { name: "Launch in June" }).waitFor();
  await ada.panel.getByRole("button", { name: "Delete project…" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete project" }).click();
  await grace.page.getByText("“Launch in June” was deleted").waitFor();
  await ada.page.getByText("No projects yet").waitFor();
});
