import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const looks: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ["desktop", {}],
  ["phone", { viewport: { width: 390, height: 844 } }],
  ["dark", { colorScheme: "dark" }],
];

let browser: Browser;
let database: TestDatabase;
let open: Instance;
let closed: Instance;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  [open, closed] = await Promise.all([startInstance(database.url), startInstance(database.url, { SIGN_UPS: "off" })]);
}, 300_000);

afterEach(() => page.context().close());

afterAll(async () => {
  await browser.close();
  await Promise.all([open.close(), closed.close()]);
  await database.close();
});

it.each(looks)("a password that is too long is refused in a sentence, and not cut: %s", async (look, options) => {
  const email = `ada-${look}@example.com`;
  await visit(`${open.url}/sign-up`, options);
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await paste("Password", "p".repeat(129));
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("alert").getByText("Password is longer than 128 characters.").waitFor();
  await expectFine(`sign-up-long-password-${look}`);

  await paste("Password", "p".repeat(128));
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();

  await page.context().clearCookies();
  await page.goto(`${open.url}/sign-in`);
  await paste("E-mail", ` ${email.toUpperCase()} `);
  await paste("Password", "p".repeat(129));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("Password is longer than 128 characters.").waitFor();
  await paste("Password", "p".repeat(128));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
});

describe("where sign-ups are off", () => {
  it.each(looks)("the page to sign in does not offer them, and theirs says so: %s", async (look, options) => {
    await visit(`${closed.url}/sign-in`, options);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await page.getByRole("link", { name: "Forgot password?" }).waitFor();
    expect(await page.getByRole("link", { name: "Sign up" }).count()).toBe(0);
    await expectFine(`sign-in-closed-${look}`);

    await page.goto(`${closed.url}/sign-up`);
    await page.getByText("Sign-ups are switched off on this server.").waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    await expectFine(`sign-up-closed-${look}`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Password").waitFor();
  });
});

async function visit(url: string, options: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, ...options });
  page = await context.newPage();
  await page.goto(url);
}

/** As the clipboard or a password manager fills a field in: `maxlength` cuts what comes so. */
async function paste(label: string, text: string): Promise<void> {
  await page.getByLabel(label).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

/** Keeps a picture, and expects that everybody can use the page. */
async function expectFine(name: string): Promise<void> {
  await page.screenshot({ path: join(projectRoot, "test-results/screenshots", `${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
}
