import { expect, it } from "vitest";
import { UpdateMemberRoleDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { dragByMouse } from "./drag.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";

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
    expect(await others.count()).toBe(1);
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
  await grace.panel.getByLabel("Description").fill("For two hundred.");
  await grace.panel.getByLabel("Priority").selectOption("High");
  await grace.panel.getByLabel("Assignee").selectOption("Ada Lovelace");
  await grace.panel.getByLabel("Due date").fill("2030-05-17");
  await expect.poll(() => ada.panel.getByLabel("Description").inputValue()).toBe("For two hundred.");
  await expect.poll(() => ada.panel.getByLabel("Due date").inputValue()).toBe("2030-05-17");
  await ada.card("Book the room").getByRole("img", { name: "Ada Lovelace" }).waitFor();
  await ada.card("Book the room").getByText("High").waitFor();
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
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await heard.getByText("The hall is free in June.").waitFor();
  await grace.picture("two-people-side-panel");
  await ada.panel.getByRole("button", { name: "Delete comment" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete comment" }).click();
  await heard.waitFor({ state: "detached" });
  expect(await ada.panel.getByRole("article").count()).toBe(0);

  // Delete
  await ada.panel.getByRole("button", { name: "Delete", exact: true }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete task" }).click();
  await grace.panel.getByText("This task is not there any more.").waitFor();
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

it("puts a conflict side by side and saves what is chosen for each field", async () => {
  const { ada, grace } = scene;
  await scene.addGrace("MEMBER");
  const taskId = await scene.createTask("Book the room");
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByLabel("Description").fill("For two hundred.");
  await ada.panel.getByLabel("Priority").selectOption("Urgent");
  await changes.held();
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent", description: "For fifty." } });
  await changes.letGo();

  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.waitFor();
  await expect.poll(() => conflict.getByRole("group").count()).toBe(2);
  await ada.card("Book the tent").getByText("Not saved").waitFor();
  const title = conflict.getByRole("group", { name: "Title" });
  await title.getByText("Book the hall").waitFor();
  await title.getByText("Book the tent").waitFor();
  expect(await title.getByRole("radio", { name: "Keep mine" }).isChecked()).toBe(true);
  await conflict.getByRole("group", { name: "Description" }).getByRole("radio", { name: "Take theirs" }).check();
  await ada.picture("conflict");
  await conflict.getByRole("button", { name: "Save" }).click();
  await conflict.waitFor({ state: "detached" });

  await scene.openBoard(grace);
  await scene.openTask(grace, "Book the hall");
  await expect.poll(() => grace.panel.getByLabel("Description").inputValue()).toBe("For fifty.");
  await expect.poll(() => grace.panel.getByLabel("Priority").inputValue()).toBe("URGENT");
});

it("lets an admin add, promote and remove members; the removed one is shown out with one sentence", async () => {
  const { ada, grace } = scene;
  await scene.openBoard(ada);
  await ada.page.getByRole("link", { name: "Members" }).click();
  await ada.panel.getByLabel("E-mail").fill("nobody@example.com");
  await ada.panel.getByRole("button", { name: "Add member" }).click();
  await ada.panel.getByRole("alert").waitFor();
  await ada.panel.getByLabel("E-mail").fill(grace.email);
  await ada.panel.getByRole("button", { name: "Add member" }).click();
  await ada.panel.getByText(grace.email).waitFor();
  await expect.poll(() => ada.panel.getByRole("alert").count()).toBe(0);

  await scene.openBoard(grace);
  await ada.panel.getByText("Here now").nth(1).waitFor();
  await ada.panel.getByLabel("Role of Grace Hopper").selectOption("Viewer");
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
  expect(await grace.panel.getByLabel("Title").isDisabled()).toBe(true);
  for (const name of [/Add task/, /^Move/, /Delete/, "Save", "Comment"]) {
    expect(await grace.page.getByRole("button", { name, exact: true }).count()).toBe(0);
  }
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } });
  await grace.panel.getByRole("button", { name: "Comment" }).waitFor();
  await expect.poll(() => grace.panel.getByLabel("Title").isEnabled()).toBe(true);
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
