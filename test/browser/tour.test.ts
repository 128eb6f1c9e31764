import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { CreateProjectDocument, CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

/** Monaco draws only the lines in view. */
const viewport = { width: 1_280, height: 2_000 };

let browser: Browser;
let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  instance = await startInstance(database.url);
});

afterAll(async () => {
  await browser.close();
  await instance.close();
  await database.close();
});

it("leads through the README's tour: query, subscribe, mutate, conflict, resume", async () => {
  const ada = await instance.person("Ada");
  const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
  const projectId = createProject?.project.id ?? "";
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Book the room" } });
  const taskId = createTask?.task.id ?? "";

  const first = await openGraphiql(ada);
  await first.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await first.getByRole("link", { name: "Query", exact: true }).waitFor();
  await first.getByRole("button", { name: "Hide Documentation Explorer" }).click();
  await run(first, "Projects");
  await isShown(first, '"title": "Book the room"');

  const second = await openGraphiql(ada);
  await paste(second, "Variables", JSON.stringify({ projectId, since: 2 }));
  await run(second, "Watch");
  await isShown(second, '"__typename": "Ready"');

  await paste(first, "Variables", JSON.stringify({ taskId, title: "Book the hall", version: 0 }));
  await run(first, "Rename");
  await isShown(first, '"__typename": "UpdateTaskPayload"');
  await isShown(second, '"title": "Book the hall"');

  await paste(first, "Variables", JSON.stringify({ taskId, title: "Book the tent", version: 0 }));
  await run(first, "Rename");
  await isShown(first, '"__typename": "TaskConflict"');

  await second.getByRole("button", { name: "Stop query" }).click();
  for (const title of ["Once more", "And again"]) {
    await ada.expect(UpdateTaskDocument, { input: { taskId, title } });
  }
  await paste(second, "Variables", JSON.stringify({ projectId, since: 3 }));
  await run(second, "Watch");
  for (const shown of ['"title": "Once more"', '"title": "And again"', '"__typename": "Ready"', '"seq": 5']) {
    await isShown(second, shown);
  }
});

async function openGraphiql(person: Person): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] })
  ).newPage();
  await page.goto(`${instance.url}/graphql`);
  await page.getByRole("tab", { name: "Projects" }).waitFor();
  await paste(page, "Headers", JSON.stringify({ Authorization: `Bearer ${person.token}` }));
  return page;
}

/** Replaces what stands in an editor. */
async function paste(page: Page, editor: "Variables" | "Headers", text: string): Promise<void> {
  await page.getByRole("button", { name: editor, exact: true }).click();
  await page.getByRole("region", { name: editor }).locator(".view-lines:visible").click();
  await page.keyboard.press("Control+A");
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press("Control+V");
}

/** Runs one of the editor's operations, as chosen from the menu of the play button. */
async function run(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Execute query" }).click();
  await page.getByRole("menuitem", { name }).click();
}

async function isShown(page: Page, text: string): Promise<void> {
  const result = page.getByRole("region", { name: "Result Window" });
  await result.locator(".view-line", { hasText: text }).first().waitFor();
}
