import type { Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { given } from "../../support/board.ts";
import { launchChromium } from "../../support/chromium.ts";
import {
  AddMemberDocument,
  BoardDocument,
  CreateProjectDocument,
  DeleteTaskDocument,
  RemoveMemberDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../../support/generated/graphql.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createGuideApp, type GuideApp } from "./guide-app.ts";
import { type Account, create, enter, type ServedApp, serveGuideApp, signIn, titlesOn } from "./served-app.ts";

let app: GuideApp;
let database: TestDatabase;
let served: ServedApp;
/** Owns the project. Ada, who uses the app, is a member. */
let bob: Account;
let ada: Account;
let projectId: string;
let page: Page;
const errors: Error[] = [];

beforeAll(async () => {
  [app, database] = [await createGuideApp(), await createTestDatabase()];
  served = await serveGuideApp(app, database.url);
  [ada, bob] = [await served.signUp("Ada"), await served.signUp("Bob")];
  const { createProject } = await bob.send(CreateProjectDocument, { input: { name: "Launch" } });
  projectId = given(createProject).project.id;
  await bob.send(AddMemberDocument, { input: { projectId, userId: ada.id, role: "MEMBER" } });
  page = await signIn(await launchChromium(), served.url, ada.email);
  page.on("pageerror", (error) => errors.push(error));
  await create(page, "First");
  await settle();
});

afterAll(async () => {
  await page.context().close();
  await served.close();
  await database.close();
  await app.close();
});

afterEach(async () => {
  await page.context().setOffline(false);
  await page.unrouteAll({ behavior: "wait" });
});

const json = "application/json";
const fault = (code: string) => JSON.stringify({ errors: [{ message: code, extensions: { code } }] });

/** Ways in which a request with changes fails between page and server. */
const faults: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  "a proxy without a server": (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>502</h1>" }),
  "a server that is busy": (route) => route.fulfill({ status: 503, headers: { "retry-after": "1" }, body: "" }),
  "a captive portal": (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Welcome</h1>" }),
  "an empty answer": (route) => route.fulfill({ status: 200, contentType: json, body: "{}" }),
  "a fault of the server": (route) => route.fulfill({ contentType: json, body: fault("INTERNAL_SERVER_ERROR") }),
  "a database that cannot be reached": (route) => route.fulfill({ contentType: json, body: fault("UNAVAILABLE") }),
  "too many changes": (route) => route.fulfill({ status: 429, contentType: json, body: fault("RATE_LIMITED") }),
  "a connection that breaks": (route) => route.abort("connectionreset"),
};

it.each(Object.entries(faults))(
  "a create that meets %s stays on the page, over a reload, and arrives once",
  async (name, meet) => {
    let requests = 0;
    await page.route("**/graphql", (route) => {
      if (!isChange(route)) return route.continue();
      requests += 1;
      return meet(route);
    });
    await create(page, name);
    await expect.poll(() => requests).toBeGreaterThan(0);
    await expectKept(name);
    const before = requests;
    await page.reload();
    await expectKept(name);
    await expect.poll(() => requests).toBeGreaterThan(before);
    await expectKept(name);

    await page.unroute("**/graphql");
    await settle();
    expect(await titlesOn(page)).toContain(name);
    expect((await titlesOnServer()).filter((title) => title === name)).toHaveLength(1);
    expect(errors).toEqual([]);
  },
);

it("a create whose answer is lost stays on the page, over a reload, and is made once", async () => {
  let lost = 0;
  await page.route("**/graphql", async (route) => {
    if (!isChange(route)) return route.continue();
    await route.fetch();
    lost += 1;
    await route.abort("connectionreset");
  });
  await create(page, "Lost answer");
  await expect.poll(() => lost).toBe(1);
  await expect.poll(() => titlesOn(page)).toContain("Lost answer");
  await page.reload();
  await expect.poll(() => titlesOn(page)).toContain("Lost answer");
  await settle();
  expect((await titlesOnServer()).filter((title) => title === "Lost answer")).toHaveLength(1);
  expect(errors).toEqual([]);
});

/** Titles that no server takes. */
const refused = {
  "that is too long": "x".repeat(501),
  "of too many signs outside of the basic plane": "😀".repeat(501),
  "of blanks": "   ",
  "of signs that show nothing": "\u200b\u2060",
};

it.each(Object.entries(refused))(
  "a title %s is kept with its reason, as a new task and as an edit",
  async (_, text) => {
    const titles = await titlesOn(page);
    await create(page, text);
    // The guide's app takes no title of blanks.
    if (text.trim() !== "") await discard(text);
    else {
      await settle();
      expect(await page.getByRole("button", { name: "Discard" }).count()).toBe(0);
    }
    await expect.poll(() => titlesOn(page)).toEqual(titles);

    await rename(0, text);
    if (text.trim() !== "") await discard(text);
    await expect.poll(() => titlesOn(page)).toEqual(titles);
    expect(await titlesOnServer()).toEqual(titles);
    expect(errors).toEqual([]);
  },
);

it("changes without the right to them are kept with their text, and made once the right is back", async () => {
  await setRole("VIEWER");
  await create(page, "Without the right");
  const alert = page.getByRole("alert").filter({ hasText: "Without the right" });
  await alert.waitFor();
  await page.reload();
  await alert.waitFor();
  expect(await titlesOn(page)).not.toContain("Without the right");
  await setRole("MEMBER");
  await alert.getByRole("button", { name: "Try again" }).click();
  await settle();
  expect(await titlesOnServer()).toContain("Without the right");
  expect(errors).toEqual([]);
});

it("edits, moves and deletions of a task that is gone show the own text", async () => {
  for (const title of ["Gone 1", "Gone 2", "Gone 3"]) await create(page, title);
  await settle();
  const count = await page.getByRole("listitem").count();
  await page.context().setOffline(true);
  await rename(count - 3, "Edited");
  await page
    .getByRole("listitem")
    .nth(count - 2)
    .getByRole("button", { name: /^To / })
    .click();
  await page.getByText("not sent yet").waitFor();
  for (const task of (await boardOnServer()).tasks.nodes.filter(({ title }) => title.startsWith("Gone"))) {
    await bob.send(DeleteTaskDocument, { input: { taskId: task.id } });
  }
  await page.context().setOffline(false);
  await page.getByRole("alert").filter({ hasText: "Edited" }).waitFor();
  while ((await page.getByRole("button", { name: "Discard" }).count()) > 0) {
    const discard = await page.getByRole("button", { name: "Discard" }).first().elementHandle();
    await discard?.click();
    // Else the next look may meet it once more.
    await discard?.waitForElementState("hidden");
  }
  await settle();
  await expect.poll(async () => titlesOn(page)).toEqual(await titlesOnServer());
  expect(errors).toEqual([]);
});

it("a deletion of a task that somebody else edits tells what it meets", async () => {
  await create(page, "To be deleted");
  await settle();
  const count = await page.getByRole("listitem").count();
  await page.context().setOffline(true);
  await page
    .getByRole("listitem")
    .nth(count - 1)
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByText("not sent yet").waitFor();
  const task = given((await boardOnServer()).tasks.nodes.find(({ title }) => title === "To be deleted"));
  await bob.send(UpdateTaskDocument, { input: { taskId: task.id, title: "Kept" } });
  await page.context().setOffline(false);
  const alert = page.getByRole("alert").filter({ hasText: "deletion" });
  await alert.filter({ hasText: "Kept" }).waitFor();
  await alert.getByRole("button", { name: "Keep theirs" }).click();
  await settle();
  expect(await titlesOnServer()).toContain("Kept");
  expect(errors).toEqual([]);
});

it("changes without a server stay over reloads, and arrive when it returns", async () => {
  const before = await titlesOn(page);
  await served.stopServer();
  await page.getByText("Offline since").waitFor();
  await create(page, "Away 1");
  await rename(0, "Renamed away");
  await page.reload();
  await expect.poll(() => titlesOn(page)).toEqual(["Renamed away", ...before.slice(1), "Away 1"]);
  await page.getByRole("listitem").nth(1).getByRole("button", { name: "Delete" }).click();
  await create(page, "Away 2");
  await page.getByRole("button", { name: "Connect now" }).click();
  await page.reload();
  const expected = ["Renamed away", ...before.slice(2), "Away 1", "Away 2"];
  await expect.poll(() => titlesOn(page)).toEqual(expected);
  await served.startServer();
  await settle();
  expect(await titlesOn(page)).toEqual(expected);
  expect(await titlesOnServer()).toEqual(expected);
  expect(errors).toEqual([]);
});

it("sign-in and sign-out tell that the server cannot be reached, and work when it returns", async () => {
  const titles = await titlesOn(page);
  await served.stopServer();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("The server cannot be reached, so you are still signed in.").waitFor();
  expect(await titlesOn(page)).toEqual(titles);
  await served.startServer();
  await page.getByText("Offline since").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Password").waitFor();

  // A request that fails; a wrong password; and a proxy that answers for the server.
  await page.context().setOffline(true);
  const hasAsked = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/auth/token"));
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow")));
  await hasAsked;
  await enter(page, ada.email);
  await page.getByText("The server cannot be reached.").waitFor();
  await page.context().setOffline(false);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/invalid/i).waitFor();
  await served.stopServer();
  await enter(page, ada.email);
  await page.getByText("The server cannot be reached.").waitFor();
  await page.reload();
  await page.getByText("One moment…").waitFor();
  await served.startServer();
  await page.getByLabel("Password").waitFor();
  await enter(page, ada.email);
  await expect.poll(() => titlesOn(page)).toEqual(titles);
  expect(errors).toEqual([]);
});

it("a sign-out in one tab is one in all, and unsent changes go only with consent", async () => {
  const other = await page.context().newPage();
  other.on("pageerror", (error) => errors.push(error));
  await other.goto(served.url);
  await expect.poll(() => titlesOn(other)).toEqual(await titlesOn(page));
  await served.stopServer();
  await page.getByText("Offline since").waitFor();
  await create(page, "Lost with consent");
  await served.startServer();
  await page.route("**/graphql", (route) => route.abort());
  await other.route("**/graphql", (route) => route.abort());
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Sign out" }).click();
  for (const tab of [page, other]) await tab.getByLabel("Password").waitFor();
  await other.close();
  await page.unrouteAll();
  await enter(page, ada.email);
  await expect.poll(async () => titlesOn(page)).toEqual(await titlesOnServer());
  expect(await titlesOn(page)).not.toContain("Lost with consent");
  expect(errors).toEqual([]);
});

it("a sign-out tells that the browser holds data still, and the next one removes them", async () => {
  const stored = () =>
    page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
      return names.filter((name) => /copies|outbox/.test(name)).length;
    });
  await page.evaluate(() => {
    IDBFactory.prototype.deleteDatabase = () => {
      throw new DOMException("The disk has failed.", "UnknownError");
    };
  });
  await page.getByRole("button", { name: "Sign out" }).click();
  const alert = page.getByText("the browser still holds your data");
  await alert.waitFor();
  expect(await stored()).toBeGreaterThan(0);
  await page.reload();
  await enter(page, ada.email);
  await expect.poll(async () => titlesOn(page)).toEqual(await titlesOnServer());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect.poll(stored).toBe(0);
  await enter(page, ada.email);
  await expect.poll(async () => titlesOn(page)).toEqual(await titlesOnServer());
  expect(await alert.count()).toBe(0);
  expect(errors).toEqual([]);
});

