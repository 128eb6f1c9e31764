import { expect, it } from "vitest";
import { MoveTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { recordAnimations } from "./record-animations.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("takes each card that others move to its place, with their faces, and marks those that they edit", async () => {
  const { ada, createTask, openBoard } = scene;
  const [one, two, three] = [
    await createTask("Book the room"),
    await createTask("Order the flowers"),
    await createTask("Call Alan"),
  ];
  await ada.page.emulateMedia({ reducedMotion: "no-preference" });
  const { begun, marked } = await recordAnimations(ada.page);
  await openBoard(ada);
  await ada.card("Call Alan").waitFor();
  const ways = async () => (await begun()).filter(({ moves }) => moves).length;
  await move(one);
  await expect.poll(ways).toBe(1);
  await move(two);
  await expect.poll(ways).toBe(2);
  await rename(three);
  await expect.poll(() => ada.titles("Done")).toEqual(["Book the room", "Order the flowers"]);
  await expect.poll(marked).toEqual(["Book the room: GH", "Call Alan now: GH", "Order the flowers: GH"]);
  expect((await begun()).filter(({ copiedIds }) => copiedIds > 0)).toEqual([]);
  expect(await ada.page.getByRole("listitem").getByRole("link", { name: "Book the room" }).count()).toBe(1);
});

it("moves nothing where the person prefers less motion, and shows the faces all the same", async () => {
  const { ada, createTask, openBoard } = scene;
  const [one, two, three] = [
    await createTask("Book the room"),
    await createTask("Order the flowers"),
    await createTask("Call Alan"),
  ];
  const { begun, marked } = await recordAnimations(ada.page);
  await openBoard(ada);
  await ada.card("Call Alan").waitFor();
  await Promise.all([move(one), move(two), rename(three)]);
  await expect.poll(marked).toEqual(["Book the room: GH", "Call Alan now: GH", "Order the flowers: GH"]);
  expect((await begun()).filter(({ moves }) => moves)).toEqual([]);
});

it("tells screen readers of each change of others once, and of none of one's own", async () => {
  const { ada, createTask, openBoard } = scene;
  const own = await createTask("Book the room");
  const others = [await createTask("Order the flowers"), await createTask("Call Alan"), await createTask("Print")];
  await openBoard(ada);
  await ada.page.locator("main + [role=status]").waitFor({ state: "attached" });
  await ada.page.evaluate(`
    globalThis.said = [];
    const news = document.querySelector("main + [role=status]");
    new MutationObserver(() => globalThis.said.push(news.textContent)).observe(news, {
      ...{ childList: true, characterData: true, subtree: true },
    });`);
  await ada.send(MoveTaskDocument, { input: { taskId: own, status: "DONE" } });
  await expect.poll(() => ada.titles("Done")).toEqual(["Book the room"]);
  await Promise.all(others.map((taskId) => move(taskId)));
  // On a busy machine the three may come in more than one sentence.
  const sentence = /^Grace Hopper moved “.+” from To do to Done(?:, and (\d) more changes?)?\.$/;
  const count = async () => {
    const said = (await ada.page.evaluate("globalThis.said")) as string[];
    const counts = said
      .map((each) => sentence.exec(each) ?? [each, "100"])
      .map(([, others = "0"]) => 1 + Number(others));
    return counts.reduce((sum, each) => sum + each, 0);
  };
  await expect.poll(count).toBe(3);
});

it("marks nothing of one's own", async () => {
  const { ada, createTask, openBoard } = scene;
  const taskId = await createTask("Book the room");
  const { marked } = await recordAnimations(ada.page);
  await openBoard(ada);
  await ada.card("Book the room").waitFor();
  await ada.send(MoveTaskDocument, { input: { taskId, status: "DONE" } });
  await expect.poll(() => ada.titles("Done")).toEqual(["Book the room"]);
  expect(await marked()).toEqual([]);
});

/** As Grace. */
async function move(taskId: string): Promise<void> {
  await scene.grace.send(MoveTaskDocument, { input: { taskId, status: "DONE" } });
}

async function rename(taskId: string): Promise<void> {
  await scene.grace.send(UpdateTaskDocument, { input: { taskId, title: "Call Alan now" } });
}
