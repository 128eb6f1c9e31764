import type { Page } from "playwright-core";
import { type Bar, figureBar } from "../bar.ts";
import type { Bench } from "../bench.ts";
import { type Figure, median } from "../figure.ts";
import type { Measurement } from "../measurement.ts";
import { titleOf } from "../title.ts";
import { type MainThread, traceMainThread } from "./main-thread.ts";
import { type ServedBoard, serveBoard, waitForTasks } from "./served-board.ts";

const contender = "Lockstep's board";
const tasks = 2_000;
/** Repetitions of each work but the first load, of which the median is taken. */
const repetitions = 9;
const loads = 3;

/** Works of people on a large board, each with what it may cost the page's main thread. */
const bars = [
  { work: "first load, longest task", limit: 200 },
  { work: "first load", limit: 1_200 },
  { work: "one remote change", limit: 8 },
  { work: "20 remote changes in a second", limit: 80 },
  { work: "drag over three columns, longest task", limit: 50 },
  { work: "opening a task", limit: 60 },
  { work: "typing ten letters", limit: 60 },
] as const;

type Work = (typeof bars)[number]["work"];
type Rounds = Partial<Record<Work, number[]>>;

export const boardWork: Measurement = {
  name: "board-work",
  title: "Board with 2,000 tasks in Chromium, CPU of its main thread",
  async measure(bench) {
    const served = await serveBoard(bench, tasks);
    try {
      const figures = toFigures(await measureWorks(bench, served));
      return { figures, bars: bars.map((bar) => toBar(figures, bar)) };
    } finally {
      await served.close();
    }
  },
};

async function measureWorks(bench: Bench, served: ServedBoard): Promise<Rounds> {
  const rounds: Rounds = {};
  const note = (work: Work, value: number) => {
    rounds[work] = [...(rounds[work] ?? []), value];
  };
  for (let load = 1; load <= (bench.isQuick ? 1 : loads); load += 1) {
    bench.progress(`board-work: load ${load} of ${loads}`);
    const { longest, total } = await measureLoad(served);
    note("first load, longest task", longest);
    note("first load", total);
  }
  const context = await served.newVisitor();
  const page = await context.newPage();
  await page.goto(served.address);
  await waitForTasks(page, tasks);
  for (let repetition = 1; repetition <= (bench.isQuick ? 1 : repetitions); repetition += 1) {
    bench.progress(`board-work: repetition ${repetition} of ${repetitions}`);
    note("one remote change", (await measureRenames(served, page, 1, repetition)).total);
    note("20 remote changes in a second", (await measureRenames(served, page, 20, repetition)).total);
    note("drag over three columns, longest task", (await measureDrag(page)).longest);
    note("opening a task", (await measureOpening(page)).total);
    note("typing ten letters", (await measureTyping(page)).total);
    await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
  }
  await context.close();
  return rounds;
}

/** In a browser that has the scripts of no earlier visit, nor the project. */
async function measureLoad(served: ServedBoard): Promise<MainThread> {
  const context = await served.newVisitor();
  const page = await context.newPage();
  const measured = await traceMainThread(page, async () => {
    await page.goto(served.address);
    await waitForTasks(page, tasks);
  });
  await context.close();
  return measured;
}

/** Changes of others to the upper cards of a column, spread over a second. */
async function measureRenames(
  { taskIds, rename }: ServedBoard,
  page: Page,
  count: number,
  repetition: number,
): Promise<MainThread> {
  const changes = Array.from({ length: count }, (_, index) => ({
    taskId: taskIds["TODO"]?.[index % 5] ?? "",
    title: `${titleOf(index)}, ${repetition} ${count} ${index}`,
  }));
  return traceMainThread(page, async () => {
    for (const change of changes) {
      const next = new Promise((resolve) => setTimeout(resolve, 1_000 / count));
      await rename([change]);
      if (count > 1) await next;
    }
    await waitForText(page, changes.at(-1));
  });
}

/** Resolves when the task's card shows its title. Costs the page next to nothing, unlike a locator that looks again. */
async function waitForText(page: Page, change: { readonly taskId: string; readonly title: string } | undefined) {
  await page.evaluate((expected) => {
    const isShown = () => document.getElementById(`item-${expected?.taskId}`)?.textContent === expected?.title;
    return new Promise<void>((resolve) => {
      const look = () => {
        if (!isShown()) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    });
  }, change);
}

/** Holds the uppermost card, carries it over the columns to the right and back, and lets it go where it was. */
async function measureDrag(page: Page): Promise<MainThread> {
  const card = page.locator('section[aria-label="To do"] li').first();
  // Opening another one may have scrolled it out of view.
  await card.scrollIntoViewIfNeeded();
  const box = await card.boundingBox();
  if (!box) throw new Error("There is no card to drag.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const measured = await traceMainThread(page, async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 3 * box.width, y + 200, { steps: 60 });
    await page.locator("[data-carried]").waitFor();
    await page.mouse.move(x, y, { steps: 60 });
    await page.keyboard.press("Escape");
    await page.mouse.up();
  });
  await page.locator("[data-carried]").waitFor({ state: "detached" });
  return measured;
}

async function measureOpening(page: Page): Promise<MainThread> {
  return traceMainThread(page, async () => {
    await page.locator('section[aria-label="To do"] li a').nth(6).click();
    await page.getByRole("complementary").getByLabel("Title").waitFor();
  });
}

async function measureTyping(page: Page): Promise<MainThread> {
  const field = page.getByRole("complementary").getByLabel("Title");
  await field.focus();
  return traceMainThread(page, async () => {
    await page.keyboard.type(" no sooner");
  });
}

function toFigures(rounds: Rounds): Figure[] {
  return bars.map(({ work }) => {
    const values = rounds[work] ?? [];
    return { contender, unit: `ms, ${work}`, value: values.length > 0 ? median(values) : null, rounds: values };
  });
}

function toBar(figures: readonly Figure[], { work, limit }: (typeof bars)[number]): Bar {
  const text = `${work} ≤ ${limit.toLocaleString("en")} ms`;
  return figureBar(figures, { contender, unit: `ms, ${work}`, text, bound: "most", limit });
}
