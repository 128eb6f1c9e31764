import type { Browser, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import {
  AddMemberDocument,
  CreateCommentDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  MoveTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { dragByMouse } from "./drag.ts";
import { type Visitor, visit } from "./visitor.ts";

let browser: Browser;
let database: TestDatabase;
let server: Instance;
let ada: Visitor;
let projectId: string;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  server = await startServer("0");
});

afterAll(async () => {
  await browser.close();
  await server.close();
  await database.close();
});

beforeEach(async () => {
  ada = await visit(browser, server.url, "Ada Lovelace");
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });
  projectId = createProject?.project.id ?? "";
});

afterEach(async () => {
  await ada.leave();
});

it("tells two people that they are offline, and resumes with nothing missing once the server is back", async () => {
  const grace = await visit(browser, server.url, "Grace Hopper");
  await using elsewhere = disposable(await startInstance(database.url, { REDIS_URL: inject("redisUrl") }));
  const linus = await elsewhere.person("Linus");
  for (const { id: userId } of [grace, linus]) {
    await ada.send(AddMemberDocument, { input: { projectId, userId, role: "MEMBER" } });
  }
  const task = { projectId, title: "Book the room" };
  const { createTask } = await ada.send(CreateTaskDocument, { input: task });
  const taskId = createTask?.task.id ?? "";
  const path = `/projects/${projectId}/tasks/${taskId}`;
  await Promise.all([ada.open(path), grace.open(path)]);
  for (const { panel } of [ada, grace]) await panel.getByText("Nobody has written anything yet.").waitFor();

  await server.close();
  for (const { page } of [ada, grace]) await page.getByText(/^Offline since .*, trying again$/).waitFor();
  await ada.picture("offline");
  await linus.expect(MoveTaskDocument, { input: { taskId, status: "DONE" } });
  await linus.expect(CreateCommentDocument, { input: { taskId, body: "It is booked." } });
  for (const title of ["Order the flowers", "Print the invitations"]) {
    await linus.expect(CreateTaskDocument, { input: { projectId, title } });
  }

  server = await startServer(new URL(server.url).port);
  for (const { page, titles, panel } of [ada, grace]) {
    await page.getByText("Offline since").waitFor({ state: "detached" });
    await expect.poll(() => titles("To do")).toEqual(["Order the flowers", "Print the invitations"]);
    await expect.poll(() => titles("Done")).toEqual(["Book the room"]);
    await panel.getByText("It is booked.").waitFor();
  }
  await dragByMouse(ada, "Order the flowers", { column: "In progress", place: "1 of 1" });
  await grace.column("In progress").getByRole("link", { name: "Order the flowers" }).waitFor();
  await grace.leave();
});

it("says so when the server cannot be reached while a project opens, and shows it once the server is back", async () => {
  await ada.open("/");
  await ada.page.getByRole("link", { name: "Launch" }).waitFor();
  await server.close();
  await ada.page.getByRole("link", { name: "Launch" }).click();
  await ada.page.getByText(/trying again$/).waitFor();
  await ada.picture("away-on-load");
  server = await startServer(new URL(server.url).port);
  await ada.column("To do").getByRole("button", { name: "Add task" }).waitFor();
  await ada.page.getByText(/trying again$/).waitFor({ state: "detached" });
});

it("says so once and calmly when only the page came and no API, and goes on when that is back", async () => {
  const refuse = (route: Route) => route.abort();
  const fail = (route: Route) => route.fulfill({ status: 503, body: "Service Unavailable" });
  const hang = async () => {};
  const see = async (name: string, answer: (route: Route) => Promise<void>) => {
    const visitor = await visit(browser, server.url, name);
    const { page, column } = visitor;
    await ada.send(AddMemberDocument, { input: { projectId, userId: visitor.id, role: "MEMBER" } });
    let isBack = false;
    let requests = 0;
    await page.route(isApi, (route) => {
      requests += 1;
      return isBack ? route.continue() : answer(route);
    });
    await page.addInitScript(recordHeadings);
    await visitor.open(`/projects/${projectId}`);
    await page.getByRole("heading", { name: "Lockstep cannot be reached" }).waitFor();
    // Each attempt is one request for a token. One without an answer lasts 20 s; the page tells before its end.
    if (answer === hang) expect(requests).toBe(1);
    else await expect.poll(() => requests).toBeGreaterThan(4);
    expect(await page.evaluate("globalThis.headings")).toEqual(["Loading", "Lockstep cannot be reached"]);
    isBack = true;
    await column("To do").getByRole("button", { name: "Add task" }).waitFor();
    expect(await page.evaluate("globalThis.headings")).not.toContain("nothing");
    await visitor.leave();
  };
  await Promise.all([see("Grace Hopper", refuse), see("Linus Pauling", fail), see("Alan Turing", hang)]);
});

