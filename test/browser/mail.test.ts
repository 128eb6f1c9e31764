import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard, given } from "../support/board.ts";
import { launchChromium } from "../support/chromium.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { AddMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { findBarriers } from "./find-barriers.ts";
import { standardContext } from "./visitor.ts";

let browser: Browser;
let database: TestDatabase;
let mailServer: MailServer;
let instance: Instance;
let visit: BrowserContext;
let page: Page;

const email = "ada@example.com";

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  mailServer = await startMailServer();
  const port = String(await findFreePort());
  const variables = {
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: mailServer.url,
    MAIL_FROM: "Lockstep <board@example.com>",
  };
  instance = await startInstance(database.url, variables, { digestInterval: 50 });
  visit = await browser.newContext(standardContext);
  page = await visit.newPage();
});

afterAll(async () => {
  await browser.close();
  await instance.close();
  await mailServer.close();
  await database.close();
});

it("leads from the sign-up over the mail to the board, and from a forgotten password to a new one", async () => {
  await page.goto(`${instance.url}/sign-up`);
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Sign up" }).click();
  await heading("Check your mail");
  await page.getByText(email).waitFor();
  await expectAccessible();
  const first = await mailServer.letter(email);
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByRole("status").getByText("It was sent again.").waitFor();
  await mailServer.letter(email);

  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn("correct horse");
  await heading("Check your mail");
  const link = (await mailServer.letter(email)).link("/verify-email");

  await page.goto(link);
  await heading("Confirm your address");
  await expectAccessible();
  await page.getByRole("button", { name: "It was me" }).click();
  await page.getByRole("status").getByText("Your address is confirmed.").waitFor();
  await signIn("correct horse");
  await heading("Projects");

  await page.goto(first.link("/verify-email"));
  await page.getByRole("button", { name: "It was me" }).click();
  await page.getByRole("alert").getByText("This link has expired or was used before.").waitFor();

  await page.goto(`${instance.url}/sign-in`);
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await heading("Forgot password?");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByRole("status").getByText("If there is an account with this address").waitFor();
  await expectAccessible();
  const reset = (await mailServer.letter(email)).link("/reset-password");

  // Other sessions are signed out.
  const elsewhere = await visit.newPage();
  await elsewhere.goto(instance.url);
  await elsewhere.getByRole("heading", { name: "Projects" }).waitFor();
  await page.goto(reset);
  await heading("Choose a new password");
  await expectAccessible();
  await page.getByLabel("New password").fill("battery staple");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("status").getByText("Your password is changed.").waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();

  await signIn("correct horse");
  await page.getByRole("alert").getByText("The e-mail address or the password is wrong.").waitFor();
  await signIn("battery staple");
  await heading("Projects");

  await page.goto(reset);
  await page.getByLabel("New password").fill("another staple");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").getByText("ask for another one").waitFor();
  await page.getByRole("link", { name: "Ask for another one" }).click();
  await heading("Forgot password?");
});

it("tells of unread notices by e-mail, which a link ends without a sign-in", async () => {
  const board = await createBoard(await instance.person("grace"));
  const { addMember } = await board.owner.expect(AddMemberDocument, {
    input: { projectId: board.projectId, email, role: "MEMBER" },
  });
  const { id: assigneeId } = given(addMember).member.user;
  const { id: taskId } = await board.createTask({ title: "Plan the launch", assigneeId });
  await administer(database.url, "UPDATE notices SET at = at - interval '11 minutes'");
  const letter = await mailServer.letter(email);
  expect(letter.link(`/projects/${board.projectId}/tasks/${taskId}`)).toContain(instance.url);

  const visitor = await browser.newContext(standardContext);
  const stranger = await visitor.newPage();
  await stranger.goto(letter.link("/unsubscribe"));
  await stranger.getByRole("button", { name: "Send no more e-mails" }).click();
  await stranger.getByRole("status").getByText("You get no more e-mails about notices.").waitFor();
  expect(await findBarriers(stranger)).toEqual([]);
  expect(await administer(database.url, "SELECT mails_notices FROM auth_users")).toEqual([{ mails_notices: false }]);

  await stranger.goto(`${instance.url}/unsubscribe?token=x`);
  await stranger.getByRole("button", { name: "Send no more e-mails" }).click();
  await stranger.getByRole("alert").getByText("This link is not complete.").waitFor();
  await visitor.close();

  // The person may have them again.
  await page.goto(`${instance.url}/profile`);
  const choice = page.getByRole("checkbox", { name: /^Tell me by e-mail/ });
  await expect.poll(() => choice.isEnabled()).toBe(true);
  expect(await choice.isChecked()).toBe(false);
  await choice.check();
  await expect
    .poll(() => administer(database.url, "SELECT mails_notices FROM auth_users"))
    .toEqual([{ mails_notices: true }]);
});

async function heading(name: string): Promise<void> {
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

async function signIn(password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function expectAccessible(): Promise<void> {
  expect(await findBarriers(page)).toEqual([]);
}
