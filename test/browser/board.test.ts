import type { APIResponse, Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  type ProjectRole,
  type TaskStatus,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { dragByMouse } from "./drag.ts";
import { type Visitor, visit } from "./visitor.ts";

// Several browsers share a machine that may be slow.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let database: TestDatabase;
let instance: Instance;
let ada: Visitor;
let grace: Visitor;
let projectId: string;

beforeAll(async () => {
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await visit(browser, instance.url, "Ada Lovelace");
  grace = await visit(browser, instance.url, "Grace Hopper");
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });
  projectId = createProject?.project.id ?? "";
});

afterEach(async () => {
  await Promise.all([ada.leave(), grace.leave()]);
  await instance.close();
  await database.close();
});

it("shows each of two people what the other does, as it happens", async () => {
  await addGrace("MEMBER");
  for (const title of ["Book the room", "Order the flowers"]) await createTask(title);
  await Promise.all([openBoard(ada), openBoard(grace)]);
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
  expect(await ada.titles("To do")).toEqual(["Order the flowers", "Book the room"]);

  // Edit
  await openTask(ada, "Book the room");
  await openTask(grace, "Book the room");
  await grace.panel.getByLabel("Description").fill("For two hundred.");
  await grace.panel.getByLabel("Priority").selectOption("High");
  await grace.panel.getByLabel("Assignee").selectOption("Ada Lovelace");
  await grace.panel.getByLabel("Due date").fill("2030-05-17");
  await grace.panel.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => ada.panel.getByLabel("Description").inputValue()).toBe("For two hundred.");
  expect(await ada.panel.getByLabel("Due date").inputValue()).toBe("2030-05-17");
  await ada.card("Book the room").getByRole("img", { name: "Ada Lovelace" }).waitFor();
  await ada.card("Book the room").getByText("High").waitFor();
  await grace.panel.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });

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
  expect(await grace.titles("To do")).toEqual(["Order the flowers"]);
  await expect.poll(() => ada.titles("To do")).toEqual(["Order the flowers"]);

  // History, and who leaves
  await grace.page.getByRole("link", { name: "History" }).click();
  await grace.panel.getByText("deleted a task").waitFor();
  await grace.panel.getByText("moved “Write the announcement” from Backlog to In progress").waitFor();
  await ada.open("/");
  await grace.page
    .getByRole("list", { name: "Also here now" })
    .getByRole("img", { name: "Ada" })
    .waitFor({ state: "detached" });
});

it("puts a conflict side by side and saves what is chosen for each field", async () => {
  await addGrace("MEMBER");
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByLabel("Description").fill("For two hundred.");
  await ada.panel.getByLabel("Priority").selectOption("Urgent");
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent", description: "For fifty." } });
  await ada.card("Book the tent").waitFor();

  await ada.panel.getByRole("button", { name: "Save" }).click();
  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.waitFor();
  expect(await conflict.getByRole("group").count()).toBe(2);
  const title = conflict.getByRole("group", { name: "Title" });
  await title.getByText("Book the hall").waitFor();
  await title.getByText("Book the tent").waitFor();
  expect(await title.getByRole("radio", { name: "Keep mine" }).isChecked()).toBe(true);
  await conflict.getByRole("group", { name: "Description" }).getByRole("radio", { name: "Take theirs" }).check();
  await ada.picture("conflict");
  await conflict.getByRole("button", { name: "Save" }).click();
  await conflict.waitFor({ state: "detached" });

  await openBoard(grace);
  await openTask(grace, "Book the hall");
  expect(await grace.panel.getByLabel("Description").inputValue()).toBe("For fifty.");
  expect(await grace.panel.getByLabel("Priority").inputValue()).toBe("URGENT");
});

it("lets an admin add, promote and remove members; the removed one is shown out with one sentence", async () => {
  await openBoard(ada);
  await ada.page.getByRole("link", { name: "Members" }).click();
  await ada.panel.getByLabel("E-mail").fill("nobody@example.com");
  await ada.panel.getByRole("button", { name: "Add member" }).click();
  await ada.panel.getByRole("alert").waitFor();
  await ada.panel.getByLabel("E-mail").fill(grace.email);
  await ada.panel.getByRole("button", { name: "Add member" }).click();
  await ada.panel.getByText(grace.email).waitFor();
  expect(await ada.panel.getByRole("alert").count()).toBe(0);

  await openBoard(grace);
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
  await addGrace("VIEWER");
  await createTask("Book the room");
  await openBoard(grace);
  await openTask(grace, "Book the room");
  await grace.panel.getByText("Nobody has written anything yet.").waitFor();
  expect(await grace.panel.getByLabel("Title").isDisabled()).toBe(true);
  for (const name of [/Add task/, /^Move/, /Delete/, "Save", "Comment"]) {
    expect(await grace.page.getByRole("button", { name, exact: true }).count()).toBe(0);
  }
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } });
  await grace.panel.getByRole("button", { name: "Comment" }).waitFor();
  expect(await grace.panel.getByLabel("Title").isEnabled()).toBe(true);
});

