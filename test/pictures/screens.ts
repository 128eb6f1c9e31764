import { holdRequests } from "../browser/held-requests.ts";
import type { Scene } from "../browser/scene.ts";
import { writeDescription } from "../browser/task-panel.ts";
import { UpdateTaskDocument } from "../support/generated/graphql.ts";
import { shownTask } from "./fill-project.ts";

/** Opens the main screens with Ada's browser, each by its name. */
export const screens = {
  async projects({ ada }: Scene) {
    await ada.open("/");
    await ada.page.getByRole("link", { name: "Launch" }).waitFor();
  },
  async board({ ada, openBoard }: Scene) {
    await openBoard(ada);
    await ada.card(shownTask).waitFor();
  },
  async list({ ada, path }: Scene) {
    await ada.open(`${path}?view=list`);
    await ada.page.getByRole("link", { name: shownTask }).waitFor();
  },
  async task(scene: Scene) {
    const { ada } = scene;
    await screens.board(scene);
    await scene.openTask(ada, shownTask);
    await ada.panel.getByRole("article").nth(1).waitFor();
  },
  /** Ada and Grace have written the same line, and Ada chooses. */
  async conflict(scene: Scene) {
    const { ada, grace } = scene;
    await screens.task(scene);
    const changes = await holdRequests(ada.page, "ApplyChanges");
    await writeDescription(ada, "Two paragraphs and a picture,\nat the end of the week.");
    await ada.page.keyboard.press("Escape");
    await changes.held();
    const taskId = ada.page.url().split("/").at(-1) ?? "";
    const description = "Two paragraphs and no picture,\nat the end of May.";
    await grace.send(UpdateTaskDocument, { input: { taskId, description } });
    await changes.letGo();
    await ada.panel.getByRole("region", { name: "Grace Hopper changed the same meanwhile" }).waitFor();
  },
} as const;

export type ScreenName = keyof typeof screens;
