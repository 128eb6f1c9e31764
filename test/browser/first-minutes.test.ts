import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { seedDemoProject } from "../../prisma/seed.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepPicture, standardContext, visit } from "./visitor.ts";

// A newcomer on a server that offers its demo.

const password = "correct horse battery";
const people = [
  { name: "Ada", email: "ada@example.com" },
  { name: "Grace", email: "grace@example.com" },
] as const;
const [ada, grace] = people;

let browser: Browser;
let database: TestDatabase;
let instance: Instance;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  const { accounts, makeOperationContext } = instance.app;
  const { userId } = await accounts.signUp({ ...ada, password });
  const other = await accounts.signUp({ ...grace, password });
  const projectId = await seedDemoProject(makeOperationContext({ userId, ...ada }), other.userId);
  instance.app.offerDemo({ people, password, projectId });
});

afterEach(() => context.close());

afterAll(async () => {
  await browser.close();
  await instance.close();
  await database.close();
});

it.each(["desktop", "phone"])(
  "a visitor on a %s reads what this is, and is in the demo by one click",
  async (device) => {
    const page = await open(device === "phone" ? { viewport: { width: 390, height: 844 }, hasTouch: true } : {});
    await page.getByText("One board for people who edit at the same time.").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await keepPicture(page, `demo-sign-in-${device}`);
    await page.getByRole("button", { name: "Try as Ada" }).click();
    await page.getByRole("heading", { name: "Launch" }).waitFor();
    await page.getByRole("link", { name: "Try this first: seven things in two windows" }).waitFor();
    await keepPicture(page, `demo-board-${device}`);
  },
);

it("both people of the demo can be tried at once", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Try as Grace" }).click();
  await page.getByRole("heading", { name: "Launch" }).waitFor();
});

it("a server that is called by another name than this machine's offers no demo", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Try as Ada" }).waitFor();
  const { port } = new URL(instance.url);
  const answer = await context.request.get(instance.url, { headers: { host: `board.example.com:${port}` } });
  expect(await answer.text()).not.toContain(password);
  const here = await context.request.get(instance.url, { headers: { host: `localhost:${port}` } });
  expect(await here.text()).toContain(password);
});

it("a browser that blocks all storage shows the board, and keeps what is edited for as long as the page", async () => {
  const visitor = await visit(browser, instance.url, "Linus");
  context = visitor.page.context();
  await context.addInitScript(`for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
    const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    Object.defineProperty(window, name, { get });
  }`);
  await visitor.open("/");
  const { page } = visitor;
  await page.getByLabel("New project").fill("Without storage");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await visitor.column("To do").getByRole("button", { name: "Add task" }).click();
  await visitor.column("To do").getByRole("textbox").fill("Kept by the server");
  await visitor.column("To do").getByRole("textbox").press("Enter");
  await visitor.card("Kept by the server").waitFor();
  await page.goto(`${instance.url}/graphql`);
  await page.getByRole("tab", { name: "Projects" }).waitFor();
});

it("a browser that keeps no cookies says so, instead of asking for the password again", async () => {
  const page = await open();
  await page.route("**/auth/sign-in/email", async (route) => {
    const answer = await route.fetch();
    const { "set-cookie": _, ...headers } = answer.headers();
    await context.clearCookies();
    await route.fulfill({ response: answer, headers });
  });
  await page.getByRole("button", { name: "Try as Ada" }).click();
  await page.getByRole("alert").getByText("This browser keeps no cookies of this site.").waitFor();
});

it("a new password is offered only where the server sends mail", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Forgot password?" }).count()).toBe(0);
});

async function open(options: object = {}): Promise<Page> {
  context = await browser.newContext({ ...standardContext, ...options });
  const page = await context.newPage();
  await page.goto(instance.url);
  return page;
}
