import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepPicture, standardContext } from "./visitor.ts";

let browser: Browser;
let database: TestDatabase;
let open: Instance;
let closed: Instance;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  [open, closed] = await Promise.all([startInstance(database.url), startInstance(database.url, { SIGN_UPS: "off" })]);
});

afterEach(() => page.context().close());

afterAll(async () => {
  await browser.close();
  await Promise.all([open.close(), closed.close()]);
  await database.close();
});

it("a password that is too long is refused in a sentence, and not cut", async () => {
  const email = "ada@example.com";
  await visit(`${open.url}/sign-up`);
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await paste("Password", "p".repeat(129));
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("alert").getByText("Password is longer than 128 characters.").waitFor();
  await expectFine("sign-up-long-password");

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

it("where sign-ups are off, the page to sign in does not offer them, and theirs says so", async () => {
  await visit(`${closed.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await page.getByRole("link", { name: "Sign up" }).count()).toBe(0);
  await expectFine("sign-in-closed");

  await page.goto(`${closed.url}/sign-up`);
  await page.getByText("Sign-ups are switched off on this server.").waitFor();
  expect(await page.getByRole("textbox").count()).toBe(0);
  await expectFine("sign-up-closed");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Password").waitFor();
});

async function visit(url: string): Promise<void> {
  const context = await browser.newContext(standardContext);
  page = await context.newPage();
  await page.goto(url);
}

/** As the clipboard or a password manager fills a field in: `maxlength` cuts what comes so. */
async function paste(label: string, text: string): Promise<void> {
  await page.getByLabel(label).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

/** Keeps pictures on a phone, on a dark desktop and, in a long run, on a light one, and expects no barrier. */
async function expectFine(name: string): Promise<void> {
  const { width, height } = standardContext.viewport ?? { width: 1_440, height: 900 };
  for (const [look, size, colorScheme] of [
    ["phone", { width: 390, height: 844 }, "light"],
    ["dark", { width, height }, "dark"],
    ...(isLongRun ? ([["desktop", { width, height }, "light"]] as const) : []),
  ] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await keepPicture(page, `${name}-${look}`);
    expect(await findBarriers(page, { only: look === "dark" ? "colours" : "all" })).toEqual([]);
  }
}
