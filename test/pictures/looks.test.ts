import { beforeEach, describe, expect, it } from "vitest";
import { setScene } from "../browser/scene.ts";
import { CreateProjectDocument } from "../support/generated/graphql.ts";
import { comparePicture } from "./compare-picture.ts";
import { fillProject } from "./fill-project.ts";
import { type ScreenName, screens } from "./screens.ts";
import { type Look, looks, setLook, stopTimes, wearOwnFont } from "./set-look.ts";

/** Share of a picture that may differ. A button that is gone is more. */
const tolerance = 0.001;

const scene = setScene("MEMBER");

beforeEach(async () => {
  const { ada, grace, projectId } = scene;
  await wearOwnFont(ada.page);
  // Far in the future, so that nothing is due today.
  await fillProject(ada, grace, projectId, new Date("2050-05-17T12:00:00Z"));
  for (const name of ["Website", "Office move"]) await ada.send(CreateProjectDocument, { input: { name } });
});

describe("the look of the main screens", () => {
  it.each(Object.keys(screens) as ScreenName[])("%s", async (name) => {
    await screens[name](scene);
    await expectLooks(name);
  });

  it("sign-in", async () => {
    const { page } = scene.ada;
    await page.context().clearCookies();
    await scene.ada.open("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await expectLooks("sign-in");
  });
});

/** Compares until it fits: a page may still be on its way to the new size. */
async function expectLooks(name: string): Promise<void> {
  const { page } = scene.ada;
  for (const look of Object.keys(looks) as Look[]) {
    await setLook(page, look);
    const differs = async () => {
      await stopTimes(page);
      return comparePicture(`${name}-${look}`, await page.screenshot({ animations: "disabled" }));
    };
    await expect.poll(differs, { message: `${name}-${look}` }).toBeLessThanOrEqual(tolerance);
  }
}