it("a session that ends elsewhere leads to a form that stays, and unsent changes wait for the sign-in", async () => {
  await settle();
  await page.route("**/graphql", (route) => (isChange(route) ? route.abort() : route.continue()));
  await create(page, "Waits for the sign-in");
  await expectKept("Waits for the sign-in");
  await page.evaluate(recordScreens);
  await endSession(page);
  await page.getByLabel("Password").waitFor({ timeout: 60_000 });
  await typeSlowly(page);
  expect(await screensSinceForm(page)).toEqual(["form"]);
  await page.unroute("**/graphql");
  await enter(page, ada.email);
  await settle();
  expect(await titlesOnServer()).toContain("Waits for the sign-in");
  expect(errors).toEqual([]);
});

it.each([
  ["with", () => `${served.url}/#${projectId}`],
  ["without", () => served.url],
] as const)(
  "after the session has lapsed, a return meets a form that stays, at an address %s a project",
  async (kind, toAddress) => {
    await page.goto(served.url);
    await settle();
    await endSession(page);
    await page.goto("about:blank");
    const tab = await page.context().newPage();
    tab.on("pageerror", (error) => errors.push(error));
    await tab.addInitScript(recordScreens);
    await tab.goto(toAddress());
    await tab.getByLabel("Password").waitFor();
    await typeSlowly(tab);
    expect(await screensSinceForm(tab)).toEqual(["form"]);
    if (kind === "without") expect(await tab.evaluate(() => window.screens)).not.toContain("board");
    await enter(tab, ada.email);
    await expect.poll(async () => titlesOn(tab)).toEqual(await titlesOnServer());
    await tab.close();
    await page.goto(served.url);
    await settle();
    expect(errors).toEqual([]);
  },
);

