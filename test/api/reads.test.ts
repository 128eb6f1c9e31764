import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { BoardDocument, HistoryDocument, MoveTaskDocument, type TaskFilter } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  [ada, grace] = await Promise.all([instance.person("ada"), instance.person("grace")]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function readTasks({ projectId }: Board, filter?: TaskFilter) {
  const { project } = await ada.expect(BoardDocument, { projectId, first: 100, ...(filter && { filter }) });
  return given(project).tasks;
}

describe("tasks are in order", () => {
  it("by their columns from left to right", async () => {
    const board = await createBoard(ada);
    const columns = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const;
    for (const status of columns.toReversed()) await board.createTask({ status });
    expect((await readTasks(board)).nodes.map(({ status }) => status)).toEqual(columns);
  });

  it("by their positions in bytes, whatever the database's language sorts first", async () => {
    const board = await createBoard(ada);
    const first = await board.createTask();
    const second = await board.createTask();
    await ada.expect(MoveTaskDocument, { input: { taskId: second.id, beforeTaskId: first.id } });
    const { nodes } = await readTasks(board);
    expect(nodes.map(({ id }) => id)).toEqual([second.id, first.id]);
    // Upper case before lower case is what tells bytes from languages.
    expect(nodes.map(({ position }) => position)).toEqual(["Zz", "a0"]);
  });

  it("by their ids where they share a position", async () => {
    const board = await createBoard(ada);
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) ids.push((await board.createTask()).id);
    await administer(database.url, `UPDATE tasks SET position = 'a0' WHERE project_id = '${board.projectId}'`);
    expect((await readTasks(board)).nodes.map(({ id }) => id)).toEqual(ids.toSorted());

    const paged: string[] = [];
    for (let after: string | null | undefined; ; ) {
      const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, first: 2, after });
      const { nodes, pageInfo } = given(project).tasks;
      paged.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(paged).toEqual(ids.toSorted());
  });
});

it("history is newest first, and never goes back in time", async () => {
  const board = await createBoard(ada);
  for (let made = 0; made < 5; made += 1) await board.createTask();
  const { project } = await ada.expect(HistoryDocument, { projectId: board.projectId });
  const { nodes } = given(project).activity;
  expect(nodes.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1]);
  const times = nodes.map(({ at }) => at);
  expect(times).toEqual(times.toSorted().toReversed());
});

describe("tasks are filtered", () => {
  let board: Board;

  beforeAll(async () => {
    board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    await board.createTask({ title: "Élan vital", description: "Für die Grüße", status: "BACKLOG", priority: "HIGH" });
    await board.createTask({ title: "elephant", description: "100% of the room_", assigneeId: ada.id });
    await board.createTask({
      title: "Room service",
      status: "DONE",
      priority: "HIGH",
      assigneeId: grace.id,
      dueAt: "2026-12-01T09:00:00Z",
    });
    await board.createTask({ title: "Приём", status: "DONE", dueAt: "2026-12-02T09:00:00Z" });
  });

  const unknownId = "01a20660-0000-7000-8000-000000000000";
  const cases: Record<string, [filter: () => TaskFilter, titles: readonly string[]]> = {
    "by nothing": [() => ({}), ["Élan vital", "elephant", "Room service", "Приём"]],
    "by null, which is nothing but for the assignee": [
      () => ({ status: null, priority: null, text: null, dueBefore: null, dueAfter: null }),
      ["Élan vital", "elephant", "Room service", "Приём"],
    ],
    "by a status": [() => ({ status: ["DONE"] }), ["Room service", "Приём"]],
    "by several statuses": [() => ({ status: ["TODO", "BACKLOG"] }), ["Élan vital", "elephant"]],
    "by no status at all": [() => ({ status: [] }), []],
    "by a priority": [() => ({ priority: ["HIGH", "URGENT"] }), ["Élan vital", "Room service"]],
    "by an assignee": [() => ({ assigneeId: grace.id }), ["Room service"]],
    "by no assignee": [() => ({ assigneeId: null }), ["Élan vital", "Приём"]],
    "by an unknown assignee": [() => ({ assigneeId: unknownId }), []],
    "by a malformed assignee": [() => ({ assigneeId: "grace" }), []],
    "by a word of the title": [() => ({ text: "elephant" }), ["elephant"]],
    "by a word of title or description": [() => ({ text: "room" }), ["elephant", "Room service"]],
    "by a part of a word": [() => ({ text: "el" }), ["Élan vital", "elephant"]],
    "by all of several words, in whatever order": [() => ({ text: "  vital\tdie elan " }), ["Élan vital"]],
    "by words of which one is missing": [() => ({ text: "vital elephant" }), []],
    "by words without their accents, in another case": [() => ({ text: "FUR ELAN" }), ["Élan vital"]],
    "by words with accents that are not there": [() => ({ text: "éléphant" }), ["elephant"]],
    "by accents written apart": [() => ({ text: "e\u0301lan" }), ["Élan vital"]],
    "by another script, in another case": [() => ({ text: "ПРИЕМ" }), ["Приём"]],
    "by signs that patterns know": [() => ({ text: "100% room_" }), ["elephant"]],
    "by a pattern, which is none": [() => ({ text: "r__m" }), []],
    "by a regular expression, which is none": [() => ({ text: "r.*m" }), []],
    "by what begins a regular expression": [() => ({ text: "***=room" }), []],
    "by a backslash": [() => ({ text: "roo\\m" }), []],
    "by blanks, which is nothing": [() => ({ text: " \n" }), ["Élan vital", "elephant", "Room service", "Приём"]],
    "by a date before": [() => ({ dueBefore: "2026-12-02T09:00:00Z" }), ["Room service"]],
    "by a date after": [() => ({ dueAfter: "2026-12-01T09:00:00Z" }), ["Приём"]],
    "by dates around": [
      () => ({ dueAfter: "2026-12-01T09:59:59.999+01:00", dueBefore: "2026-12-02T09:00:00.001Z" }),
      ["Room service", "Приём"],
    ],
    "by everything together": [
      () => ({
        status: ["DONE"],
        priority: ["HIGH"],
        assigneeId: grace.id,
        text: "service",
        dueAfter: "2026-11-30T00:00:00Z",
        dueBefore: "2026-12-31T00:00:00Z",
      }),
      ["Room service"],
    ],
    "by things that no task has together": [() => ({ status: ["DONE"], assigneeId: ada.id }), []],
  };

  it.each(Object.entries(cases))("%s", async (_by, [filter, titles]) => {
    const { nodes, totalCount } = await readTasks(board, filter());
    expect(nodes.map(({ title }) => title)).toEqual(titles);
    expect(totalCount).toBe(titles.length);
  });

  it("page by page", async () => {
    const filter: TaskFilter = { priority: ["HIGH"] };
    const variables = { projectId: board.projectId, first: 1, filter };
    const { project: one } = await ada.expect(BoardDocument, variables);
    expect(one?.tasks).toMatchObject({
      nodes: [{ title: "Élan vital" }],
      pageInfo: { hasNextPage: true },
      totalCount: 2,
    });
    const after = one?.tasks.pageInfo.endCursor;
    const { project: two } = await ada.expect(BoardDocument, { ...variables, after });
    expect(two?.tasks).toMatchObject({ nodes: [{ title: "Room service" }], pageInfo: { hasNextPage: false } });
  });
});
