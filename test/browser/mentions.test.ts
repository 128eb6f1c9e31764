import { expect, it } from "vitest";
import { RemoveMemberDocument, TaskDetailDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { inAllLooks } from "./all-looks.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("offers people behind an @, takes one by keyboard or mouse, and tells the person", async () => {
  const { ada, grace } = scene;
  await scene.createTask("Book the room");
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const field = ada.panel.getByLabel("New comment");
  const list = ada.panel.getByRole("listbox", { name: "People to mention" });
  const option = list.getByRole("option", { name: "Grace Hopper" });
  await grace.open("/");
  await grace.page.getByRole("button", { name: "Inbox, 1 unread" }).waitFor();

  // An address is no mention, and the list leaves the text alone where it is closed.
  await field.pressSequentially("Mail a@gr");
  expect(await list.count()).toBe(0);
  await field.fill("");
  await field.pressSequentially("Ask @gr");
  await option.waitFor();
  expect(await field.getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
  await ada.panel.getByRole("status").getByText("1 person to mention.").waitFor();
  await inAllLooks(ada, "mention-picker", "aside");
  await ada.page.setViewportSize({ width: 1_440, height: 900 });
  await field.press("Escape");
  await list.waitFor({ state: "detached" });
  await ada.panel.waitFor();
  expect(await field.inputValue()).toBe("Ask @gr");

  await field.press("a");
  await option.waitFor();
  await field.press("Enter");
  expect(await field.inputValue()).toBe(`Ask [@Grace Hopper](user:${grace.id}) `);
  await field.pressSequentially("about it");
  await field.press("Control+Enter");
  const comment = ada.panel.getByRole("article").filter({ hasText: "Ask @Grace Hopper about it" });
  await comment.waitFor();
  expect(await comment.getByRole("link").count()).toBe(0);
  await grace.page.getByRole("button", { name: "Inbox, 2 unread" }).waitFor();

  await ada.panel.getByRole("button", { name: "Add a description…" }).click();
  const description = ada.panel.getByLabel("Description", { exact: true }).getByRole("textbox");
  await description.pressSequentially("By @hop");
  await option.click();
  await description.press("Control+Enter");
  await ada.panel.getByLabel("Description", { exact: true }).getByText("@Grace Hopper").waitFor();
  await grace.page.getByRole("button", { name: "Inbox, 3 unread" }).waitFor();
});

it("follows the caret, and puts a person where the typed name is, whatever another saved above it", async () => {
  const { ada, grace } = scene;
  const lines = "One\ntwo\nthree\nfour\n\nHello ";
  const taskId = await scene.createTask("Plan the trip");
  await ada.send(UpdateTaskDocument, { input: { taskId, description: lines } });
  await scene.openBoard(ada);
  await scene.openTask(ada, "Plan the trip");
  const { panel } = ada;
  const list = panel.getByRole("listbox", { name: "People to mention" });
  await panel.getByRole("button", { name: "Edit description" }).click();
  const field = panel.getByLabel("Description", { exact: true }).getByRole("textbox");
  await field.press("Control+End");
  await field.pressSequentially("@gr");
  await list.waitFor();
  for (const key of ["Home", "Control+Home"]) {
    await field.press(key);
    await list.waitFor({ state: "detached" });
    await field.press("Control+End");
    await list.waitFor();
  }

  // The field saves itself. Until then the text of the other replaces it, or does not, as the times fall.
  const saved = async () => (await grace.send(TaskDetailDocument, { taskId })).task?.description;
  await expect.poll(saved).toBe(`${lines}@gr`);
  const description = lines.replace("One", "A much longer first line");
  await grace.send(UpdateTaskDocument, { input: { taskId, description: `${description}@gr` } });
  await expect.poll(() => field.inputValue()).toMatch(/^A much longer first line/);
  await list.waitFor();
  await field.press("Enter");
  expect(await field.inputValue()).toBe(`${description}[@Grace Hopper](user:${grace.id}) `);
});

it("draws mentions by who is meant, the reader's own apart, and others' ids as plain words", async () => {
  const { ada, grace, projectId } = scene;
  const taskId = await scene.createTask("Book the room");
  const alan = await scene.visit("Alan Turing");
  const description = [
    `[@The Boss](user:${grace.id})`,
    `[@me](user:${ada.id.toUpperCase()})`,
    `[@Alan](user:${alan.id})`,
    `[@Nobody](user:${crypto.randomUUID()})`,
  ];
  await grace.send(UpdateTaskDocument, { input: { taskId, description: description.join(" ") } });
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const words = ada.panel.getByLabel("Description", { exact: true });
  await words.getByText("@Grace Hopper @Ada Lovelace @Alan @Nobody", { exact: true }).waitFor();
  const colorOf = (name: string) =>
    words.getByText(name, { exact: true }).evaluate((each) => {
      const { getComputedStyle } = each.ownerDocument.defaultView ?? {};
      return getComputedStyle?.(each.parentElement ?? each).backgroundColor;
    });
  const [other, own] = [await colorOf("@Grace Hopper"), await colorOf("@Ada Lovelace")];
  expect(new Set([other, own, undefined]).size).toBe(3);
  expect(await words.getByText("@Alan", { exact: true }).count()).toBe(0);
  await grace.send(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  await words.getByText("@The Boss @Ada Lovelace @Alan @Nobody", { exact: true }).waitFor();
});
