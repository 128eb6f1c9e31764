import { expect, it, vi } from "vitest";
import { holdProject } from "../support/held-lock.ts";
import { dragByMouse } from "./drag.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";

// Several browsers share a machine that may be slow.
vi.setConfig({ testTimeout: 90_000 });

const scene = setScene("MEMBER");

it("shows one's own changes at once, and each once when it is heard of before it is answered", async () => {
  const { ada, grace } = scene;
  await Promise.all([scene.openBoard(ada), scene.openBoard(grace)]);

  const creation = await holdRequests(ada.page, "CreateTask");
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Book the room");
  await todo.getByRole("textbox").press("Enter");
  await todo.getByRole("listitem").filter({ hasText: "Book the room" }).waitFor();
  expect(await todo.getByRole("link").count()).toBe(0);
  await creation.reachServer();
  await grace.card("Book the room").waitFor();
  await ada.card("Book the room").waitFor();
  expect(await todo.getByRole("listitem").count()).toBe(1);
  await creation.arrive();
  expect(await todo.getByRole("listitem").count()).toBe(1);

  const comment = await holdRequests(ada.page, "CreateComment");
  await scene.openTask(ada, "Book the room");
  await ada.panel.getByLabel("New comment").fill("The hall is free in May.");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").waitFor();
  expect(await ada.panel.getByRole("button", { name: "Edit comment" }).count()).toBe(0);
  await comment.reachServer();
  await ada.panel.getByRole("button", { name: "Edit comment" }).waitFor();
  expect(await ada.panel.getByRole("article").count()).toBe(1);
  await comment.arrive();
  expect(await ada.panel.getByRole("article").count()).toBe(1);

  const renaming = await holdRequests(ada.page, "UpdateTask");
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByRole("button", { name: "Save" }).click();
  await ada.card("Book the hall").waitFor();
  expect(await grace.titles("To do")).toEqual(["Book the room"]);
  await renaming.reachServer();
  await grace.card("Book the hall").waitFor();
  await renaming.arrive();
  await ada.panel.getByText("Saved").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the hall"]);
});

it("shows a move at once, and where it fails, puts the task back and says why on its card", async () => {
  const { ada, projectId } = scene;
  await scene.createTask("Book the room");
  await scene.openBoard(ada);
  const lock = await holdProject(scene.database.url, projectId);
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await lock.waiting(1);
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
  await ada.card("Book the room").getByRole("alert").getByText("Too many changes are waiting").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the room"]);
  expect(await ada.titles("Done")).toEqual([]);
  await lock.release();
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await ada.card("Book the room").getByRole("alert").waitFor({ state: "detached" });
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
});
