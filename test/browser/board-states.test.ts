import { expect, it } from "vitest";
import { inAllLooks } from "./all-looks.ts";
import { createCut } from "./create-cut.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

it("says so when a project has more tasks than the board loads", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await ada.page.route("**/graphql", async (route) => {
    if (!/query BoardStart\b/.test(route.request().postData() ?? "")) return route.fallback();
    const response = await route.fetch();
    const body = (await response.json()) as BoardStart;
    const { tasks } = body.data.project;
    // As many as the client loads, of which the server has more.
    tasks.nodes = Array.from({ length: 5_000 }, () => tasks.nodes[0]);
    tasks.pageInfo.hasNextPage = true;
    await route.fulfill({ response, json: body });
  });
  await openBoard(ada);
  const note = ada.page.getByRole("status").getByText("The project has more tasks than are shown here");
  await note.waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the room"]);
  await inAllLooks(ada, "partial-board", "main");
  // It is kept with the copy on disk.
  await ada.page.reload();
  await note.waitFor();
});

it("says so when the browser takes no writes, and sends the changes once it does", async () => {
  const { ada, createTask, openBoard } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  const cut = await createCut(ada.page);
  await ada.page.reload();
  await ada.card("Book the room").waitFor();
  await cut(true);
  await ada.page.getByText(/^Offline since/).waitFor();
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Print the cards");
  await todo.getByRole("textbox").press("Enter");
  await ada.page.getByText("1 change waits on this device").waitFor();
  await ada.page.evaluate(`
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
    globalThis.freeDisk = () => {
      IDBObjectStore.prototype.put = put;
    };
  `);
  await cut(false);
  const note = ada.page.getByRole("status").getByText("This browser stores nothing at present, trying again");
  await note.waitFor();
  await ada.page.getByRole("status").getByText("1 change waits on this device").waitFor();
  await inAllLooks(ada, "storage-takes-nothing", "main");
  await ada.page.evaluate("globalThis.freeDisk()");
  await note.waitFor({ state: "detached" });
  await ada.page.getByText(/changes? waits?/).waitFor({ state: "detached" });
  await expect.poll(() => ada.titles("To do")).toEqual(["Book the room", "Print the cards"]);
});

interface BoardStart {
  readonly data: { readonly project: { readonly tasks: Page } };
}

interface Page {
  nodes: unknown[];
  readonly pageInfo: { hasNextPage: boolean };
}
