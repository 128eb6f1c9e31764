import { expect, it } from "vitest";
import {
  AddMemberDocument,
  CreateCommentDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  RemoveMemberDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { dragByMouse } from "./drag.ts";
import { recordAnimations } from "./record-animations.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene();

const inboxOf = ({ page }: Visitor, unread: number) =>
  page.getByRole("button", { name: unread > 0 ? `Inbox, ${unread} unread` : "Inbox", exact: true });

/** The sentences of all notices, the newest first. */
const noticesOf = ({ page }: Visitor) =>
  page
    .getByRole("list", { name: "Notices" })
    .getByRole("listitem")
    .getByText(/^(Ada|Grace)/)
    .allTextContents();

it("three people in two projects hear, see and stop to see each other, one of them on two devices", async () => {
  const { ada, grace, projectId: launchId } = scene;
  const alan = await scene.visit("Alan Turing");
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Moon" } });
  const moonId = createProject?.project.id ?? "";
  for (const projectId of [launchId, moonId]) {
    for (const { id: userId } of [grace, alan]) {
      await ada.send(AddMemberDocument, { input: { projectId, userId, role: "MEMBER" } });
    }
  }
  const mention = ({ id, name }: Visitor) => `[@${name}](user:${id})`;
  const create = async (projectId: string, title: string, more: object = {}) => {
    const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, title, ...more } });
    return createTask?.task.id ?? "";
  };
  const comment = (taskId: string, body: string) => ada.send(CreateCommentDocument, { input: { taskId, body } });
  const roomId = await create(launchId, "Book the room");
  const moonTaskId = await create(moonId, "Pack the suit");
  const phone = await grace.openDevice();
  const animations = await Promise.all([ada, alan].map(({ page }) => recordAnimations(page)));
  await Promise.all([
    ...[ada, alan, grace].map((visitor) => scene.openBoard(visitor)),
    phone.open(`/projects/${moonId}`),
  ]);

  // Across projects, each is told once of each change, and Grace so on both devices.
  await ada.send(UpdateTaskDocument, { input: { taskId: roomId, assigneeId: grace.id, description: mention(alan) } });
  await ada.send(UpdateTaskDocument, { input: { taskId: moonTaskId, assigneeId: alan.id } });
  await comment(moonTaskId, `${mention(grace)} and ${mention(alan)}, is it ready?`);
  const added = ["Ada Lovelace added you to Moon", "Ada Lovelace added you to Launch"];
  const mentioned = "Ada Lovelace mentioned you in “Pack the suit”";
  for (const device of [grace, phone]) {
    await inboxOf(device, 4).click();
    await expect
      .poll(() => noticesOf(device))
      .toEqual([mentioned, "Ada Lovelace assigned “Book the room” to you", ...added]);
  }
  await inboxOf(alan, 5).click();
  const alans = ["Ada Lovelace assigned “Pack the suit” to you", "Ada Lovelace mentioned you in “Book the room”"];
  await expect.poll(() => noticesOf(alan)).toEqual([mentioned, ...alans, ...added]);
  await alan.page.keyboard.press("Escape");

  await phone.page.getByRole("button", { name: "Mark all as read" }).click();
  await inboxOf(phone, 0).waitFor();
  await inboxOf(grace, 0).waitFor();
  await inboxOf(alan, 5).waitFor();
  await inboxOf(ada, 0).waitFor();

  // Both others see what Grace does, and her face where a card has gone.
  await grace.page.keyboard.press("Escape");
  for (const visitor of [ada, alan, grace]) await scene.openTask(visitor, "Book the room");
  await grace.panel.getByRole("button", { name: "Edit description" }).click();
  for (const { panel } of [ada, alan]) {
    await panel.getByRole("status").getByText("Grace Hopper is editing the description").waitFor();
  }
  for (const { panel } of [ada, alan, grace]) await panel.getByRole("button", { name: "Close" }).click();
  await dragByMouse(grace, "Book the room", { column: "Done", place: "1 of 1" });
  for (const visitor of [ada, alan]) await expect.poll(() => visitor.titles("Done")).toEqual(["Book the room"]);
  for (const { marked } of animations) await expect.poll(marked).toContain("Book the room: GH");

  // Alan hears of his removal, and of nothing after it but of the other project.
  await ada.send(RemoveMemberDocument, { input: { projectId: launchId, userId: alan.id } });
  await alan.page.getByText("Somebody removed you from “Launch”").waitFor();
  await comment(roomId, `${mention(alan)} and ${mention(grace)}, thanks`);
  await create(launchId, "Without Alan", { description: mention(alan) });
  await ada.card("Without Alan").waitFor();
  await grace.card("Without Alan").waitFor();
  await inboxOf(grace, 1).waitFor();
  await alan.page.getByRole("link", { name: "To your projects" }).click();
  await alan.page.getByRole("link", { name: /^Moon/ }).waitFor();
  // The list hears of it by the stream of the person, not of the project.
  await alan.page.getByRole("link", { name: /^Launch/ }).waitFor({ state: "detached" });
  await comment(moonTaskId, "Packed");
  await inboxOf(alan, 7).click();
  const last = ["Ada Lovelace commented on “Pack the suit”", "Ada Lovelace removed you from Launch"];
  await expect.poll(() => noticesOf(alan)).toEqual([...last, mentioned, ...alans, ...added]);
  await alan.open(scene.path);
  await alan.page.getByText("It was deleted, or you are not one of its members.").waitFor();
});
