import { getNamedType, isInputObjectType } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../../schema/index.ts";
import { required } from "../../support/board.ts";
import {
  ApplyChangesDocument,
  BoardDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteTaskDocument,
  HistoryDocument,
  MarkNoticesReadDocument,
  MoveTaskDocument,
  ProjectsDocument,
  RedeliverDocument,
  TaskDetailDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../../support/generated/graphql.ts";
import { range } from "../../support/range.ts";
import { unknownId } from "./malformed.ts";
import { asking, createTarget, type Request, sending, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

describe("variables that do not fit are BAD_USER_INPUT, with the place of the fault", () => {
  const cases: readonly (readonly [what: string, request: Request, path: readonly (string | number)[]])[] = [
    ["text for an input", asking(CreateProjectDocument, () => ({ input: "New" })), ["input"]],
    ["no input", asking(CreateProjectDocument, () => ({})), ["input"]],
    ["null for an input", asking(CreateProjectDocument, () => ({ input: null })), ["input"]],
    ["an unknown field", sending(CreateProjectDocument, () => ({ name: "New", colour: "red" })), ["input"]],
    ["a required field left out", sending(CreateTaskDocument, ({ projectId }) => ({ projectId })), ["input"]],
    [
      "a number for text",
      sending(CreateTaskDocument, ({ projectId }) => ({ projectId, title: 5 })),
      ["input", "title"],
    ],
    [
      "null for required text",
      sending(CreateTaskDocument, ({ projectId }) => ({ projectId, title: null })),
      ["input", "title"],
    ],
    [
      "null for a title that may stay but not go",
      sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, title: null })),
      ["input", "title"],
    ],
    [
      "null for a priority",
      sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, priority: null })),
      ["input", "priority"],
    ],
    [
      "null for a new task's status",
      sending(CreateTaskDocument, ({ projectId }) => ({ projectId, title: "New", status: null })),
      ["input", "status"],
    ],
    [
      "null for a column",
      sending(MoveTaskDocument, ({ firstId: taskId }) => ({ taskId, status: null })),
      ["input", "status"],
    ],
    [
      "null for a project's name",
      sending(UpdateProjectDocument, ({ projectId }) => ({ projectId, name: null })),
      ["input", "name"],
    ],
    ["an object for an id", sending(DeleteTaskDocument, () => ({ taskId: { id: "x" } })), ["input", "taskId"]],
    [
      "an unknown value of an enum",
      sending(UpdateTaskStatusDocument, ({ firstId: taskId }) => ({ taskId, status: "LATER" })),
      ["input", "status"],
    ],
    [
      "one within a list",
      asking(BoardDocument, ({ projectId }) => ({ projectId, filter: { status: ["TODO", "LATER"] } })),
      ["filter", "status", 1],
    ],
    ...["0", 0.5, 2 ** 31, true].map(
      (expectedVersion) =>
        [
          `the version ${JSON.stringify(expectedVersion)}`,
          sending(DeleteTaskDocument, ({ firstId: taskId }) => ({ taskId, expectedVersion })),
          ["input", "expectedVersion"],
        ] as const,
    ),
    [
      "a negative version",
      sending(DeleteTaskDocument, ({ firstId: taskId }) => ({ taskId, expectedVersion: -1 })),
      ["input", "expectedVersion"],
    ],
  ];

  const change = { updateTask: { taskId: unknownId, title: "New" } };
  const batches: readonly (readonly [what: string, changes: unknown, path: readonly (string | number)[]])[] = [
    ["no changes", [], []],
    ["501 changes", range(1, 501).map(() => change), []],
    ["null for the changes", null, []],
    ["null for a change", [change, null], [1]],
    ["a change of no kind", [change, {}], [1]],
    ["a change of two kinds", [{ ...change, deleteTask: { taskId: unknownId } }], [0]],
    ["a kind that is null", [change, { updateTask: null }], [1, "updateTask"]],
    ["a kind that no batch has", [{ addMember: { projectId: unknownId, role: "MEMBER" } }], [0]],
    ["an unknown field of a change", [{ updateTask: { taskId: unknownId, colour: "red" } }], [0, "updateTask"]],
    [
      "a negative version",
      [{ updateTask: { ...change.updateTask, expectedVersion: -1 } }],
      [0, "updateTask", "expectedVersion"],
    ],
    ["null for a title", [{ updateTask: { taskId: unknownId, title: null } }], [0, "updateTask", "title"]],
    ["an id that is none", [{ createTask: { id: "x", projectId: unknownId, title: "New" } }], [0, "createTask", "id"]],
    [
      "a long clientMutationId",
      [{ deleteTask: { taskId: unknownId, clientMutationId: "x".repeat(129) } }],
      [0, "deleteTask", "clientMutationId"],
    ],
  ];
  it.each(batches)("a batch with %s", (_what, changes, path) => {
    const request = sending(ApplyChangesDocument, ({ projectId }) => ({ projectId, changes }));
    return target.expectRefusal(request, "BAD_USER_INPUT", [["input", "changes", ...path]]);
  });

  it.each(cases)("%s", (_what, request, path) => target.expectRefusal(request, "BAD_USER_INPUT", [path]));
});