/** Ways to keep a change in the page. Only a connection that stays brings the event of the removal. */
const absences = {
  connected: {
    leave: () => page.route("**/graphql", (route) => (isChange(route) ? route.abort() : route.continue())),
    meet: () => page.unroute("**/graphql"),
    ending: "You are no longer a member of this project.",
  },
  away: {
    async leave() {
      await page.context().setOffline(true);
      await page.getByText("Offline since").waitFor();
    },
    meet: () => page.context().setOffline(false),
    ending: "This project was not found, or you are not a member of it.",
  },
};

it.each(Object.entries(absences))(
  "a person who is taken out of the project while %s sees so, with the texts that were not sent",
  async (_, { leave, meet, ending }) => {
    await page.getByText("Here: Ada").waitFor();
    await leave();
    await create(page, "Still mine");
    await page.getByText("1 not sent yet").waitFor();
    await bob.send(RemoveMemberDocument, { input: { projectId, userId: ada.id } });
    await meet();
    await page.getByRole("main").getByText(ending).waitFor();
    const alert = page.getByRole("alert").filter({ hasText: "Still mine" });
    await alert.waitFor();
    await page.reload();
    await alert.waitFor();
    await alert.getByRole("button", { name: "Discard" }).click();
    await alert.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Open another project" }).click();
    await page.getByText("You have no project yet.").waitFor();
    await bob.send(AddMemberDocument, { input: { projectId, userId: ada.id, role: "MEMBER" } });
    await settle();
    expect(errors).toEqual([]);
  },
);

