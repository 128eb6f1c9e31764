import type { Locator, Page } from "playwright-core";
import { it } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

/** Ada and Grace open one task. Returns what Ada is told of Grace. */
async function meetInTask(): Promise<(text: string) => Locator> {
  const { ada, grace } = scene;
  await scene.createTask("Book the room");
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const told = (text: string) => ada.panel.getByRole("status").getByText(text);
  await scene.openBoard(grace);
  await scene.openTask(grace, "Book the room");
  await told("Grace Hopper is looking at this").waitFor();
  return told;
}

it("says who else has the task open and what they edit, until they leave it", async () => {
  const { ada, grace } = scene;
  await scene.createTask("Order the flowers");
  const told = await meetInTask();
  await grace.panel.getByRole("status").getByText("Ada Lovelace is looking at this").waitFor();
  await grace.panel.getByRole("button", { name: "Add a description…" }).click();
  await told("Grace Hopper is editing the description").waitFor();
  await ada.picture("others-here");
  await grace.panel.getByLabel("New comment").focus();
  await told("Grace Hopper is writing a comment").waitFor();
  await grace.panel.getByLabel("Title").focus();
  await told("Grace Hopper is editing the title").waitFor();
  await scene.openTask(grace, "Order the flowers");
  await told("Grace Hopper").waitFor({ state: "detached" });
  await scene.openTask(grace, "Book the room");
  await told("Grace Hopper is looking at this").waitFor();
  await grace.page.close();
  await told("Grace Hopper").waitFor({ state: "detached" });
});

it("ends while the page is hidden, in whichever tab of the person", async () => {
  const { grace } = scene;
  const told = await meetInTask();
  const turn = (page: Page, state: "hidden" | "visible") =>
    page.evaluate(`Object.defineProperty(document, "visibilityState", { configurable: true, value: "${state}" });
      document.dispatchEvent(new Event("visibilitychange"))`);
  await turn(grace.page, "hidden");
  await told("Grace Hopper").waitFor({ state: "detached" });
  await turn(grace.page, "visible");
  await told("Grace Hopper is looking at this").waitFor();

  const second = await grace.page.context().newPage();
  await second.goto(grace.page.url());
  await second.getByRole("button", { name: "Add a description…" }).click();
  await told("Grace Hopper is editing the description").waitFor();
  await turn(grace.page, "hidden");
  await turn(second, "hidden");
  // The first tab tells nothing any more, the second one does.
  await told("Grace Hopper").waitFor({ state: "detached" });
});

it("follows the tab that is looked at when another one of the person closes", async () => {
  const { ada, grace, path } = scene;
  const taskId = await scene.createTask("Book the room");
  await scene.createTask("Order the flowers");
  await scene.openBoard(ada);
  await scene.openTask(ada, "Book the room");
  const told = ada.panel.getByRole("status").getByText("Grace Hopper is looking at this");
  await scene.openBoard(grace);
  const lookAt = () => grace.page.evaluate(`dispatchEvent(new Event("focus"))`);
  const openSecond = async () => {
    const second = await grace.page.context().newPage();
    await second.goto(new URL(`${path}/tasks/${taskId}`, grace.page.url()).href);
    await told.waitFor();
    return second;
  };

  let second = await openSecond();
  await second.close();
  // Nothing is open in the first one.
  await lookAt();
  await told.waitFor({ state: "detached" });

  await scene.openTask(grace, "Order the flowers");
  second = await openSecond();
  await second.close();
  await lookAt();
  await told.waitFor({ state: "detached" });
  await scene.openTask(ada, "Order the flowers");
  await told.waitFor();
});
