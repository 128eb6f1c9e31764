import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  CreateCommentDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  type TaskPartsFragment,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateTaskDocument,
  type UpdateTaskInput,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;
let task: TaskPartsFragment;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  task = await board.createTask({ title: "Title" });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function update(person: Person, input: Omit<UpdateTaskInput, "taskId">) {
  const { updateTask } = await person.expect(UpdateTaskDocument, { input: { taskId: task.id, ...input } });
  return given(updateTask);
}

/** Makes a change of the field and returns its id. */
async function edit(person: Person, input: Omit<UpdateTaskInput, "taskId">): Promise<string> {
  const clientMutationId = randomUUID();
  expect(await update(person, { ...input, clientMutationId })).toMatchObject({ __typename: "UpdateTaskPayload" });
  return clientMutationId;
}

describe("following", () => {
  it("lets quick edits of one field build on each other", async () => {
    const ids: string[] = [];
    for (const title of ["A", "Ab", "Abc"]) ids.push(await edit(ada, { title, expectedVersion: 0, following: ids }));
    expect(await update(ada, { title: "Abcd", expectedVersion: 0, following: ids })).toMatchObject({
      task: { title: "Abcd", version: 4 },
    });
  });

  it("counts for the field alone that the named change was the last to set", async () => {
    const own = await edit(ada, { title: "Hers", priority: "LOW" });
    await edit(grace, { priority: "HIGH" });
    const both = { title: "Mine", priority: "MEDIUM" as const, expectedVersion: 0, following: [own] };
    expect(await update(ada, both)).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["PRIORITY"],
      expectedVersion: 0,
      currentVersion: 2,
    });
    expect(await update(ada, { title: "Mine", expectedVersion: 0, following: [own] })).toMatchObject({ seq: 6 });
  });

  it("takes no id of another person, of another task or of no change at all", async () => {
    const hers = await edit(grace, { title: "Hers" });
    const other = await board.createTask();
    const elsewhere = randomUUID();
    const input = { taskId: other.id, title: "Other", clientMutationId: elsewhere };
    await ada.expect(UpdateTaskDocument, { input });
    const following = [hers, elsewhere, randomUUID()];
    expect(await update(ada, { title: "Mine", expectedVersion: 0, following })).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["TITLE"],
    });
  });

  it("takes no id whose change was pruned from the log", async () => {
    const own = await edit(ada, { title: "Hers" });
    const head = await board.seq();
    await administer(database.url, `DELETE FROM activities WHERE project_id = '${board.projectId}' AND seq <= ${head}`);
    expect(await update(ada, { title: "Mine", expectedVersion: 0, following: [own] })).toMatchObject({
      conflictingFields: ["TITLE"],
    });
  });

  it("does not help above the current version", async () => {
    const own = await edit(ada, { title: "Hers" });
    expect(await update(ada, { title: "Mine", expectedVersion: 2, following: [own] })).toMatchObject({
      message: "The task is at version 1, but expectedVersion is 2: TITLE. Nothing was saved.",
    });
  });

  it("holds for moves and changes of the status", async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const { id: afterTaskId } = await board.createTask();
    const ids = { taskId: task.id, expectedVersion: 0 };
    const move = async (input: object) =>
      given((await ada.expect(MoveTaskDocument, { input: { ...ids, ...input } })).moveTask);
    const setStatus = async (input: { status: "DONE" | "TODO"; clientMutationId?: string; following?: string[] }) =>
      given((await ada.expect(UpdateTaskStatusDocument, { input: { ...ids, ...input } })).updateTaskStatus);

    await move({ afterTaskId, clientMutationId: first });
    expect(await move({ following: [first], status: "DONE", clientMutationId: second })).toMatchObject({ seq: 6 });
    expect(await setStatus({ status: "TODO", following: [first] })).toMatchObject({ conflictingFields: ["STATUS"] });
    expect(await setStatus({ status: "TODO", following: [second], clientMutationId: third })).toMatchObject({ seq: 7 });
    expect(await move({ following: [first, second], status: "IN_REVIEW" })).toMatchObject({
      conflictingFields: ["STATUS", "POSITION"],
    });
    expect(await move({ following: [third], status: "IN_REVIEW" })).toMatchObject({ seq: 8 });
  });

  it("holds for comments", async () => {
    const comment = await board.createComment(task.id);
    const ids: string[] = [];
    const save = async (body: string, following: string[]) => {
      const clientMutationId = randomUUID();
      ids.push(clientMutationId);
      const input = { commentId: comment.id, body, expectedVersion: 0, following, clientMutationId };
      return given((await ada.expect(UpdateCommentDocument, { input })).updateComment);
    };
    await save("One", []);
    expect(await save("Two", [])).toMatchObject({ __typename: "CommentConflict" });
    expect(await save("Two", ids)).toMatchObject({ __typename: "UpdateCommentPayload", comment: { version: 2 } });
  });

  it("holds for labels and their deletion", async () => {
    const { id: labelId } = await board.createLabel("Bug");
    const [own, hers] = [randomUUID(), randomUUID()];
    const rename = async (person: Person, name: string, clientMutationId: string, following: string[] = []) => {
      const input = { labelId, name, clientMutationId, ...(person === ada && { expectedVersion: 0, following }) };
      return given((await person.expect(UpdateLabelDocument, { input })).updateLabel);
    };
    const remove = async (following: string[]) => {
      const input = { labelId, expectedVersion: 0, following };
      return given((await ada.expect(DeleteLabelDocument, { input })).deleteLabel);
    };
    await rename(ada, "Fault", own);
    expect(await rename(ada, "Defect", randomUUID())).toMatchObject({ __typename: "LabelConflict" });
    expect(await rename(ada, "Defect", randomUUID(), [own])).toMatchObject({ label: { version: 2 } });
    await rename(grace, "Bug", hers);
    expect(await remove([own, hers])).toMatchObject({ __typename: "LabelConflict", conflictingFields: ["NAME"] });
  });

  it("lets a deletion pass over the changes that it names, and over no other", async () => {
    const comment = randomUUID();
    const own = [await edit(ada, { title: "Hers" }), comment];
    await ada.expect(CreateCommentDocument, { input: { taskId: task.id, body: "Hers", clientMutationId: comment } });
    const remove = async (expectedVersion: number, following: string[]) => {
      const input = { taskId: task.id, expectedVersion, following };
      return given((await ada.expect(DeleteTaskDocument, { input })).deleteTask);
    };

    expect(await remove(0, [comment])).toMatchObject({ conflictingFields: ["TITLE"] });
    // Another's change that an own one replaced: the own one knew it, but this deletion does not.
    await edit(grace, { priority: "LOW" });
    own.push(await edit(ada, { priority: "HIGH" }));
    expect(await remove(0, own)).toMatchObject({ conflictingFields: ["TITLE", "PRIORITY", "COMMENTS"] });
    expect(await remove(3, own)).toMatchObject({ __typename: "DeleteTaskPayload" });
  });

  it.each([
    ["101 ids", Array.from({ length: 101 }, String), []],
    ["an empty id", ["a", ""], [1]],
    ["an id of 129 characters", ["a".repeat(129)], [0]],
  ])("is refused with %s", async (_, following, path) => {
    const { errors } = await ada.request(UpdateTaskDocument, { input: { taskId: task.id, title: "New", following } });
    const issues = [{ path: ["input", "following", ...path] }];
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues } }]);
  });

  it("agrees with a model of who set each field last, for any changes of two people", async () => {
    const step = fc.record({ isOwn: fc.boolean(), field: fc.constantFrom("title", "dueAt") });
    const steps = fc.array(step, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat({ max: 6 }), fc.nat({ max: 63 }), async (changes, version, named) => {
        task = await board.createTask();
        const ids: string[] = [];
        const last = new Map<string, number>();
        for (const [index, { isOwn, field }] of changes.entries()) {
          ids.push(await edit(isOwn ? ada : grace, toValue(field, index)));
          last.set(field, index);
        }
        const expectedVersion = Math.min(version, changes.length);
        const following = ids.filter((_, index) => named & (1 << index));
        const isOpen = (index: number) =>
          index >= expectedVersion && !(changes[index]?.isOwn && following.includes(ids[index] ?? ""));
        const conflicts = ["title", "dueAt"].filter((field) => isOpen(last.get(field) ?? -1));

        const input = { taskId: task.id, expectedVersion, following };
        const all = { ...toValue("title", 9), ...toValue("dueAt", 9) };
        const { updateTask } = await ada.expect(UpdateTaskDocument, { input: { ...input, ...all } });
        const names: Readonly<Record<string, string>> = { title: "TITLE", dueAt: "DUE_AT" };
        expect(updateTask).toMatchObject(
          conflicts.length === 0
            ? { __typename: "UpdateTaskPayload", task: { version: changes.length + 1 } }
            : { __typename: "TaskConflict", conflictingFields: conflicts.map((field) => names[field]) },
        );
        if (conflicts.length === 0) return;
        const isStrange = changes.some((_, index) => isOpen(index));
        const { deleteTask } = await ada.expect(DeleteTaskDocument, { input });
        expect(deleteTask?.__typename).toBe(isStrange ? "TaskConflict" : "DeleteTaskPayload");
      }),
      { numRuns: 40 },
    );
  });
});

/** A value of the field that differs at each step. */
function toValue(field: string, step: number): Omit<UpdateTaskInput, "taskId"> {
  return field === "title" ? { title: `Title ${step}` } : { dueAt: `2027-01-1${step}T00:00:00.000Z` };
}
