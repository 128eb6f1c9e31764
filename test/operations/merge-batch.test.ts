import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Board, createBoard, given } from "../support/board.ts";
import { ApplyChangesDocument, TaskDetailDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;
let taskIds: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  taskIds = [];
  for (const _ of range(1, 12)) taskIds.push((await board.createTask({ description: "1\n2\n3\n4\n5" })).id);
  for (const taskId of taskIds) {
    await grace.expect(UpdateTaskDocument, { input: { taskId, description: "one\n2\n3\n4\n5" } });
  }
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function apply(changes: readonly object[], atomic: boolean) {
  const input = { projectId: board.projectId, changes: changes.map((updateTask) => ({ updateTask })) as never, atomic };
  return given((await ada.expect(ApplyChangesDocument, { input })).applyChanges).results;
}

async function read(taskId: string | undefined) {
  return (await ada.expect(TaskDetailDocument, { taskId: taskId ?? "" })).task?.description;
}

describe("applyChanges", () => {
  it.each([false, true])("merges the texts of all changes (atomic: %s)", async (atomic) => {
    const changes = taskIds.map((taskId) => ({ taskId, description: "1\n2\n3\n4\nfive", expectedVersion: 0 }));
    const results = await apply(changes, atomic);
    expect(results).toHaveLength(taskIds.length);
    for (const result of results) expect(result).toMatchObject({ mergedFields: ["DESCRIPTION"] });
    for (const taskId of taskIds) expect(await read(taskId)).toBe("one\n2\n3\n4\nfive");
    expect(await board.seq()).toBe(2 + 3 * taskIds.length);
  });

  it.each([false, true])("merges an edit with a merge of the same batch (atomic: %s)", async (atomic) => {
    const [taskId] = taskIds;
    const first = randomUUID();
    const mine = { taskId, expectedVersion: 0 };
    const results = await apply(
      [
        { ...mine, description: "1\n2\nthree\n4\n5", clientMutationId: first },
        { ...mine, description: "1\n2\nthree\n4\nfive", following: [first] },
      ],
      atomic,
    );
    expect(results).toMatchObject([{ mergedFields: ["DESCRIPTION"] }, { mergedFields: ["DESCRIPTION"] }]);
    expect(await read(taskId)).toBe("one\n2\nthree\n4\nfive");
  });

  it("answers with a conflict where lines meet, and merges the others", async () => {
    const [meets, merges] = taskIds;
    const results = await apply(
      [
        { taskId: meets, description: "uno\n2\n3\n4\n5", expectedVersion: 0 },
        { taskId: merges, description: "1\n2\n3\n4\nfive", expectedVersion: 0 },
      ],
      false,
    );
    expect(results.map(({ __typename }) => __typename)).toEqual(["TaskConflict", "UpdateTaskPayload"]);
    expect(await read(meets)).toBe("one\n2\n3\n4\n5");
  });

  it("keeps the lines of batches that edit the same texts at once", async () => {
    const edit = (line: string) =>
      apply(
        taskIds.map((taskId) => ({ taskId, description: line, expectedVersion: 0 })),
        true,
      );
    const [three, five] = await Promise.all([edit("1\n2\nthree\n4\n5"), edit("1\n2\n3\n4\nfive")]);
    for (const result of [...three, ...five]) expect(result.__typename).toBe("UpdateTaskPayload");
    for (const taskId of taskIds) expect(await read(taskId)).toBe("one\n2\nthree\n4\nfive");
  });
});
