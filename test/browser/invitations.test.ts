import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBoard } from "../support/board.ts";
import { launchChromium } from "../support/chromium.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { InviteMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepPicture, standardContext } from "./visitor.ts";

let browser: Browser;
let database: TestDatabase;
let mailServer: MailServer;
let instance: Instance;
let ada: Person;
let visit: BrowserContext;
let page: Page;

const email = "grace@example.com";
const password = "correct horse";

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  mailServer = await startMailServer();
  const port = String(await findFreePort());
  instance = await startInstance(database.url, {
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: mailServer.url,
    MAIL_FROM: "Lockstep <board@example.com>",
    SIGN_UPS: "invited",
  });
  ada = await instance.person("ada");
  visit = await browser.newContext(standardContext);
  page = await visit.newPage();
});

afterAll(async () => {
  await browser.close();
  await instance.close();
  await mailServer.close();
  await database.close();
});

it("leads from the mail over the sign-up to the project, though nobody else may sign up", async () => {
  await page.goto(`${instance.url}/sign-in`);
  await heading("Sign in");
  expect(await page.getByRole("link", { name: "Sign up" }).count()).toBe(0);
  await page.goto(`${instance.url}/sign-up`);
  await page.getByText("Sign-ups need an invitation on this server.").waitFor();

  const link = await invite("Launch");
  await page.goto(link);
  await heading("Sign in");
  await page.getByText("You are invited to a project.").waitFor();
  await expectAccessible();
  await keepPicture(page, "invited-sign-in");
  // The server does not learn the token by the address.
  expect(page.url()).not.toContain(new URL(link).hash.slice(1));
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("E-mail").fill("mallory@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("alert").getByText("use the address that was invited").waitFor();
  await page.reload();
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await heading("Check your mail");

  await page.goto((await mailServer.letter(email)).link("/verify-email"));
  await page.getByRole("button", { name: "It was me" }).click();
  await signIn();
  // The link is in another mail by now: the confirmed address is enough.
  await page.getByRole("list", { name: "Invitations to you" }).getByText("“Launch” as Member").waitFor();
  await expectAccessible();
  await keepPicture(page, "own-invitations");
  await page.getByRole("button", { name: "Join Launch" }).click();
  await heading("Launch");
  await page.goto(instance.url);
  await page.getByRole("link", { name: /^Launch/ }).waitFor();
  expect(await page.getByRole("list", { name: "Invitations to you" }).count()).toBe(0);
});

it("leads a person who is signed out over the sign-in to the button that joins, and says when a link has ended", async () => {
  await visit.clearCookies();
  const link = await invite("Landing");
  await page.goto(link);
  await heading("Sign in");
  await signIn();
  await heading("Join a project");
  await page.getByText("You join it as Grace Hopper").waitFor();
  await page.getByText("“Landing” as Member", { exact: true }).waitFor();
  await expectAccessible();
  await keepPicture(page, "invitation");
  await page.getByRole("button", { name: "Join" }).click();
  await heading("Landing");

  await page.goto(`${instance.url}/invitation#unknown`);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("alert").getByText("The invitation is unknown or has ended.").waitFor();
});

/** Invites Grace to a new project; the link that came by mail. */
async function invite(name: string): Promise<string> {
  const { projectId } = await createBoard(ada, name);
  await ada.expect(InviteMemberDocument, { input: { projectId, email, role: "MEMBER" } });
  return (await mailServer.letter(email)).link("/invitation");
}

async function heading(name: string): Promise<void> {
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

async function signIn(): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function expectAccessible(): Promise<void> {
  expect(await findBarriers(page)).toEqual([]);
}
