import { expect, it } from "vitest";
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

it("keeps the colors and the language of dates on this device", async () => {
  const { page, open } = scene.ada;
  await open("/profile");
  const scheme = () => page.evaluate("getComputedStyle(document.documentElement).colorScheme");
  await page.getByLabel("Colors").selectOption("Dark");
  expect(await scheme()).toBe("dark");
  await page.getByLabel("Dates").selectOption({ value: "de" });
  await expect.poll(() => page.getByLabel("Dates").inputValue()).toBe("de");
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  expect(await scheme()).toBe("dark");
  expect(await page.getByLabel("Dates").inputValue()).toBe("de");
  await page.getByLabel("Colors").selectOption("As the system");
  expect(await scheme()).toBe("light dark");
  await page.evaluate(`localStorage.setItem("dates", "no language"); localStorage.setItem("theme", "neon")`);
  await page.reload();
  await page.getByLabel("Colors").waitFor();
  expect(await page.getByLabel("Dates").inputValue()).toBe("");
});
