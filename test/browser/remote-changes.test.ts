import { expect, it } from "vitest";
import { MoveTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

/** An animation that the page has begun: of which card, from whom, and whether it goes somewhere. */
interface Begun {
  readonly card: string | null;
  readonly face: string | null;
  readonly moves: boolean;
}

it("takes each card that others move to its place, with their faces, and marks those that they edit", async () => {
  const { ada, createTask, openBoard } = scene;
  const [one, two, three] = [
    await createTask("Book the room"),
    await createTask("Order the flowers"),
    await createTask("Call Alan"),
  ];
  await ada.page.emulateMedia({ reducedMotion: "no-preference" });
  await record();
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
  expect(await ada.page.getByRole("listitem").getByRole("link", { name: "Book the room" }).count()).toBe(1);
});

it("moves nothing where the person prefers less motion, and shows the faces all the same", async () => {
  const { ada, createTask, openBoard } = scene;
  const [one, two, three] = [
    await createTask("Book the room"),
    await createTask("Order the flowers"),
    await createTask("Call Alan"),
  ];
  await record();
  await openBoard(ada);
  await ada.card("Call Alan").waitFor();
  await Promise.all([move(one), move(two), rename(three)]);
  await expect.poll(marked).toEqual(["Book the room: GH", "Call Alan now: GH", "Order the flowers: GH"]);
  expect((await begun()).filter(({ moves }) => moves)).toEqual([]);
});

it("marks nothing of one's own", async () => {
  const { ada, createTask, openBoard } = scene;
  const taskId = await createTask("Book the room");
  await record();
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

/** Notes each animation that a page begins. */
async function record(): Promise<void> {
  await scene.ada.page.addInitScript(`
    globalThis.begun = [];
    const { animate } = Element.prototype;
    Element.prototype.animate = function (keyframes, ...rest) {
      const card = this.closest("li")?.querySelector("a")?.textContent ?? null;
      const face = this.ariaHidden && this.childElementCount === 1 ? this.textContent : null;
      globalThis.begun.push({ card, face, moves: "transform" in keyframes });
      return animate.call(this, keyframes, ...rest);
    };
  `);
}

async function begun(): Promise<readonly Begun[]> {
  return (await scene.ada.page.evaluate("globalThis.begun")) as Begun[];
}

async function marked(): Promise<readonly string[]> {
  const faces = (await begun()).filter(({ face, moves }) => face !== null && !moves);
  return [...new Set(faces.map(({ card, face }) => `${card}: ${face}`))].sort();
}