declare global {
  interface Window {
    /** Screens that the page has shown, in order. */
    screens: string[];
  }
}

function recordScreens(): void {
  const screens: string[] = [];
  window.screens = screens;
  new MutationObserver(() => {
    const isForm = document.querySelector("input[type=password]") !== null;
    const screen = isForm ? "form" : document.querySelector("main") ? "board" : "other";
    if (screens.at(-1) !== screen) screens.push(screen);
  }).observe(document, { childList: true, subtree: true });
}

async function screensSinceForm(tab: Page): Promise<string[]> {
  const screens = await tab.evaluate(() => window.screens);
  return screens.slice(screens.indexOf("form"));
}

/** Ends the session as another tab or the server may, not by the app's button. */
async function endSession(tab: Page): Promise<void> {
  expect(await tab.evaluate(async () => (await fetch("/auth/sign-out", { method: "POST" })).ok)).toBe(true);
}

/** Types like a person, for longer than a project outlives its last view. A form that is made anew loses the text. */
async function typeSlowly(tab: Page): Promise<void> {
  const field = tab.getByLabel("E-mail");
  await field.pressSequentially(ada.email, { delay: 250 });
  expect(await field.inputValue()).toBe(ada.email);
}

function isChange(route: Route): boolean {
  return /applyChanges/.test(route.request().postData() ?? "");
}

/** The page shows the board, with the task in it and the number of unsent changes. */
async function expectKept(title: string): Promise<void> {
  await page.getByRole("heading", { name: "Launch" }).waitFor();
  await page.getByText("1 not sent yet").waitFor();
  await expect.poll(() => titlesOn(page)).toContain(title);
}

/** Waits until everything is sent. */
async function settle(): Promise<void> {
  await page.getByText("Offline since").waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Launch" }).waitFor();
  await page.getByText("not sent yet").waitFor({ state: "detached" });
}

async function rename(index: number, title: string): Promise<void> {
  const field = page.getByLabel("Title", { exact: true }).nth(index);
  await field.fill(title);
  await field.blur();
}

/** The page shows the refused text with a reason until it is discarded. */
async function discard(text: string): Promise<void> {
  const alert = page.getByRole("alert").filter({ has: page.locator("q") });
  await alert.waitFor();
  expect(await alert.locator("q").textContent()).toBe(text);
  await alert.getByRole("button", { name: "Discard" }).click();
  await alert.waitFor({ state: "detached" });
}

async function setRole(role: "VIEWER" | "MEMBER"): Promise<void> {
  await bob.send(UpdateMemberRoleDocument, { input: { projectId, userId: ada.id, role } });
}

async function boardOnServer() {
  return given((await bob.send(BoardDocument, { projectId, first: 100 })).project);
}

async function titlesOnServer(): Promise<string[]> {
  const { tasks } = await boardOnServer();
  return tasks.nodes.filter(({ status }) => status === "TODO").map(({ title }) => title);
}