it("loads the comments of a task that failed to load although the connection stands", async () => {
  const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, title: "Book the room" } });
  const taskId = createTask?.task.id ?? "";
  await ada.send(CreateCommentDocument, { input: { taskId, body: "It is booked." } });
  const isComments = (route: Route) => /query TaskComments/.test(route.request().postData() ?? "");
  await ada.page.route("**/graphql", (route) => (isComments(route) ? route.abort() : route.fallback()));
  await ada.open(`/projects/${projectId}/tasks/${taskId}`);
  await ada.panel.getByRole("alert").getByText("The server cannot be reached.").waitFor();
  await ada.send(CreateTaskDocument, { input: { projectId, title: "Order the flowers" } });
  await ada.card("Order the flowers").waitFor();
  await ada.panel.getByRole("alert").waitFor();
  await ada.page.unroute("**/graphql");
  await ada.panel.getByRole("article").getByText("It is booked.").waitFor();
  await ada.panel.getByRole("alert").waitFor({ state: "detached" });
});

it("shows in the form why a sign-in failed", async () => {
  await ada.page.context().clearCookies();
  await ada.open(`/projects/${projectId}`);
  await signIn(ada, "not the password");
  await ada.page
    .getByRole("alert")
    .getByText(/password/i)
    .waitFor();
  await server.close();
  await signIn(ada, ada.password);
  await ada.page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
  server = await startServer(new URL(server.url).port);
  await signIn(ada, ada.password);
  await ada.page.getByRole("heading", { name: "Launch" }).waitFor();
});

it("leads from an expired session to the sign-in, and from there back to the same place", async () => {
  const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, title: "Book the room" } });
  const path = `/projects/${projectId}/tasks/${createTask?.task.id}`;
  await ada.open(path);
  await ada.panel.getByLabel("Title").waitFor();
  const headers = { origin: server.url };
  const ended = await ada.page.context().request.post(`${server.url}/auth/revoke-sessions`, { headers, data: {} });
  expect(ended.status()).toBe(200);

  await ada.page.getByText("Your session has ended.").waitFor();
  await ada.picture("session-ended");
  await signIn(ada, ada.password);
  await ada.panel.getByLabel("Title").waitFor();
  expect(new URL(ada.page.url()).pathname).toBe(path);
  await ada.open("/");
  await ada.page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await ada.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await ada.open(path);
  await ada.page.getByRole("heading", { name: "Sign in" }).waitFor();
});

function isApi(url: URL): boolean {
  return /^\/(graphql|auth)/.test(url.pathname);
}

/**
 * Notes, from the first sight on, each other thing that the page as a whole shows: its heading, or that it has none.
 */
const recordHeadings = `
  globalThis.headings = [];
  new MutationObserver(() => {
    const root = document.getElementById("root");
    const isLoading = root?.querySelector('main[aria-label="Loading"]');
    const heading = isLoading ? "Loading" : (root?.querySelector("h1")?.textContent ?? "nothing");
    const isDrawn = root?.hasChildNodes() || globalThis.headings.length > 0;
    if (isDrawn && heading !== globalThis.headings.at(-1)) globalThis.headings.push(heading);
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

async function signIn({ page, email }: Visitor, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Its accounts stay when another one takes its place. */
function startServer(port: string): Promise<Instance> {
  return startInstance(database.url, { PORT: port, REDIS_URL: inject("redisUrl") });
}

function disposable(instance: Instance): Instance & AsyncDisposable {
  return Object.assign(instance, { [Symbol.asyncDispose]: () => instance.close() });
}
