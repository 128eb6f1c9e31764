import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReadLimit } from "../../../src/engine/log/log-reader.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { createTask } from "../../../src/operations/create-task.ts";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import { range } from "../../support/range.ts";
import { createStage, type Stage } from "../../support/stage.ts";

/** 180,000 bytes of text. */
const description = "字".repeat(60_000);

/** Reached with the third long change. */
const limit: ReadLimit = { entries: 100, bytes: 500_000 };

let stage: Stage;
let ada: OperationContext;
let projectId: string;

beforeAll(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  projectId = await stage.project(ada);
  await changeProject(ada, createTask, { projectId, title: "Long", description });
  await stage.backfill(projectId, 8);
});

afterAll(() => stage.close());

it("bounds a page by entries", async () => {
  expect(await readPage(0, { entries: 4, bytes: 1e9 })).toEqual(range(1, 4));
  expect(await readPage(3, { entries: 100, bytes: 1e9 })).toEqual(range(4, 10));
  expect(await readPage(10, { entries: 100, bytes: 1e9 })).toEqual([]);
});

it("bounds a page by the bytes of its snapshots, and always brings one", async () => {
  expect(await readPage(1, limit)).toEqual([2, 3, 4]);
  expect(await readPage(8, limit)).toEqual([9, 10]);
  expect(await readPage(1, { entries: 100, bytes: 1 })).toEqual([2]);
});

it("bounds a project's newest entries alike", async () => {
  expect(await readNewest(0, { entries: 4, bytes: 1e9 })).toEqual(range(7, 10));
  expect(await readNewest(0, { entries: 100, bytes: 1e9 })).toEqual(range(1, 10));
  expect(await readNewest(0, limit)).toEqual([8, 9, 10]);
  expect(await readNewest(8, limit)).toEqual([9, 10]);
  expect(await readNewest(10, limit)).toEqual([]);
  expect(await readNewest(0, { entries: 100, bytes: 1 })).toEqual([10]);
});

async function readPage(after: number, readLimit: ReadLimit): Promise<number[]> {
  return (await stage.log.readPage(projectId, after, readLimit)).entries.map(({ seq }) => seq);
}

async function readNewest(after: number, readLimit: ReadLimit): Promise<number[] | undefined> {
  return (await stage.log.readStream(projectId, after, readLimit))?.entries.map(({ seq }) => seq);
}
