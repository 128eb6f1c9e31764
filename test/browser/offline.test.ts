import { expect, it } from "vitest";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { createCut } from "./create-cut.ts";
import { dragByMouse } from "./drag.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("keeps everything that one does offline over a reload, shows it, and sends it once", async () => {
  const { ada, grace, createTask, openBoard, openTask, projectId } = scene;
  await createTask("Book the room");
  await createTask("Order the flowers");
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const cut = await createCut(ada.page);
  await ada.page.reload();
  await ada.card("Book the room").waitFor();

  await cut(true);
  await ada.page.getByText(/^Offline since .*, trying again$/).waitFor();
  await openTask(ada, "Book the room");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByText("Kept on this device until it can be sent").waitFor();
  await ada.panel.getByLabel("New comment").fill("Is it free?");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByText("Is it free?").waitFor();
  await ada.panel.getByRole("button", { name: "Close" }).click();
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Print the cards");
  await todo.getByRole("textbox").press("Enter");
  await dragByMouse(ada, "Print the cards", { column: "Done", place: "1 of 1" });
  await ada.card("Book the hall").getByText("Waits to be sent").waitFor();
  await ada.page.getByText("4 changes wait on this device").waitFor();
  await ada.picture("offline-changes");

  await ada.page.reload();
  await ada.card("Book the hall").waitFor();
  await ada.page.getByText("4 changes wait on this device").waitFor();
  await expect.poll(() => ada.titles("Done")).toEqual(["Print the cards"]);
  for (const scheme of ["light", "dark"] as const) {
    await ada.page.emulateMedia({ colorScheme: scheme });
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await ada.picture(`offline-phone-${scheme}`);
    await expect.poll(() => ada.page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await ada.page.setViewportSize({ width: 1_440, height: 900 });
    await ada.picture(`offline-${scheme}`);
  }

  await grace.send(CreateTaskDocument, { input: { projectId, title: "By Grace" } });
  expect(await grace.titles("Done")).toEqual([]);
  await cut(false);
  await ada.card("By Grace").waitFor();
  await ada.page.getByText("wait on this device").waitFor({ state: "detached" });
  await expect.poll(() => grace.titles("To do")).toEqual(["Book the hall", "Order the flowers", "By Grace"]);
  await expect.poll(() => grace.titles("Done")).toEqual(["Print the cards"]);
  await openTask(grace, "Book the hall");
  await grace.panel.getByRole("article").getByText("Is it free?").waitFor();
  await expect.poll(() => grace.panel.getByRole("article").count()).toBe(1);
});

it("shows a sign-in, and then the board again, in a tab where one signed out and in elsewhere", async () => {
  const { ada, openBoard, path } = scene;
  await openBoard(ada);
  const other = await ada.page.context().newPage();
  await other.goto(new URL(path, ada.page.url()).href);
  const add = other.getByRole("region", { name: "To do" }).getByRole("button", { name: "Add task" });
  await add.waitFor();
  await ada.page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();

  await ada.page.getByLabel("E-mail").fill(ada.email);
  await ada.page.getByLabel("Password").fill(ada.password);
  await ada.page.getByRole("button", { name: "Sign in" }).click();
  await ada.page.getByRole("link", { name: /^Launch/ }).waitFor();
  await other.evaluate(`dispatchEvent(new Event("focus"))`);
  await add.waitFor();
  expect(new URL(other.url()).pathname).toBe(path);
});

it("never shows one person's board to the next who signs in, not even for a moment", async () => {
  const { ada, grace, createTask, openBoard, path } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await ada.card("Book the room").waitFor();
  await ada.page.context().clearCookies();
  await ada.page.reload();
  await ada.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await ada.page.evaluate(`
    globalThis.accounts = new Set();
    new MutationObserver(() => {
      for (const { ariaLabel } of document.querySelectorAll("[aria-label^='Account of']")) accounts.add(ariaLabel);
    }).observe(document, { childList: true, subtree: true });
  `);
  await ada.page.getByLabel("E-mail").fill(grace.email);
  await ada.page.getByLabel("Password").fill(grace.password);
  await ada.page.getByRole("button", { name: "Sign in" }).click();
  await ada.page.getByRole("button", { name: "Account of Grace Hopper" }).waitFor();
  await ada.card("Book the room").waitFor();
  expect(new URL(ada.page.url()).pathname).toBe(path);
  expect(await ada.page.evaluate("[...globalThis.accounts]")).toEqual(["Account of Grace Hopper"]);
});

it("says so when the server defers the project's stream, and what that means for own changes", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  let isDeferred = true;
  await ada.page.routeWebSocket(/\/graphql/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { type, id } = JSON.parse(String(message)) as { type: string; id?: string };
      if (!isDeferred || type !== "subscribe") return server.send(message);
      const error = { message: "There are too many subscriptions.", extensions: { code: "RATE_LIMITED" } };
      socket.send(JSON.stringify({ type: "error", id, payload: [error] }));
    });
  });
  await openBoard(ada);
  const deferred = ada.page.getByText("Changes of others do not come yet: There are too many subscriptions.");
  await deferred.waitFor();
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Print the cards");
  await todo.getByRole("textbox").press("Enter");
  await ada.page.getByText("They go once changes of others come again").waitFor();
  isDeferred = false;
  await deferred.waitFor({ state: "detached" });
  await ada.page.getByText("1 change waits on this device").waitFor({ state: "detached" });
});