it("renames a project everywhere, and shows its members out when it is deleted", async () => {
  await addGrace("MEMBER");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await ada.page.getByRole("link", { name: "Project", exact: true }).click();
  await ada.panel.getByLabel("Name").fill("Launch in June");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await grace.page.getByRole("heading", { name: "Launch in June" }).waitFor();
  await ada.panel.getByRole("button", { name: "Delete project…" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete project" }).click();
  await grace.page.getByText("“Launch in June” was deleted").waitFor();
  await ada.page.getByText("No projects yet").waitFor();
});

it("shows one's own changes at once, and each once when it is heard of before it is answered", async () => {
  await addGrace("MEMBER");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const answers = await holdMutations(ada.page);

  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Book the room");
  await todo.getByRole("textbox").press("Enter");
  await todo.getByRole("listitem").filter({ hasText: "Book the room" }).waitFor();
  expect(await todo.getByRole("link").count()).toBe(0);
  await answers.reachServer();
  await grace.card("Book the room").waitFor();
  await ada.card("Book the room").waitFor();
  expect(await todo.getByRole("listitem").count()).toBe(1);
  await answers.arrive();
  expect(await todo.getByRole("listitem").count()).toBe(1);

  await openTask(ada, "Book the room");
  await ada.panel.getByLabel("New comment").fill("The hall is free in May.");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").waitFor();
  expect(await ada.panel.getByRole("button", { name: "Edit comment" }).count()).toBe(0);
  await answers.reachServer();
  await ada.panel.getByRole("button", { name: "Edit comment" }).waitFor();
  expect(await ada.panel.getByRole("article").count()).toBe(1);
  await answers.arrive();
  expect(await ada.panel.getByRole("article").count()).toBe(1);

  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.card("Book the hall").waitFor();
  expect(await grace.titles("To do")).toEqual(["Book the room"]);
  await answers.reachServer();
  await grace.card("Book the hall").waitFor();
  await answers.arrive();
  await ada.panel.getByText("Saved").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the hall"]);
});

it("shows a move at once, and where it fails, puts the task back and says why on its card", async () => {
  await createTask("Book the room");
  await openBoard(ada);
  const lock = await holdProject(database.url, projectId);
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await lock.waiting(1);
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
  await ada.card("Book the room").getByRole("alert").getByText("The project is busy").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the room"]);
  expect(await ada.titles("Done")).toEqual([]);
  await lock.release();
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await ada.card("Book the room").getByRole("alert").waitFor({ state: "detached" });
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
});

/** Stops each of the page's mutations on its way to the server, and once more on the way back. */
async function holdMutations(page: Page) {
  let held: Route | undefined;
  let answer: APIResponse | undefined;
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes("mutation")) return route.continue();
    held = route;
  });
  return {
    async reachServer() {
      await expect.poll(() => held).toBeDefined();
      answer = await held?.fetch();
    },
    async arrive() {
      const arrived = page.waitForEvent("requestfinished", (request) => request === held?.request());
      if (answer) await held?.fulfill({ response: answer });
      await arrived;
      held = undefined;
    },
  };
}

async function openBoard({ open, column }: Visitor): Promise<void> {
  await open(`/projects/${projectId}`);
  await column("To do").getByText(/\d/).first().waitFor();
}

async function openTask({ page, panel }: Visitor, title: string): Promise<void> {
  await page.getByRole("link", { name: title, exact: true }).click();
  await panel.getByLabel("Title").waitFor();
}

async function addGrace(role: ProjectRole): Promise<void> {
  await ada.send(AddMemberDocument, { input: { projectId, userId: grace.id, role } });
}

async function createTask(title: string, status: TaskStatus = "TODO"): Promise<string> {
  const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, title, status } });
  return createTask?.task.id ?? "";
}
