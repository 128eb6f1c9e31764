import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import {
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  type CreateTaskInput,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepPicture, standardContext, type Visitor, visit } from "./visitor.ts";

const phone = { ...standardContext, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser: Browser;
let database: TestDatabase;
let instance: Instance;
let ada: Visitor;
let path: string;
let taskPath: string;
let longPath: string;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await visit(browser, instance.url, "Ada Lovelace");
  await setScene();
});

afterAll(async () => {
  await ada.leave();
  await browser.close();
  await instance.close();
  await database.close();
});

/** Name, address, and an element that is there when the page is complete. */
type View = readonly [name: string, address: () => string, landmark: () => Locator];

const views: readonly View[] = [
  ["sign-in", () => "/sign-in", () => ada.page.getByRole("button", { name: "Sign in" })],
  ["projects", () => "/", () => ada.page.getByRole("link", { name: /^Launch/ })],
  ["board", () => path, () => ada.card("Book the room")],
  ["side panel", () => taskPath, () => ada.panel.getByRole("article")],
  ["members panel", () => `${path}/members`, () => ada.panel.getByText("(you)")],
  ["history panel", () => `${path}/history`, () => ada.panel.getByText("commented on")],
  ["settings panel", () => `${path}/settings`, () => ada.panel.getByLabel("Description")],
  ["nothing there", () => "/nowhere", () => ada.page.getByRole("heading", { name: "There is no such page" })],
];

const longHistory: View = [
  "long history panel",
  () => `${longPath}/history`,
  () => ada.panel.getByRole("button", { name: "Show earlier changes" }),
];

describe("axe finds nothing serious, light or dark:", () => {
  it.each(isLongRun ? [...views, longHistory] : views)("%s", async (name, address, landmark) => {
    await ada.open(address());
    await landmark().first().waitFor();
    // The board beside a panel is looked at with the side panel of a task.
    const within = / panel$/.test(name) && name !== "side panel" ? "aside" : "html";
    for (const colorScheme of ["dark", "light"] as const) {
      await ada.page.emulateMedia({ colorScheme });
      await ada.picture(`${name.replaceAll(" ", "-")}-${colorScheme}`);
      const only = colorScheme === "dark" ? "colours" : "all";
      expect(await findBarriers(ada.page, { isSerious: true, only, within })).toEqual([]);
    }
  });
});

it("a task is moved by keyboard alone, told where it would stand, and keeps the focus", async () => {
  await ada.open(path);
  await ada.card("Book the room").waitFor();
  await pressUntil("Tab", "Move Book the room");
  await ada.page.keyboard.press("Space");
  await isTold("To do, place 1 of 2.");
  await ada.page.keyboard.press("ArrowDown");
  await isTold("To do, place 2 of 2.");
  await ada.page.keyboard.press("Escape");
  await ada.page.getByText("To do, place").waitFor({ state: "detached" });
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room", "Order the flowers"]);

  await pressUntil("Tab", "Move Book the room");
  await ada.page.keyboard.press("Space");
  await isTold("To do, place 1 of 2.");
  await ada.page.keyboard.press("ArrowRight");
  await isTold("In progress, place");
  await ada.picture("dragging");
  await ada.page.keyboard.press("Space");
  await ada.page.getByText("In progress, place").waitFor({ state: "detached" });
  await expect.poll(() => ada.titles("To do")).toEqual(["Order the flowers"]);
  await expect.poll(() => ada.titles("In progress")).toContain("Book the room");
  await expect.poll(focused).toBe("Move Book the room");
});

it("a panel takes the focus, Escape closes it, and the focus is back where it was", async () => {
  await ada.open(path);
  await ada.page.getByRole("link", { name: "Order the flowers" }).focus();
  await ada.page.keyboard.press("Enter");
  await ada.panel.getByLabel("Properties").waitFor();
  await expect.poll(focused).toBe("Order the flowers");
  await expect.poll(() => ada.page.evaluate("document.activeElement.localName")).toBe("aside");
  await ada.page.keyboard.press("Escape");
  await ada.panel.waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Order the flowers");
  // It closes it from elsewhere, too.
  await ada.page.keyboard.press("Enter");
  await ada.panel.getByLabel("Properties").waitFor();
  await ada.page.getByRole("main").click({ position: { x: 2, y: 2 } });
  await ada.page.keyboard.press("Escape");
  await ada.panel.waitFor({ state: "detached" });
});

it("on a phone everything is within reach and nothing is wider than the screen, light or dark", async () => {
  const storageState = await ada.page.context().storageState();
  const context = await browser.newContext({ ...phone, storageState });
  const page = await context.newPage();
  const fits = async (name: string) => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      await keepPicture(page, `phone-${name}-${colorScheme}`);
    }
  };
  await page.goto(instance.url);
  await page.getByRole("link", { name: /^Launch/ }).waitFor();
  await fits("projects");
  await page.getByRole("link", { name: /^Launch/ }).tap();
  await page.getByRole("link", { name: "Order the flowers" }).waitFor();
  await fits("board");
  await page.getByRole("link", { name: "Order the flowers" }).tap();
  const panel = page.getByRole("complementary");
  await panel.getByLabel("New comment").waitFor();
  await fits("side-panel");
  await page.locator("main[inert]").waitFor();
  await panel.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("main").waitFor();
  await page.getByRole("link", { name: "Project", exact: true }).tap();
  await panel.getByRole("link", { name: "History" }).tap();
  await panel.getByText("commented on").waitFor();
  await fits("history");
  await context.close();
});

async function isTold(text: string): Promise<void> {
  await ada.page.getByRole("status").filter({ hasText: text }).waitFor({ state: "attached" });
}

async function pressUntil(key: string, label: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused()) === label) return;
    await ada.page.keyboard.press(key);
  }
  throw new Error(`${key} never reaches “${label}”.`);
}

/** Label or text of the focused element. */
function focused(): Promise<unknown> {
  return ada.page.evaluate(`document.activeElement.ariaLabel ?? document.activeElement.textContent`);
}

async function setScene(): Promise<void> {
  const { createProject } = await ada.send(CreateProjectDocument, {
    input: { name: "Launch", description: "Everything for the evening in May." },
  });
  const projectId = createProject?.project.id ?? "";
  path = `/projects/${projectId}`;
  const tasks: Omit<CreateTaskInput, "projectId">[] = [
    { title: "Invite the press", status: "BACKLOG" },
    { title: "Book the room", status: "TODO", priority: "URGENT", dueAt: "2026-01-05T00:00:00.000Z" },
    { title: "Order the flowers", status: "TODO", priority: "LOW" },
    { title: "Write the announcement", status: "IN_PROGRESS", priority: "HIGH", assigneeId: ada.id },
    { title: "Check the budget", status: "IN_REVIEW", dueAt: "2030-01-05T00:00:00.000Z" },
    { title: "Choose a name", status: "DONE", assigneeId: ada.id },
  ];
  for (const task of tasks) {
    const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, ...task } });
    const taskId = createTask?.task.id ?? "";
    if (task.title !== "Write the announcement") continue;
    taskPath = `${path}/tasks/${taskId}`;
    await ada.send(CreateCommentDocument, { input: { taskId, body: "A first draft is in the shared folder." } });
  }
  if (isLongRun) await setLongScene();
}

/** Another project, with a history of more than a screen. */
async function setLongScene(): Promise<void> {
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Archive" } });
  const projectId = createProject?.project.id ?? "";
  longPath = `/projects/${projectId}`;
  const changes = Array.from({ length: 60 }, (_, index) => {
    return { createTask: { projectId, title: `Box ${index + 1}`, status: "DONE" as const } };
  });
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
}
