import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { UpdateMemberRoleDocument } from "../support/generated/graphql.ts";
import { inAllLooks } from "./all-looks.ts";
import { findBarriers } from "./find-barriers.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("leads from the account's menu to one's name, which others see, and to one's tasks", async () => {
  const { ada, grace, openBoard } = scene;
  await openBoard(ada, "/members");
  await openBoard(grace);
  await grace.page.getByRole("button", { name: "Account of Grace Hopper" }).click();
  await grace.page.getByRole("link", { name: "My tasks" }).waitFor();
  await grace.page.getByRole("link", { name: "Profile" }).click();
  await grace.page.getByRole("heading", { name: "Profile" }).waitFor();
  await inAllLooks(grace, "profile", "main");
  expect(await findBarriers(grace.page)).toEqual([]);
  await grace.page.getByLabel("Your name").fill("Rear Admiral Hopper");
  await grace.page.getByRole("button", { name: "Save name" }).click();
  await grace.page.getByRole("status").getByText("Saved.").waitFor();
  await grace.page.getByRole("button", { name: "Account of Rear Admiral Hopper" }).waitFor();
  await ada.panel.getByText("Rear Admiral Hopper").first().waitFor();
});

/** Paint of a face, wherever it stands. */
const paintOf = (face: Locator) =>
  face.evaluate((each) => each.ownerDocument.defaultView?.getComputedStyle(each).backgroundColor);

it("paints one's face in a chosen color: one's own at once, and at others when they return", async () => {
  const { ada, grace, openBoard } = scene;
  await openBoard(ada, "/members");
  const atAda = ada.panel.getByRole("listitem").filter({ hasText: "Grace Hopper" }).locator("[class*=avatar]");
  const automatic = await paintOf(atAda);
  await grace.open("/profile");
  const { page } = grace;
  const own = page.getByRole("button", { name: "Account of Grace Hopper" }).locator("[class*=avatar]");
  const choices = page.getByRole("group", { name: "Your color" });
  const choice = (name: string) => choices.getByRole("radio", { name });
  const save = async () => {
    await page.getByRole("button", { name: "Save color" }).click();
    await page.getByRole("status").getByText("Saved.").waitFor();
    await ada.page.evaluate(`dispatchEvent(new Event("focus"))`);
  };
  await choice("Automatic").focus();
  expect(await choice("Automatic").isChecked()).toBe(true);
  while (!(await choice("Purple").isChecked())) await page.keyboard.press("ArrowDown");
  const purple = await paintOf(choices.locator("label", { hasText: "Purple" }).locator("[class*=avatar]"));
  expect(new Set([purple, automatic, undefined]).size).toBe(3);
  await save();
  await expect.poll(() => paintOf(own)).toBe(purple);
  await expect.poll(() => paintOf(atAda)).toBe(purple);

  await page.reload();
  await expect.poll(() => paintOf(own)).toBe(purple);
  await expect.poll(() => choice("Purple").isChecked()).toBe(true);
  await choice("Automatic").check();
  await save();
  await expect.poll(() => paintOf(own)).toBe(automatic);
  await expect.poll(() => paintOf(atAda)).toBe(automatic);
});

it("reads the colors of a project less often than its members change", async () => {
  const { ada, grace, projectId, openBoard } = scene;
  const asked = () => ada.page.waitForRequest((request) => request.postData()?.includes("query MemberColors") === true);
  const first = asked();
  await openBoard(ada, "/members");
  await first;
  let reads = 0;
  ada.page.on("request", (request) => {
    if (request.postData()?.includes("query MemberColors")) reads += 1;
  });
  const next = asked();
  const roles = ["VIEWER", "MEMBER", "VIEWER", "MEMBER", "VIEWER", "ADMIN"] as const;
  for (const role of roles) await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role } });
  await ada.panel.getByRole("button", { name: "Role of Grace Hopper: Admin" }).waitFor();
  await next;
  expect(reads).toBeLessThan(roles.length);
});

it("changes the password by the old one, and says when that is wrong", async () => {
  const { page, open, password } = scene.grace;
  await open("/profile");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill("battery staple");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").getByText("The password is wrong.").waitFor();
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("status").getByText("Changed.").waitFor();
  expect(await page.getByLabel("Current password").inputValue()).toBe("");
});

/** Shown by the page's own paint, and by the browser's frame. */
const isDark = `(() => {
  const [, red] = /\\((\\d+)/.exec(getComputedStyle(document.body.parentElement).backgroundColor);
  const frame = [...document.querySelectorAll("meta[name=theme-color]")].find(({ media }) => matchMedia(media).matches);
  return [red < 128, frame.content === "#202625"];
})()`;

it.each(["light", "dark"] as const)("keeps colors against a system that is %s, in all tabs", async (system) => {
  const { page, open } = scene.ada;
  await page.emulateMedia({ colorScheme: system });
  await open("/profile");
  const other = await page.context().newPage();
  await other.emulateMedia({ colorScheme: system });
  await other.goto(page.url());
  await other.getByLabel("Colors").waitFor();
  const isShown = async (dark: boolean) => {
    for (const tab of [page, other]) await expect.poll(() => tab.evaluate(isDark)).toEqual([dark, dark]);
  };
  for (const [choice, dark] of [
    ["As the system", system === "dark"],
    ["Dark", true],
    ["Light", false],
    ["Dark", true],
  ] as const) {
    await page.getByLabel("Colors").selectOption(choice);
    await isShown(dark);
  }
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  await isShown(true);
  await page.evaluate('localStorage.setItem("theme", "neon")');
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  await isShown(system === "dark");
  await other.close();
});

it("keeps the language of dates on this device", async () => {
  const { page, open } = scene.ada;
  await open("/profile");
  await page.getByLabel("Dates").selectOption({ value: "de" });
  await expect.poll(() => page.getByLabel("Dates").inputValue()).toBe("de");
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  expect(await page.getByLabel("Dates").inputValue()).toBe("de");
  await page.evaluate('localStorage.setItem("dates", "no language")');
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  expect(await page.getByLabel("Dates").inputValue()).toBe("");
});
