import { expect, it } from "vitest";
import { DeleteTaskDocument, UpdateProjectDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import { choose, expectDescription, expectValue, writeDescription } from "./task-panel.ts";

const scene = setScene("ADMIN");

it("keeps what was written of a task when its panel is closed, another one opened, or the page reloaded", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await createTask("Order the flowers");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await openTask(ada, "Book the room");
  const comment = ada.panel.getByLabel("New comment");
  await comment.fill("Is the hall free?");
  await writeDescription(ada, "For two hundred.");
  // Out of the field first, then out of the panel.
  await ada.page.keyboard.press("Escape");
  await ada.panel.getByText("For two hundred.").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.panel.waitFor({ state: "detached" });
  await openTask(grace, "Book the room");
  await expectDescription(grace, "For two hundred.");

  await openTask(ada, "Order the flowers");
  await expectDescription(ada, "");
  await writeDescription(ada, "Tulips.");
  await openTask(ada, "Book the room");
  await expectDescription(ada, "For two hundred.");
  await openTask(grace, "Order the flowers");
  await expectDescription(grace, "Tulips.");
  await ada.panel.getByRole("button", { name: "Close" }).click();
  // Closing goes back in the history, which takes its time.
  await ada.panel.waitFor({ state: "detached" });
  await ada.page.reload();
  await openTask(ada, "Book the room");
  await expectDescription(ada, "For two hundred.");
  await expect.poll(() => comment.inputValue()).toBe("Is the hall free?");
  await openTask(grace, "Book the room");

  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByText("Is the hall free?").waitFor();
  await grace.panel.getByRole("article").getByText("Is the hall free?").waitFor();
  await ada.page.reload();
  await ada.panel.getByLabel("Title").waitFor();
  await expect.poll(() => comment.inputValue()).toBe("");
});

it("shows what was written when somebody deletes the task", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await writeDescription(ada, "For two hundred.");
  await ada.panel.getByLabel("New comment").fill("Is the hall free?");
  await changes.held();
  await grace.send(DeleteTaskDocument, { input: { taskId } });
  await ada.panel.getByText(/is not there any more\.$/).waitFor();
  await changes.letGo();
  const refused = ada.panel.getByRole("alert").filter({ hasText: "Change of “Book the room”" });
  await refused.getByText("For two hundred.").waitFor();
  const left = ada.panel.getByRole("region", { name: "Not saved" });
  await left.getByText("Is the hall free?").waitFor();
  await ada.picture("left-draft");
  await left.getByRole("button", { name: "Discard" }).click();
  await left.waitFor({ state: "detached" });
  await refused.getByRole("button", { name: "Discard" }).click();
  await refused.waitFor({ state: "detached" });
});

it("keeps it over an ended session for the same user, and leaves nothing behind at a sign-out", async () => {
  const { ada, createTask, openBoard, openTask } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  const comment = ada.panel.getByLabel("New comment");
  await writeDescription(ada, "For two hundred.");
  await comment.fill("Is the hall free?");
  await changes.held();
  await ada.page.context().clearCookies();
  await ada.page.reload();
  await signIn();
  await ada.panel.getByLabel("Title").waitFor();
  await expectDescription(ada, "For two hundred.");
  await expect.poll(() => comment.inputValue()).toBe("Is the hall free?");

  await ada.page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
  await ada.picture("account-menu");
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Drop a change and sign out?" });
  await ada.picture("sign-out-with-changes");
  await dialog.getByRole("button", { name: "Drop and sign out" }).click();
  await ada.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await expect.poll(() => ada.page.evaluate("sessionStorage.length")).toBe(0);
  const stored = () => ada.page.evaluate("indexedDB.databases().then((known) => known.map(({ name }) => name))");
  await expect
    .poll(async () => ((await stored()) as string[]).filter((name) => /copies|outbox/.test(name)))
    .toEqual([]);

  async function signIn(): Promise<void> {
    await ada.page.getByLabel("E-mail").fill(ada.email);
    await ada.page.getByLabel("Password").fill(ada.password);
    await ada.page.getByRole("button", { name: "Sign in" }).click();
  }
});

it("tells who made the change that a task's edit conflicts with, also after later changes of others", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  const changes = await holdRequests(ada.page, "ApplyChanges");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await changes.held();
  await grace.send(UpdateTaskDocument, { input: { taskId, title: "Book the tent" } });
  await ada.send(UpdateTaskDocument, { input: { taskId, description: "For fifty." } });
  await changes.letGo();
  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.waitFor();
  await expect.poll(() => ada.panel.getByLabel("Title").isEditable()).toBe(false);
});

