import { print } from "graphql";
import { expect, it } from "vitest";
import { given } from "../support/board.ts";
import {
  ApplyChangesDocument,
  CreateAccessTokenDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { post } from "../support/person.ts";
import { inAllLooks } from "./all-looks.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene("ADMIN");

it("loses nothing and never runs backwards, however late its first answer comes", async () => {
  const { ada, path } = scene;
  const query = await holdRequests(ada.page, "History");
  await ada.open(`${path}/history`);
  await createTask("one");
  await query.reachServer();
  for (const title of ["two", "three"]) await createTask(title);
  for (const title of ["one", "two", "three"]) await ada.card(title).waitFor();
  const seen = await watchNewest(ada);
  await query.arrive();
  await expect.poll(() => shown(ada)).toEqual(["three", "two", "one"]);

  // It is read once more when all is calm, and that answer is late as well.
  await query.reachServer();
  await createTask("four");
  await expect.poll(() => shown(ada)).toEqual(["four", "three", "two", "one"]);
  await query.arrive();
  expect(await shown(ada)).toEqual(["four", "three", "two", "one"]);
  expect(await seen()).toEqual(["three", "four"]);
});

it("shows each change at once, and reads the log once for many", async () => {
  const { ada, grace, path, projectId } = scene;
  await ada.open(`${path}/history`);
  await ada.panel.getByText("created the project").waitFor();
  const query = await holdRequests(ada.page, "History");
  const changes = Array.from({ length: 10 }, (_, index) => ({ createTask: { projectId, title: `task ${index}` } }));
  await grace.send(ApplyChangesDocument, { input: { projectId, changes } });
  await expect.poll(() => shown(ada)).toHaveLength(10);
  await query.held();
  expect(query.count).toBe(1);
  await query.letGo();
  expect(await shown(ada)).toHaveLength(10);
});

it("shows things by the names that they had", async () => {
  const { ada, createTask, openBoard } = scene;
  const taskId = await createTask("Book the room");
  await openBoard(ada, "/history");
  await ada.panel.getByText("created “Book the room”").waitFor();
  await ada.send(UpdateTaskDocument, { input: { taskId, title: "Book the hall" } });
  await ada.panel.getByText("changed title of “Book the hall”").waitFor();
  await ada.send(DeleteTaskDocument, { input: { taskId } });
  await ada.panel.getByText("deleted “Book the hall”").waitFor();
  await ada.panel.getByText("created “Book the room”").waitFor();

  // The log itself tells no more of it.
  await ada.page.reload();
  await ada.panel.getByText("deleted a task").waitFor();
  await ada.panel.getByText("created “Book the room”").waitFor();
});

it("tells old and new values, as far as the changes that are shown have them", async () => {
  const { ada, grace, createTask, openBoard, projectId } = scene;
  const taskId = await createTask("Book the room");
  const { createLabel } = await ada.send(CreateLabelDocument, { input: { projectId, name: "Venue", color: "TEAL" } });
  const labelId = given(createLabel).label.id;
  await openBoard(ada, "/history");
  await ada.panel.getByText("created “Book the room”").waitFor();
  const edit = (values: object) => ada.send(UpdateTaskDocument, { input: { taskId, ...values } });
  await edit({ priority: "HIGH", assigneeId: grace.id, title: "Book the hall" });
  await edit({ dueAt: "2031-03-01T00:00:00.000Z", addLabelIds: [labelId] });
  await edit({ dueAt: null });
  await ada.send(DeleteLabelDocument, { input: { labelId } });
  const { createLabel: other } = await ada.send(CreateLabelDocument, {
    input: { projectId, name: "Urgent", color: "RED" },
  });
  await edit({ addLabelIds: [given(other).label.id], priority: "LOW" });
  await ada.send(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "VIEWER" } });
  const told = [
    "changed the role of Grace Hopper from Admin to Viewer",
    "changed priority of “Book the hall” from High to Low and labels from none to Urgent",
    "changed due date of “Book the hall” from Mar 1, 2031 to none",
    "changed due date of “Book the hall” from none to Mar 1, 2031 and labels from none to Venue",
    "changed title of “Book the hall”, priority from None to High, and assignee from nobody to Grace Hopper",
  ];
  for (const sentence of told) await ada.panel.getByText(sentence, { exact: true }).waitFor();
  await inAllLooks(ada, "history-values", "aside");

  // The log tells the same, and the task's own changes too.
  await openBoard(ada, `/tasks/${taskId}`);
  await ada.panel.getByRole("button", { name: "Show activity" }).click();
  const activity = ada.panel.getByRole("region", { name: "Activity" });
  await activity.getByText("changed due date of this task from Mar 1, 2031 to none", { exact: true }).waitFor();
  await activity.getByText(/^changed priority of this task from High to Low and labels from .* to Urgent$/).waitFor();
  await openBoard(ada, "/history");
  for (const sentence of told) await ada.panel.getByText(sentence, { exact: true }).waitFor();
});

it("names the access token of a change to those who manage the project", async () => {
  const { ada, grace, path, projectId } = scene;
  await ada.open(`${path}/history`);
  const input = { name: "Claude", scopes: ["READ" as const, "WRITE" as const] };
  const { createAccessToken } = await grace.send(CreateAccessTokenDocument, { input });
  const variables = { input: { projectId, title: "Book the room" } };
  const { origin } = new URL(ada.page.url());
  await post(origin, given(createAccessToken).secret, { query: print(CreateTaskDocument), variables });
  const entry = ada.panel.getByRole("listitem").filter({ hasText: "created “Book the room”" });
  await entry.getByText("by the token Claude").waitFor();
  await entry.getByText("Grace Hopper", { exact: true }).waitFor();
});

async function createTask(title: string): Promise<void> {
  await scene.grace.send(CreateTaskDocument, { input: { projectId: scene.projectId, title } });
}

/** The titles of the created tasks, newest first. */
async function shown({ panel }: Visitor): Promise<string[]> {
  const entries = await panel.getByRole("listitem").allTextContents();
  return entries.flatMap((entry) => /created “(.*?)”/.exec(entry)?.[1] ?? []);
}

/** Notes each other title that stands at the top, from now on. */
async function watchNewest({ page }: Visitor): Promise<() => Promise<unknown>> {
  await page.evaluate(`
    globalThis.newest = [];
    new MutationObserver(() => {
      const title = document.querySelector("aside ol li")?.textContent.match(/created “(.*?)”/)?.[1];
      if (title && title !== globalThis.newest.at(-1)) globalThis.newest.push(title);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  `);
  return () => page.evaluate("globalThis.newest");
}
