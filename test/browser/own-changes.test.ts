import { expect, it } from "vitest";
import { holdProject } from "../support/held-lock.ts";
import { dragByMouse } from "./drag.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("shows one's own changes at once, and each once when it is heard of before it is answered", async () => {
  const { ada, grace } = scene;
  await Promise.all([scene.openBoard(ada), scene.openBoard(grace)]);

  const changes = await holdRequests(ada.page, "ApplyChanges");
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Book the room");
  await todo.getByRole("textbox").press("Enter");
  await ada.card("Book the room").waitFor();
  await ada.card("Book the room").getByText("Waits to be sent").waitFor();
  expect(await grace.titles("To do")).toEqual([]);
  await changes.reachServer();
  await grace.card("Book the room").waitFor();
  await ada.card("Book the room").getByText("Waits to be sent").waitFor({ state: "detached" });
  expect(await todo.getByRole("listitem").count()).toBe(1);
  await changes.arrive();
  expect(await todo.getByRole("listitem").count()).toBe(1);

  await scene.openTask(ada, "Book the room");
  await ada.panel.getByLabel("New comment").fill("The hall is free in May.");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").waitFor();
  await ada.panel.getByText(", waits to be sent").waitFor();
  await changes.reachServer();
  await ada.panel.getByText(", waits to be sent").waitFor({ state: "detached" });
  expect(await ada.panel.getByRole("article").count()).toBe(1);
  await changes.arrive();
  expect(await ada.panel.getByRole("article").count()).toBe(1);

  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.card("Book the hall").waitFor();
  await ada.panel.getByText("Saving…").waitFor();
  expect(await grace.titles("To do")).toEqual(["Book the room"]);
  await changes.reachServer();
  await grace.card("Book the hall").waitFor();
  await changes.arrive();
  await ada.panel.getByText("Saved", { exact: true }).waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the hall"]);
});

it("shows a move at once, and keeps it while the project is busy until the server takes it", async () => {
  const { ada, grace, projectId } = scene;
  await scene.createTask("Book the room");
  await Promise.all([scene.openBoard(ada), scene.openBoard(grace)]);
  const lock = await holdProject(scene.database.url, projectId);
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await lock.waiting(1);
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
  await ada.card("Book the room").getByText("Waits to be sent").waitFor();
  expect(await grace.titles("Done")).toEqual([]);
  await lock.release();
  await ada.card("Book the room").getByText("Waits to be sent").waitFor({ state: "detached" });
  await expect.poll(() => grace.titles("Done")).toEqual(["Book the room"]);
  expect(await ada.titles("Done")).toEqual(["Book the room"]);
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
});
