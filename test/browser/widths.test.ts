import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { ApplyChangesDocument, CreateProjectDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

/** Widths of screens, in pixels: an old phone, a phone, a tablet, a desktop. */
const widths = [320, 390, 768, 1_440];

const texts = {
  "a long line": "Everything for the evening in May. ".repeat(40).trim(),
  "a long word": "Donaudampfschifffahrt".repeat(4),
};

it.each(Object.entries(texts))("nothing is wider than the screen with %s in every place", async (_, text) => {
  const { ada } = scene;
  const name = text.slice(0, 100);
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name, description: text } });
  const projectId = createProject?.project.id ?? "";
  const [id, labelId] = [randomUUID(), randomUUID()];
  const task = { projectId, title: text.slice(0, 500), description: text, labelIds: [labelId] };
  const changes = [
    { createLabel: { projectId, id: labelId, name: text.slice(0, 50), color: "RED" } },
    { createTask: { ...task, id } },
    { createComment: { taskId: id, body: text } },
  ];
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } } as never);
  const path = `/projects/${projectId}`;
  const { page } = ada;
  for (const address of ["/", path, `${path}?view=list`, `${path}/tasks/${id}`, `${path}/labels`, `${path}/settings`]) {
    await ada.open(address);
    await page.getByText(name.slice(0, 20)).first().waitFor();
    if (address.startsWith(`${path}/`)) await ada.panel.waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      // Measured against the asked width: `innerWidth` grows along with what is too wide.
      await expect
        .poll(() => page.evaluate("document.documentElement.scrollWidth"), { message: `${address} at ${width}` })
        .toBe(width);
      // A part may cut a text at its edge, but a control there is out of reach.
      await expect.poll(() => listCutControls(width), { message: `${address} at ${width}` }).toEqual([]);
    }
  }
});

it.each([768, 1_280, 1_920, 2_560])("columns are 280 to 320 pixels wide on a screen of %i", async (width) => {
  const { ada, openBoard } = scene;
  await ada.page.setViewportSize({ width, height: 844 });
  await openBoard(ada);
  const columns = await ada.page.locator("section[data-status]").all();
  const measured = await Promise.all(columns.map(async (column) => (await column.boundingBox())?.width ?? 0));
  expect(measured.length).toBeGreaterThan(3);
  expect(Math.min(...measured)).toBeGreaterThanOrEqual(280);
  expect(Math.max(...measured)).toBeLessThanOrEqual(320);
});

/** Buttons, fields and links that reach beyond the screen, but for those of the board and bars that scroll sideways. */
function listCutControls(width: number): Promise<unknown> {
  return scene.ada.page.evaluate(`
    [...document.querySelectorAll("button, input, select, textarea, header a")]
      .filter((each) => each.checkVisibility() && !each.closest("[data-status], .visuallyHidden, [popover]:not(:popover-open)"))
      .filter((each) => {
        for (let part = each.parentElement; part; part = part.parentElement)
          if (/auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth) return false;
        return true;
      })
      .filter((each) => each.getBoundingClientRect().right > ${width} + 1 || each.getBoundingClientRect().left < -1)
      .map((each) => each.outerHTML.slice(0, 100))`);
}
