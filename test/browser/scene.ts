import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  type ProjectRole,
  type TaskStatus,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type Visitor, visit } from "./visitor.ts";

/** Ada with a project of hers, and Grace, each at a browser of her own; all of them new for each test of the file. */
export interface Scene {
  readonly database: TestDatabase;
  readonly ada: Visitor;
  readonly grace: Visitor;
  readonly projectId: string;
  readonly path: string;
  addGrace(role: ProjectRole): Promise<void>;
  /** Lets one more person come, with a browser of their own, until the test ends. */
  visit(name: string): Promise<Visitor>;
  /** As Ada; resolves with its id. */
  createTask(title: string, status?: TaskStatus): Promise<string>;
  /** Opens the board, or what is below it, and waits until it is shown. */
  openBoard(visitor: Visitor, below?: string): Promise<void>;
  /** Opens a task by its card. */
  openTask(visitor: Visitor, title: string): Promise<void>;
}

/**
 * Call it once, at the top of a file. Its members are set while a test runs. Without `graceIs` a test adds
 * Grace to the project by itself. `options` are those of both browsers, `variables` further ones of the server.
 */
export function setScene(
  graceIs?: ProjectRole,
  options: BrowserContextOptions = {},
  variables: Readonly<Record<string, string>> = {},
): Scene {
  let browser: Browser;
  let instance: Instance;
  let further: Visitor[];
  const scene = {} as { -readonly [Key in keyof Scene]: Scene[Key] };

  beforeAll(async () => {
    browser = await launchChromium();
    scene.database = await createTestDatabase();
    instance = await startInstance(scene.database.url, { SIGN_UPS_PER_HOUR: "0", ...variables });
  });

  afterAll(async () => {
    await browser.close();
    await instance.close();
    await scene.database.close();
  });

  beforeEach(async () => {
    further = [];
    [scene.ada, scene.grace] = await Promise.all([
      visit(browser, instance.url, "Ada Lovelace", options),
      visit(browser, instance.url, "Grace Hopper", options),
    ]);
    const { createProject } = await scene.ada.send(CreateProjectDocument, { input: { name: "Launch" } });
    scene.projectId = createProject?.project.id ?? "";
    scene.path = `/projects/${scene.projectId}`;
    if (graceIs) await scene.addGrace(graceIs);
  });

  afterEach(async () => {
    await Promise.all([scene.ada, scene.grace, ...further].map((visitor) => visitor.leave()));
  });

  scene.addGrace = async (role) => {
    const input = { projectId: scene.projectId, userId: scene.grace.id, role };
    await scene.ada.send(AddMemberDocument, { input });
  };
  scene.visit = async (name) => {
    const visitor = await visit(browser, instance.url, name, options);
    further.push(visitor);
    return visitor;
  };
  scene.createTask = async (title, status = "TODO") => {
    const { createTask } = await scene.ada.send(CreateTaskDocument, {
      input: { projectId: scene.projectId, title, status },
    });
    return createTask?.task.id ?? "";
  };
  scene.openBoard = async ({ open, column }, below = "") => {
    await open(scene.path + below);
    await column("To do").getByText(/\d/).first().waitFor();
  };
  scene.openTask = async ({ page }, title) => {
    await page.getByRole("link", { name: title, exact: true }).click();
    // Another task's panel may be open until this one is.
    await page.getByRole("complementary", { name: title, exact: true }).getByLabel("Properties").waitFor();
  };
  return scene;
}
