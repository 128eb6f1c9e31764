import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { setScene } from "../browser/scene.ts";
import { fillProject } from "./fill-project.ts";
import { recordTwoWindows } from "./record-two-windows.ts";
import { type ScreenName, screens } from "./screens.ts";
import { type Look, setLook, wearOwnFont } from "./set-look.ts";

const folder = join(projectRoot, "docs/images");

/** Pictures of the docs: the screen and its look. */
const images = {
  "board-light": ["board", "desktop-light"],
  "board-dark": ["board", "desktop-dark"],
  "board-phone": ["board", "phone-light"],
  task: ["task", "desktop-light"],
  conflict: ["conflict", "desktop-light"],
} as const satisfies Record<string, readonly [ScreenName, Look]>;

const scene = setScene("MEMBER");

beforeEach(async () => {
  const { ada, grace, projectId } = scene;
  for (const { page } of [ada, grace]) await wearOwnFont(page);
  await fillProject(ada, grace, projectId, new Date());
  mkdirSync(folder, { recursive: true });
});

it.each(Object.entries(images))("draws %s", async (name, [screen, look]) => {
  const { ada, grace } = scene;
  await setLook(ada.page, look);
  // She is seen among those who are present.
  await scene.openBoard(grace);
  await screens[screen](scene);
  await ada.page.getByRole("banner").getByRole("img", { name: "Grace Hopper" }).waitFor();
  const session = await ada.page.context().newCDPSession(ada.page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  keep(`${name}.webp`, Buffer.from(data, "base64"), 120);
});

it("draws two windows", async () => {
  keep("two-windows.gif", await recordTwoWindows(scene), 1_500);
});

function keep(name: string, image: Uint8Array, maxKilobytes: number): void {
  const file = join(folder, name);
  writeFileSync(file, image);
  expect(statSync(file).size / 1_000).toBeLessThanOrEqual(maxKilobytes);
}