/** Smallest and largest value of each number of an input, as the database and clients rely on them. */
const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  after: [0, 2 ** 31 - 1],
  expectedVersion: [0, 2 ** 31 - 1],
  upTo: [0, 2 ** 31 - 1],
};

describe("a number of an input has a range", () => {
  it("and each has its row here", () => {
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    const fields = inputs.flatMap((input) => Object.values(input.getFields()));
    const numbers = fields.filter(({ type }) => ["Int", "Float"].includes(getNamedType(type).name));
    const names = [...new Set(numbers.map(({ name }) => name))];
    const missing = names.filter((name) => !Object.hasOwn(ranges, name));
    expect(missing, `No range is tested for: ${missing.join(", ")}`).toEqual([]);
    expect(Object.keys(ranges).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(Object.entries(ranges))("%s: values next to its bounds are BAD_USER_INPUT", async (name, [least, most]) => {
    for (const value of [least - 1, most + 1]) {
      const requests: Readonly<Record<string, Request>> = {
        after: sending(RedeliverDocument, () => ({ webhookId: unknownId, after: value })),
        expectedVersion: sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, expectedVersion: value })),
        upTo: sending(MarkNoticesReadDocument, () => ({ upTo: value })),
      };
      await target.expectRefusal(required(requests[name]), "BAD_USER_INPUT", [["input", name]]);
    }
  });
});

describe("a date that is none is BAD_USER_INPUT", () => {
  it.each([
    "tomorrow",
    "2026-11-23",
    "2026-11-23T09:30:00",
    "2026-02-30T09:30:00Z",
    "2026-11-23T09:30:00Z\0",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    5,
    {},
  ])("%j", async (dueAt) => {
    const input = sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, dueAt }));
    const filter = asking(BoardDocument, ({ projectId }) => ({ projectId, filter: { dueBefore: dueAt } }));
    await target.expectRefusal(input, "BAD_USER_INPUT", [["input", "dueAt"]]);
    await target.expectRefusal(filter, "BAD_USER_INPUT", [["filter", "dueBefore"]]);
  });
});

describe("a page that cannot be is BAD_USER_INPUT", () => {
  const lists: Record<string, (page: Record<string, unknown>) => Request> = {
    projects: (page) => asking(ProjectsDocument, () => page),
    tasks: (page) => asking(BoardDocument, ({ projectId }) => ({ projectId, ...page })),
    comments: (page) => asking(TaskDetailDocument, ({ firstId: taskId }) => ({ taskId, ...page })),
    activity: (page) => asking(HistoryDocument, ({ projectId }) => ({ projectId, ...page })),
  };

  it.each(Object.entries(lists))("from %s, by its size", async (_list, toRequest) => {
    for (const first of [101, -1, 2 ** 31 - 1, 2 ** 31, 1.5, "5"]) {
      await target.expectRefusal(toRequest({ first }), "BAD_USER_INPUT", [["first"]]);
    }
  });

  const cursor = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString("base64url");
  const own: Record<string, string> = {
    projects: cursor(1),
    tasks: cursor("TODO", "a0", unknownId),
    comments: cursor(1),
    activity: cursor(1),
  };
  const forged = [
    "",
    "x",
    "\0",
    "\ud800",
    cursor(),
    cursor(null),
    cursor("x"),
    cursor(unknownId, unknownId),
    cursor(-1),
    cursor(1.5),
    cursor(2 ** 31),
    cursor(2 ** 53),
    cursor("TODO", "a\0", unknownId),
    cursor("TODO", "\ud800", unknownId),
    cursor("LATER", "a0", unknownId),
    cursor("TODO", "a0", "x"),
  ];

  /** Numbers that only this list has: projects beyond 32 bits, comments from before the log below 0. */
  const possible: Record<string, readonly string[]> = { projects: [cursor(2 ** 31)], comments: [cursor(-1)] };

  it.each(Object.entries(lists))("from %s, by a forged cursor", async (list, toRequest) => {
    const spoiled = [`${own[list]}\0`, `${own[list]}\ud800`, ` ${own[list]}`];
    for (const after of [...forged, ...spoiled].filter((each) => !possible[list]?.includes(each))) {
      await target.expectRefusal(toRequest({ after }), "BAD_USER_INPUT", [["after"]]);
    }
  });

  it("by a cursor that the server gave for another list", async () => {
    const { project } = await target.ada.expect(BoardDocument, { projectId: target.things.projectId, first: 1 });
    const after = project?.tasks.pageInfo.endCursor;
    expect(after).toBeTypeOf("string");
    const { tasks: _tasks, ...others } = lists;
    for (const toRequest of Object.values(others)) {
      await target.expectRefusal(toRequest({ after }), "BAD_USER_INPUT", [["after"]]);
    }
  });
});
