import { expect, it } from "vitest";
import {
  CreateCommentDocument,
  CreateLabelDocument,
  DeleteTaskDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const scene = setScene("MEMBER");

/** Reverses what follows it, to the end of the paragraph or of what isolates it. */
const override = "\u202E";
const word = "unbreakable".repeat(40);

/** Texts of people, none of which may change or widen what stands around it. */
const texts = {
  project: `${override}project ${word}`,
  description: `${override}description ${word}`,
  title: `${override}title ${"x".repeat(400)}`,
  deleted: `${override}deleted ${"y".repeat(400)}`,
  text: `${override}text ${word}`,
  comment: `${override}comment ${word}`,
  label: `${override}label ${"z".repeat(40)}`,
} as const;

it("keeps texts that reverse or widen a line to themselves", async () => {
  const { ada, projectId, path, createTask, openBoard } = scene;
  const { project: name, description } = texts;
  await ada.send(UpdateProjectDocument, { input: { projectId, name, description } });
  const taskId = await createTask(texts.title);
  const deleted = await createTask(texts.deleted);
  await ada.send(DeleteTaskDocument, { input: { taskId: deleted } });
  const { createLabel } = await ada.send(CreateLabelDocument, {
    input: { projectId, name: texts.label, color: "TEAL" },
  });
  const labelId = createLabel?.label.id ?? "";
  await ada.send(UpdateTaskDocument, { input: { taskId, description: texts.text, addLabelIds: [labelId] } });
  await ada.send(CreateCommentDocument, { input: { taskId, body: texts.comment } });
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await ada.open("/");
  await ada.page.getByRole("link").filter({ hasText: "project" }).waitFor();
  await expectContained(ada, "projects");
  await openBoard(ada);
  await ada.page.getByRole("link").filter({ hasText: "title" }).waitFor();
  await expectContained(ada, "board");
  const panels = [
    [`tasks/${taskId}`, "comment"],
    ["history", "created"],
    ["deleted", "deleted"],
    ["members", "Grace"],
  ] as const;
  for (const [panel, landmark] of panels) {
    await ada.open(`${path}/${panel}`);
    await ada.panel.getByText(landmark).first().waitFor();
    await expectContained(ada, panel);
  }
});

async function expectContained({ page }: Visitor, place: string): Promise<void> {
  const loose = await page.evaluate<string[]>(`(() => {
    const texts = ${JSON.stringify(Object.values(texts))};
    const walker = document.createTreeWalker(document.getElementById("root"), NodeFilter.SHOW_TEXT);
    const loose = [];
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (!data.includes("${override}") || parentElement.closest("textarea, .visuallyHidden")) continue;
      const isolating = parentElement.closest("bdi, [dir=auto]");
      if (!texts.includes(isolating?.textContent.trim())) loose.push(parentElement.outerHTML.slice(0, 120));
    }
    return loose;
  })()`);
  expect(loose, place).toEqual([]);
  const widened = await page.evaluate<string[]>(`(() => {
    const scrolling = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const boxes = [document.documentElement, ...document.querySelectorAll("#root *")];
    // The board scrolls to its columns. Where something scrolls down, overflow-x computes to auto as well.
    return boxes
      .filter((box) => box === document.documentElement || scrolling(box))
      .filter((box) => !box.querySelector(":scope > [data-status]"))
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => box.outerHTML.slice(0, 120));
  })()`);
  expect(widened, place).toEqual([]);
}
