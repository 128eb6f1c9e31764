import { expect, it } from "vitest";
import { MoveTaskDocument } from "../support/generated/graphql.ts";
import { dragByMouse } from "./drag.ts";
import { holdRequests } from "./held-requests.ts";
import { setScene } from "./scene.ts";

const scene = setScene("ADMIN");

it("puts a task beside one whose own move is not answered yet", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  for (const title of ["Book the room", "Order the flowers", "Print the cards"]) await createTask(title);
  await Promise.all([openBoard(ada), openBoard(grace)]);
  const moves = await holdRequests(ada.page, "ApplyChanges");
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await dragByMouse(ada, "Order the flowers", { column: "Done", onto: "Book the room", place: "1 of 2" });
  await dragByMouse(ada, "Print the cards", { column: "Done", onto: "Book the room", place: "2 of 3" });
  const wanted = ["Order the flowers", "Print the cards", "Book the room"];
  await expect.poll(() => ada.titles("Done")).toEqual(wanted);
  await moves.held();
  expect(moves.count).toBe(1);
  // The first one alone, and then the others in one request.
  for (let batch = 1; batch <= 2; batch += 1) {
    await moves.reachServer();
    await moves.arrive();
    expect(await ada.titles("Done")).toEqual(wanted);
  }
  await expect.poll(() => grace.titles("Done")).toEqual(wanted);
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
});

it("says on its own card why a move failed, whatever is moved after it", async () => {
  const { ada, createTask, openBoard } = scene;
  for (const title of ["Book the room", "Order the flowers", "Print the cards"]) await createTask(title);
  await openBoard(ada);
  const moves = await holdRequests(ada.page, "ApplyChanges");
  await dragByMouse(ada, "Book the room", { column: "Done", place: "1 of 1" });
  await dragByMouse(ada, "Order the flowers", { column: "In review", place: "1 of 1" });
  await moves.refuse("FORBIDDEN", "Members may not move it.");
  await ada.card("Book the room").getByText("Members may not move it.").waitFor();
  await moves.refuse("BAD_USER_INPUT", "beforeTaskId must come after afterTaskId in its column.");
  await ada.card("Order the flowers").getByText("The tasks around that place were moved").waitFor();
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room", "Order the flowers", "Print the cards"]);

  await dragByMouse(ada, "Print the cards", { column: "Done", place: "1 of 1" });
  await moves.reachServer();
  await moves.arrive();
  await expect.poll(() => ada.card("Print the cards").getByRole("alert").allTextContents()).toEqual([]);
  await ada.card("Book the room").getByText("Members may not move it.").waitFor();
  await ada.card("Book the room").getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => ada.page.getByRole("alert").count()).toBe(1);
  await ada.card("Order the flowers").getByText("The tasks around that place were moved").waitFor();
});

it("moves to the end of the column when somebody else took the neighbour away at the same moment", async () => {
  const { ada, grace, createTask, openBoard } = scene;
  await createTask("Book the room");
  const taskId = await createTask("Order the flowers", "DONE");
  await openBoard(ada);
  const moves = await holdRequests(ada.page, "ApplyChanges");
  await dragByMouse(ada, "Book the room", { column: "Done", onto: "Order the flowers", place: "1 of 2" });
  await grace.send(MoveTaskDocument, { input: { taskId, status: "BACKLOG" } });
  await moves.reachServer();
  await moves.arrive();
  await expect.poll(() => ada.titles("Done")).toEqual(["Book the room"]);
  expect(await ada.page.getByRole("alert").allTextContents()).toEqual([]);
});

it("arrows lead from card to card, also to the next column that has some", async () => {
  const { ada, createTask, openBoard } = scene;
  for (const title of ["Book the room", "Order the flowers"]) await createTask(title);
  for (const title of ["Print the cards", "Write the speech"]) await createTask(title, "IN_REVIEW");
  await openBoard(ada);
  await ada.card("Write the speech").waitFor();
  await ada.card("Order the flowers").getByRole("link").focus();
  for (const [key, title] of [
    ["ArrowRight", "Write the speech"],
    ["ArrowRight", "Write the speech"],
    ["ArrowUp", "Print the cards"],
    ["ArrowLeft", "Book the room"],
    ["ArrowDown", "Order the flowers"],
  ] as const) {
    await ada.page.keyboard.press(key);
    await expect.poll(() => ada.page.evaluate("document.activeElement.textContent")).toBe(title);
  }
});
