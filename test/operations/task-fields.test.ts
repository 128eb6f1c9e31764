import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import {
  type TaskField,
  type TaskPartsFragment,
  UpdateTaskDocument,
  type UpdateTaskInput,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

/** Fields of a task that an update sets to a value. Labels have tests of their own. */
type EditName = Exclude<
  keyof UpdateTaskInput,
  "taskId" | "addLabelIds" | "removeLabelIds" | "expectedVersion" | "following" | "clientMutationId"
>;

interface FieldCase<Name extends EditName> {
  readonly field: TaskField;
  /** Two values that differ from each other and from that of a new task. */
  readonly values: readonly [NonNullable<UpdateTaskInput[Name]>, NonNullable<UpdateTaskInput[Name]>];
  /** True when null clears it. */
  readonly isOptional: boolean;
  readonly read: (task: TaskPartsFragment) => unknown;
}

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** One row for each field. The people are known once the tests run. */
const cases: { readonly [Name in EditName]-?: () => FieldCase<Name> } = {
  title: () => ({ field: "TITLE", values: ["One", "Two"], isOptional: false, read: ({ title }) => title }),
  description: () => ({
    field: "DESCRIPTION",
    values: ["One", "Two"],
    isOptional: true,
    read: ({ description }) => description,
  }),
  priority: () => ({ field: "PRIORITY", values: ["LOW", "HIGH"], isOptional: false, read: ({ priority }) => priority }),
  assigneeId: () => ({
    field: "ASSIGNEE",
    values: [ada.id, grace.id],
    isOptional: true,
    read: ({ assignee }) => assignee?.id ?? null,
  }),
  dueAt: () => ({
    field: "DUE_AT",
    values: ["2027-01-01T00:00:00.000Z", "2027-02-01T00:00:00.000Z"],
    isOptional: true,
    read: ({ dueAt }) => dueAt,
  }),
};

async function update(input: UpdateTaskInput) {
  const { updateTask } = await ada.expect(UpdateTaskDocument, { input });
  if (!updateTask) throw new Error("The update has no answer.");
  return updateTask;
}

describe.each(Object.entries(cases))("the field %s of a task", (name, prepare) => {
  it("is set, told as changed, cleared, and conflicts with a later change of itself alone", async () => {
    const { field, values, isOptional, read } = prepare();
    const [one, two] = values;
    const { id: taskId } = await board.createTask();
    const set = await update({ taskId, [name]: one });
    expect(read(set.task)).toBe(one);
    expect(await update({ taskId, [name]: one })).toMatchObject({ task: { version: 1 } });
    expect(await update({ taskId, [name]: two, expectedVersion: 0 })).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: [field],
    });
    const [other, value] = name === "title" ? ["description", "Other"] : ["title", "Other"];
    expect(await update({ taskId, [other]: value, expectedVersion: 0 })).toMatchObject({ task: { version: 2 } });
    if (isOptional) expect(read((await update({ taskId, [name]: null })).task)).toBeNull();

    const [first] = await board.changesAfter(3);
    if (first?.__typename !== "TaskUpdated") throw new Error("The change is no update of a task.");
    expect([first.taskChanges, read(first.task)]).toEqual([[field], one]);
  });

  it("is set in a new task", async () => {
    const { values, read } = prepare();
    expect(read(await board.createTask({ [name]: values[0] }))).toBe(values[0]);
  });
});
