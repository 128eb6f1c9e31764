import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { ApplyChangesDocument } from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import { inAllLooks } from "./all-looks.ts";
import { isInView } from "./is-in-view.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

/** Cards that a column draws at most on a screen of 900 pixels. */
const drawnAtMost = 40;

it("draws the cards near the screen alone, and brings the others by scrolling, focus and address", async () => {
  const { ada, projectId, openBoard } = scene;
  const ids = await createTasks(300);
  await openBoard(ada);
  const todo = ada.column("To do");
  await todo.getByText("300").waitFor();
  await todo.getByRole("link", { name: "Task 1", exact: true }).waitFor();
  expect(await todo.getByRole("listitem").count()).toBeLessThan(drawnAtMost);
  // A screen reader hears the place among all.
  const second = ada.card("Task 2");
  expect(await second.getAttribute("aria-posinset")).toBe("2");
  expect(await second.getAttribute("aria-setsize")).toBe("300");

  await todo.getByRole("list").evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  await ada.card("Task 300").waitFor();
  expect(await todo.getByRole("listitem").count()).toBeLessThan(drawnAtMost);

  // A reader by keyboard keeps the focus, wherever the column is scrolled to.
  await ada.page.getByRole("link", { name: "Task 299", exact: true }).focus();
  await todo.getByRole("list").evaluate((list) => list.scrollTo({ top: 0 }));
  await ada.card("Task 1").waitFor();
  expect(await ada.page.evaluate("document.activeElement.textContent")).toBe("Task 299");
  await ada.page.keyboard.press("Shift+Tab");
  await expect.poll(() => ada.page.evaluate("document.activeElement.closest('li')?.ariaPosInSet")).toBe("298");

  // A new task is shown, however long its column is.
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Task 301");
  await todo.getByRole("textbox").press("Enter");
  await expect.poll(() => isInView(ada, "Task 301")).toBe(true);

  await ada.open(`/projects/${projectId}/tasks/${ids[149]}`);
  await expect.poll(() => isInView(ada, "Task 150")).toBe(true);
  // A click on a card in view scrolls nothing.
  await expect.poll(() => isInView(ada, "Task 148")).toBe(true);
  const link = ada.page.getByRole("link", { name: "Task 148", exact: true });
  // It can be pointed at once it stands still.
  await link.hover();
  const before = await todo.getByRole("list").evaluate(({ scrollTop }) => scrollTop);
  await link.click();
  await ada.page.getByRole("complementary", { name: "Task 148" }).waitFor();
  expect(await todo.getByRole("list").evaluate(({ scrollTop }) => scrollTop)).toBe(before);
});

it("paints each page of the board as it arrives, says that more come, and takes edits meanwhile", async () => {
  const { ada, openBoard } = scene;
  await createTasks(250);
  // By cursor: a page is asked for anew when it is held for long.
  const gates = new Map<unknown, Gate>();
  await ada.page.route("**/graphql", async (route) => {
    const body = route.request().postDataJSON() as { query?: string; variables?: { after?: string } } | null;
    if (/query BoardTasks\b/.test(body?.query ?? "")) {
      const after = body?.variables?.after;
      const gate = gates.get(after) ?? createGate();
      gates.set(after, gate);
      await gate.isOpen;
    }
    await route.fallback();
  });
  const letThrough = async (page: number) => {
    await expect.poll(() => gates.size).toBe(page);
    [...gates.values()].at(-1)?.open();
  };
  await openBoard(ada);
  const count = ada.column("To do").locator("header");
  const more = ada.page.getByRole("status").getByText("More tasks are being loaded");
  await count.getByText("100").waitFor();
  await more.waitFor();
  await inAllLooks(ada, "pages-arrive", "main");
  await letThrough(1);
  await count.getByText("200").waitFor();
  await ada.column("To do").getByRole("button", { name: "Add task" }).click();
  await ada.column("To do").getByRole("textbox").fill("Meanwhile");
  await ada.column("To do").getByRole("textbox").press("Enter");
  await ada.card("Meanwhile").waitFor();
  await letThrough(2);
  await count.getByText("251").waitFor();
  await more.waitFor({ state: "detached" });
});

interface Gate {
  readonly isOpen: Promise<void>;
  open(): void;
}

function createGate(): Gate {
  let open = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { isOpen, open };
}

async function createTasks(count: number): Promise<readonly string[]> {
  const { ada, projectId } = scene;
  const tasks = range(1, count).map((number) => ({ id: randomUUID(), title: `Task ${number}` }));
  const changes = tasks.map((task) => ({ createTask: { ...task, projectId } }));
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } });
  return tasks.map(({ id }) => id);
}
