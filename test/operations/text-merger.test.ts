import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeProject } from "../../src/operations/change-project.ts";
import { createTask } from "../../src/operations/create-task.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { TextMerger } from "../../src/operations/text-merger.ts";
import type { TextEdit } from "../../src/operations/text-merges.ts";
import { range } from "../support/range.ts";
import { createStage, type Stage } from "../support/stage.ts";

const lines = range(1, 5_000).map((line) => `line ${line}`);
const theirs = ["edited", ...lines.slice(1)].join("\n");

let stage: Stage;
let ada: OperationContext;
let projectId: string;
let id: string;

beforeAll(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  projectId = await stage.project(ada);
  const input = { projectId, title: "A task", description: lines.join("\n") };
  id = (await changeProject(ada, createTask, input)).task.id;
});

afterAll(() => stage.close());

/** Merges an edit of the last line. Returns the merged text or null, and the number of attempts. */
async function merge(merger: TextMerger, userId: string, more: Partial<TextEdit> = {}) {
  const ours = [...lines.slice(0, -1), "mine"].join("\n");
  const edit: TextEdit = { text: "description", id, version: 0, theirs, ours, ...more };
  let attempts = 0;
  const text = await merger.change(projectId, userId, async (merges) => {
    attempts += 1;
    return merges.find(edit);
  });
  return { text, attempts };
}

describe("TextMerger", () => {
  test("makes a change again with the merge that it asked for", async () => {
    const merged = ["edited", ...lines.slice(1, -1), "mine"].join("\n");
    expect(await merge(new TextMerger(ada.pool), "u1")).toEqual({ text: merged, attempts: 2 });
  });

  test("finds no base of a version or an item that the log does not hold", async () => {
    const merger = new TextMerger(ada.pool);
    expect((await merge(merger, "u1", { version: 1 })).text).toBeNull();
    expect((await merge(merger, "u1", { id: projectId })).text).toBeNull();
    expect((await merge(merger, "u1", { text: "body" })).text).toBeNull();
  });

  test("gives up when the text is another one at each attempt", async () => {
    let attempts = 0;
    const found = await new TextMerger(ada.pool).change(projectId, "u1", async (merges) => {
      attempts += 1;
      return merges.find({ text: "description", id, version: 0, theirs: `${theirs}${attempts}`, ours: theirs });
    });
    expect([found, attempts]).toEqual([null, 6]);
  });

  test("bounds the work of each user, and lets it grow again with time", async () => {
    let now = 0;
    const merger = new TextMerger(ada.pool, () => now);
    let merges = 0;
    while ((await merge(merger, "u1")).text !== null) merges += 1;
    // Each reads four texts of 5,000 lines, of 2,000,000 steps.
    expect(merges).toBe(100);
    expect((await merge(merger, "u2")).text).not.toBeNull();
    now += 50;
    expect((await merge(merger, "u1")).text).toBeNull();
    now += 200;
    expect((await merge(merger, "u1")).text).not.toBeNull();
  });
});
