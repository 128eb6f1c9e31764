import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  BoardDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  TaskDetailDocument,
  UpdateLabelDocument,
  UpdateTaskDocument,
  type UpdateTaskInput,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

const unknownId = "01a20000-0000-7000-8000-000000000000";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
});

beforeEach(async () => {
  board = await createBoard(ada);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function update(input: UpdateTaskInput) {
  return (await ada.expect(UpdateTaskDocument, { input })).updateTask;
}

async function namesOn(taskId: string): Promise<string[] | undefined> {
  const { task } = await ada.expect(TaskDetailDocument, { taskId });
  return task?.labels.map(({ name }) => name);
}

describe("createLabel", () => {
  it.each([
    ["bug", "BUG"],
    ["Größe", "GRÖSSE"],
    ["Ärger", "A\u0308rger"],
  ])("refuses %s beside %s: names are unique whatever the case", async (one, other) => {
    await board.createLabel(one);
    const input = { projectId: board.projectId, name: other, color: "RED" } as const;
    const answer = await ada.request(CreateLabelDocument, { input });
    expect(answer.errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["input", "name"] }] } },
    ]);
    const elsewhere = await createBoard(ada);
    expect(await elsewhere.createLabel(other)).toMatchObject({ name: other });
  });

  it("allows a label to change the case of its own name", async () => {
    const { id: labelId } = await board.createLabel("bug");
    const { updateLabel } = await ada.expect(UpdateLabelDocument, { input: { labelId, name: "Bug" } });
    expect(updateLabel).toMatchObject({ label: { name: "Bug", version: 1 } });
  });

  it("makes at most 100 labels in a project, in order", async () => {
    for (const place of range(1, 100)) await board.createLabel(`Label ${place}`);
    const input = { projectId: board.projectId, name: "One more", color: "RED" } as const;
    expect(codeOf(await ada.request(CreateLabelDocument, { input }))).toBe("BAD_USER_INPUT");
    const { project } = await ada.expect(BoardDocument, { projectId: board.projectId });
    expect(project?.labels.map(({ name }) => name)).toEqual(range(1, 100).map((place) => `Label ${place}`));
  });
});

describe("labels of a task", () => {
  it("are added and removed without a conflict, as a field of the task's update", async () => {
    const [bug, later] = [await board.createLabel("Bug"), await board.createLabel("Later")];
    const { id: taskId } = await board.createTask({ labelIds: [later.id] });
    await update({ taskId, title: "New" });
    expect(await update({ taskId, addLabelIds: [bug.id], expectedVersion: 0 })).toMatchObject({
      task: { version: 2, labels: [bug, later] },
    });
    expect(await update({ taskId, removeLabelIds: [later.id], expectedVersion: 0 })).toMatchObject({
      task: { version: 3, labels: [bug] },
    });
    expect(await update({ taskId, description: "More", addLabelIds: [later.id], expectedVersion: 9 })).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["DESCRIPTION"],
    });
    expect(await board.changesAfter(5)).toMatchObject([
      { taskChanges: ["LABELS"], task: { labels: [bug, later] } },
      { taskChanges: ["LABELS"], task: { labels: [bug] } },
    ]);
    const remove = { input: { taskId, expectedVersion: 1 } };
    expect((await ada.expect(DeleteTaskDocument, remove)).deleteTask).toMatchObject({ conflictingFields: ["LABELS"] });
  });

  it("change nothing where they are unknown, deleted, of another project, or there already", async () => {
    const label = await board.createLabel("Bug");
    const gone = await board.createLabel("Gone");
    await ada.expect(DeleteLabelDocument, { input: { labelId: gone.id } });
    const foreign = await (await createBoard(ada)).createLabel("Foreign");
    const { id: taskId } = await board.createTask({ labelIds: [label.id, gone.id, foreign.id, unknownId, "no id"] });
    expect(await namesOn(taskId)).toEqual(["Bug"]);
    const before = await board.seq();
    const addLabelIds = [label.id, gone.id, foreign.id, unknownId];
    expect(await update({ taskId, addLabelIds, removeLabelIds: [unknownId] })).toMatchObject({ seq: before });
    expect(await board.seq()).toBe(before);
  });

  it("are at most 20", async () => {
    const labelIds: string[] = [];
    for (const place of range(1, 21)) labelIds.push((await board.createLabel(`Label ${place}`)).id);
    const input = { projectId: board.projectId, title: "Full", labelIds };
    expect(codeOf(await ada.request(CreateTaskDocument, { input }))).toBe("BAD_USER_INPUT");
    const { id: taskId } = await board.createTask({ labelIds: labelIds.slice(0, 20) });
    const [first = "", last = ""] = [labelIds[0], labelIds[20]];
    expect(codeOf(await ada.request(UpdateTaskDocument, { input: { taskId, addLabelIds: [last] } }))).toBe(
      "BAD_USER_INPUT",
    );
    expect(await update({ taskId, addLabelIds: [last], removeLabelIds: [first] })).toMatchObject({
      task: { version: 1 },
    });
  });

  it("filter a board's tasks: any of them", async () => {
    const [bug, later] = [await board.createLabel("Bug"), await board.createLabel("Later")];
    await board.createTask({ title: "Both", labelIds: [bug.id, later.id] });
    await board.createTask({ title: "Later", labelIds: [later.id] });
    await board.createTask({ title: "None" });
    const find = async (labelIds: string[]) => {
      const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, filter: { labelIds } });
      expect(given(project).tasks.totalCount).toBe(given(project).tasks.nodes.length);
      return project?.tasks.nodes.map(({ title }) => title);
    };
    expect(await find([bug.id])).toEqual(["Both"]);
    expect(await find([bug.id, later.id.toUpperCase()])).toEqual(["Both", "Later"]);
    expect(await find([unknownId, "no id"])).toEqual([]);
    expect(await find([])).toEqual([]);
  });
});
