import { expect, it } from "vitest";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  CreateProjectDocument,
  RemoveMemberDocument,
} from "../support/generated/graphql.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import { choose } from "./task-panel.ts";

const scene = setScene("ADMIN");

it("leaves no listener behind when one signs out, however often", async () => {
  const { ada, openBoard } = scene;
  await ada.page.addInitScript(`
    globalThis.listening = new Set();
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, listener, ...rest) {
      if (type === "offline") globalThis.listening.add(listener);
      return addEventListener.call(this, type, listener, ...rest);
    };
    EventTarget.prototype.removeEventListener = function (type, listener, ...rest) {
      if (type === "offline") globalThis.listening.delete(listener);
      return removeEventListener.call(this, type, listener, ...rest);
    };
  `);
  const listening = () => ada.page.evaluate("globalThis.listening.size");
  await openBoard(ada);
  for (let visits = 0; visits < 3; visits += 1) {
    await ada.column("To do").getByRole("button", { name: "Add task" }).waitFor();
    expect(await listening()).toBeGreaterThan(0);
    await ada.page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
    await ada.page.getByRole("button", { name: "Sign out" }).click();
    await ada.page.getByLabel("E-mail").fill(ada.email);
    await expect.poll(() => listening()).toBe(0);
    await ada.page.getByLabel("Password").fill(ada.password);
    await ada.page.getByRole("button", { name: "Sign in" }).click();
    await ada.page.getByRole("link", { name: /^Launch/ }).click();
  }
});

it("works where the browser offers crypto.randomUUID to no page, as over plain HTTP", async () => {
  const { ada, openBoard } = scene;
  await ada.page.addInitScript("delete Crypto.prototype.randomUUID");
  await openBoard(ada);
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Book the room");
  await todo.getByRole("textbox").press("Enter");
  await ada.card("Book the room").getByRole("link").click();
  await choose(ada, "Status", "Done");
  await ada.column("Done").getByRole("link", { name: "Book the room" }).waitFor();
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
});

it("opens a task that the server does not have yet, with its comments", async () => {
  const { ada, grace, openBoard, openTask } = scene;
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const changes = await holdRequests(ada.page, "ApplyChanges");
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Book the room");
  await todo.getByRole("textbox").press("Enter");
  await openTask(ada, "Book the room");
  await ada.panel.getByText("Nobody has written anything yet.").waitFor();
  await ada.panel.getByLabel("New comment").fill("Is it free?");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByText("Is it free?").waitFor();
  await changes.held();
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
  await changes.letGo();
  await openTask(grace, "Book the room");
  await grace.panel.getByRole("article").getByText("Is it free?").waitFor();
  await grace.panel.getByLabel("New comment").fill("In May.");
  await grace.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByText("In May.").waitFor();
  await expect.poll(() => ada.panel.getByRole("article").count()).toBe(2);
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
});

it("says at the end of a list why there is no more of it to be had", async () => {
  const { ada, projectId, openBoard } = scene;
  const changes = Array.from({ length: 55 }, (_, index) => ({ createTask: { projectId, title: `task ${index + 1}` } }));
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
  await openBoard(ada, "/history");
  const more = ada.panel.getByRole("button", { name: "Show earlier changes" });
  await more.waitFor();
  await ada.page.route("**/graphql", (route) => route.abort());
  await more.click();
  await ada.panel.getByRole("alert").getByText("The server cannot be reached.").waitFor();
  await ada.page.unroute("**/graphql");
  await more.click();
  await ada.panel.getByText("created the project “Launch”").waitFor();
  await expect.poll(() => ada.panel.getByRole("alert").allTextContents()).toEqual([]);
});

it("shows a project to which the visitor was added when the visitor returns to the page", async () => {
  const { ada, grace } = scene;
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Party" } });
  const projectId = createProject?.project.id ?? "";
  await grace.open("/");
  await grace.page.getByRole("link", { name: /^Launch/ }).waitFor();
  await ada.send(AddMemberDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } });
  await grace.page.evaluate(`dispatchEvent(new Event("focus"))`);
  await grace.page.getByRole("link", { name: /^Party/ }).waitFor();
  await ada.send(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  await grace.page.evaluate(`dispatchEvent(new Event("focus"))`);
  await grace.page.getByRole("link", { name: /^Party/ }).waitFor({ state: "detached" });
});

it("is led back to the projects from the board", async () => {
  const { ada, openBoard } = scene;
  await openBoard(ada);
  await ada.page.getByRole("banner").getByText("Projects").click();
  await ada.page.getByRole("link", { name: /^Launch/ }).waitFor();
});
