import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { DeleteProjectDocument, RemoveMemberDocument } from "../support/generated/graphql.ts";
import { findBarriers } from "./find-barriers.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it.each([
  ["/nowhere", "There is no such page"],
  ["/projects/none", "There is no such project"],
  [`/projects/${randomUUID()}/tasks/${randomUUID()}`, "There is no such project"],
])("%s has a header and a way out", async (address, title) => {
  const { ada } = scene;
  await ada.open(address);
  await expectWayOut(ada.page, title);
});

it("a project that ends has a header and a way out, however it ends", async () => {
  const { ada, grace, projectId, openBoard } = scene;
  await openBoard(grace);
  await ada.send(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  await expectWayOut(grace.page, "You are no longer a member");
  await openBoard(ada);
  await ada.send(DeleteProjectDocument, { input: { projectId } });
  await expectWayOut(ada.page, "The project is gone");
});

it("a page that cannot be drawn has a header and a way out, and other addresses are drawn", async () => {
  const { ada, path, createTask } = scene;
  await createTask("Book the room");
  // Complaints about this page are not the visitor's.
  await ada.open("/");
  const page = await ada.page.context().newPage();
  await page.addInitScript(() => {
    Array.prototype.toSorted = () => {
      throw new Error("It breaks.");
    };
  });
  await page.goto(new URL(`${path}?sort=priority`, ada.page.url()).href);
  await expectWayOut(page, "This page cannot be shown");
  await page.getByRole("link", { name: /^Launch/ }).click();
  await page.getByRole("link", { name: "Book the room" }).waitFor();
});

async function expectWayOut(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
  await page.getByRole("banner").getByRole("link", { name: "Lockstep" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("main").getByRole("link", { name: "To your projects" }).click();
  await page.getByRole("heading", { name: "Projects", level: 2 }).waitFor();
}