it("lets nobody wipe what one types of a project, sends only that, and puts conflicts side by side", async () => {
  const { ada, grace, projectId, openBoard } = scene;
  await openBoard(ada, "/settings");
  const name = ada.panel.getByLabel("Name");
  const description = ada.panel.getByLabel("Description");
  const sent: unknown[] = [];
  ada.page.on("request", (request) => {
    if (!request.postData()?.includes("mutation UpdateProject")) return;
    const { clientMutationId: _, expectedVersion: __, ...input } = request.postDataJSON().variables.input;
    sent.push(input);
  });

  await name.fill("Launch in June");
  await grace.send(UpdateProjectDocument, { input: { projectId, description: "All of it." } });
  await expect.poll(() => description.inputValue()).toBe("All of it.");
  expect(await name.inputValue()).toBe("Launch in June");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.panel.getByText("Saved", { exact: true }).waitFor();
  expect(sent).toEqual([{ projectId, name: "Launch in June" }]);

  await name.fill("Launch in July");
  await description.fill("Most of it.");
  await grace.send(UpdateProjectDocument, { input: { projectId, name: "Launch in May" } });
  await ada.page.getByRole("heading", { name: "Launch in May" }).waitFor();
  expect(await name.inputValue()).toBe("Launch in July");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  await conflict.getByRole("group", { name: "Name" }).getByText("Launch in May").waitFor();
  expect(await conflict.getByRole("group").count()).toBe(1);
  await ada.picture("project-conflict");
  await conflict.getByRole("radio", { name: "Take theirs" }).check();
  await conflict.getByRole("button", { name: "Save" }).click();
  await ada.panel.getByText("Saved", { exact: true }).waitFor();
  expect(sent.slice(1)).toEqual([{ projectId, description: "Most of it." }]);
  expect(await name.inputValue()).toBe("Launch in May");
});

it("shows what was saved of a project, though the stream tells of it later", async () => {
  const { ada, openBoard } = scene;
  const late: (() => void)[] = [];
  let isHeld = false;
  await ada.page.routeWebSocket(/\/graphql/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (isHeld) late.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await openBoard(ada, "/settings");
  const name = ada.panel.getByLabel("Name");
  isHeld = true;
  await name.fill("Launch in June");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.panel.getByText("Saved", { exact: true }).waitFor();
  expect(await name.inputValue()).toBe("Launch in June");
  isHeld = false;
  for (const tell of late) tell();
  await ada.page.getByRole("heading", { name: "Launch in June" }).waitFor();
  expect(await name.inputValue()).toBe("Launch in June");
});

it("shows a change of the project that the server had first beside one's own, and overwrites nothing", async () => {
  const { ada, grace, projectId, openBoard } = scene;
  await openBoard(ada, "/settings");
  const changes = await holdRequests(ada.page, "UpdateProject");
  await ada.panel.getByLabel("Name").fill("Launch in June");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await changes.held();
  await grace.send(UpdateProjectDocument, { input: { projectId, name: "Launch in May" } });
  await changes.letGo();
  const conflict = ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" });
  const name = conflict.getByRole("group", { name: "Name" });
  await name.getByText("Launch in May").waitFor();
  await name.getByText("Launch in June").waitFor();
  await ada.page.getByRole("heading", { name: "Launch in May" }).waitFor();
  await conflict.getByRole("button", { name: "Save" }).click();
  await ada.panel.getByText("Saved", { exact: true }).waitFor();
  await ada.page.getByRole("heading", { name: "Launch in June" }).waitFor();
});

it("saves nothing of a title that is cleared by backspace, and keeps what was typed beside it", async () => {
  const { ada, grace, createTask, openBoard, openTask } = scene;
  await createTask("Oslo");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  await openTask(ada, "Oslo");
  const sent: string[] = [];
  ada.page.on("request", (request) => {
    if (!request.postData()?.includes("mutation ApplyChanges")) return;
    sent.push(JSON.stringify(request.postDataJSON().variables));
  });
  const title = ada.panel.getByLabel("Title");
  await writeDescription(ada, "In spring.");
  await title.press("End");
  for (const _ of "Oslo") await title.press("Backspace");
  expect(await title.inputValue()).toBe("");
  await choose(ada, "Priority", "Urgent");
  await openTask(grace, "Oslo");
  await expectValue(grace, "Priority", "Urgent");
  await expectDescription(grace, "In spring.");
  expect(sent.join()).not.toContain("title");
  expect(await title.inputValue()).toBe("Oslo");
});
