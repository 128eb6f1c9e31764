import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import {
  BoardDocument,
  DeleteCommentDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

type Key = string | number;

interface Item {
  readonly key: Key;
}

interface Connection {
  readonly nodes: readonly Item[];
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

interface PageVariables {
  readonly parentId: string;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A list of a parent, or of the viewer, with each item's key. */
function listOf(field: string, key: "id" | "seq", parent?: "project" | "task") {
  const list = `
    list: ${field}(first: $first, after: $after) {
      nodes { key: ${key} }
      edges { cursor node { key: ${key} } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }`;
  return document<{ readonly list?: Connection; readonly parent?: { readonly list: Connection } }, PageVariables>(
    parent
      ? `query ($parentId: ID!, $first: Int, $after: String) { parent: ${parent}(id: $parentId) { ${list} } }`
      : `query ($first: Int, $after: String) { ${list} }`,
  );
}

interface Filled {
  /** Owner of the list, or of its project. */
  readonly reader: Person;
  readonly parentId: string;
  /** In the order of the list. */
  readonly keys: readonly Key[];
  /** Takes the item at an index off the list; absent where nothing ever is. */
  readonly remove?: (index: number) => Promise<unknown>;
}

interface List {
  readonly name: string;
  readonly document: ReturnType<typeof listOf>;
  /** Makes a list of seven items. */
  fill(): Promise<Filled>;
}

const seven = [1, 2, 3, 4, 5, 6, 7];

async function inTurn<T>(numbers: readonly number[], make: (number: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (const number of numbers) made.push(await make(number));
  return made;
}

const lists: readonly List[] = [
  {
    name: "projects",
    document: listOf("projects", "id"),
    async fill() {
      const reader = await instance.person(`reader ${randomUUID()}`);
      const boards = await inTurn(seven, (number) => createBoard(reader, `Project ${number}`));
      const keys = boards.map(({ projectId }) => projectId).toReversed();
      const remove = (index: number) =>
        reader.expect(DeleteProjectDocument, { input: { projectId: String(keys[index]) } });
      return { reader, parentId: "", keys, remove };
    },
  },
  {
    name: "tasks",
    document: listOf("tasks", "id", "project"),
    async fill() {
      const { projectId, createTask } = await createBoard(ada);
      const made = await inTurn(seven, (number) => createTask({ status: number < 4 ? "TODO" : "DONE" }));
      const keys = made.map(({ id }) => id);
      const remove = (index: number) => ada.expect(DeleteTaskDocument, { input: { taskId: String(keys[index]) } });
      return { reader: ada, parentId: projectId, keys, remove };
    },
  },
  {
    name: "myTasks",
    document: listOf("myTasks", "id"),
    async fill() {
      const reader = await instance.person(`reader ${randomUUID()}`);
      const inBoard = async (numbers: readonly number[]) => {
        const board = await createBoard(ada);
        await board.addMember(reader, "VIEWER");
        const tasks = await inTurn(numbers, (number) =>
          board.createTask({ assigneeId: reader.id, status: number % 2 === 0 ? "TODO" : "DONE" }),
        );
        await board.createTask({ assigneeId: ada.id });
        return ["TODO", "DONE"].flatMap((column) => tasks.filter(({ status }) => status === column));
      };
      const older = await inBoard([1, 2, 3]);
      const keys = [...(await inBoard([4, 5, 6, 7])), ...older].map(({ id }) => id);
      const remove = (index: number) =>
        ada.expect(UpdateTaskDocument, { input: { taskId: String(keys[index]), assigneeId: null } });
      return { reader, parentId: "", keys, remove };
    },
  },
  {
    name: "comments",
    document: listOf("comments", "id", "task"),
    async fill() {
      const { createTask, createComment } = await createBoard(ada);
      const task = await createTask();
      const made = await inTurn(seven, (number) => createComment(task.id, `Comment ${number}`));
      const keys = made.map(({ id }) => id);
      const remove = (index: number) =>
        ada.expect(DeleteCommentDocument, { input: { commentId: String(keys[index]) } });
      return { reader: ada, parentId: task.id, keys, remove };
    },
  },
  {
    name: "members",
    document: listOf("members", "id", "project"),
    async fill() {
      const { projectId, addMember } = await createBoard(ada);
      const { project } = await ada.expect(BoardDocument, { projectId });
      const added = await inTurn(seven.slice(1), async (number) =>
        addMember(await instance.person(`member ${number}`), "VIEWER"),
      );
      const all = [...given(project).members.nodes, ...added];
      const remove = (index: number) =>
        ada.expect(RemoveMemberDocument, { input: { projectId, userId: all[index]?.user.id ?? "" } });
      return { reader: ada, parentId: projectId, keys: all.map(({ id }) => id), remove };
    },
  },
  {
    name: "activity",
    document: listOf("activity", "seq", "project"),
    async fill() {
      const { projectId, createTask } = await createBoard(ada);
      await inTurn(seven.slice(1), () => createTask());
      return { reader: ada, parentId: projectId, keys: seven.toReversed() };
    },
  },
];

async function read({ document }: List, { reader, parentId }: Filled, page: Omit<PageVariables, "parentId">) {
  const { list, parent } = await reader.expect(document, { parentId, ...page });
  return given(list ?? parent?.list);
}

function keysOf({ nodes }: Connection): Key[] {
  return nodes.map(({ key }) => key);
}

describe.each(lists)("the list of $name", (list) => {
  it.each([1, 2, 3, 7, 8])("gives each item once, in order, in pages of %i", async (first) => {
    const filled = await list.fill();
    const pages = [await read(list, filled, { first })];
    for (let last = pages[0]; last?.pageInfo.hasNextPage; last = pages.at(-1)) {
      pages.push(await read(list, filled, { first, after: last.pageInfo.endCursor }));
    }
    expect(pages.flatMap(keysOf)).toEqual(filled.keys);
    expect(pages).toHaveLength(Math.ceil(filled.keys.length / first));

    for (const [index, { nodes, edges, pageInfo, totalCount }] of pages.entries()) {
      expect(totalCount).toBe(7);
      expect(edges.map(({ node }) => node)).toEqual(nodes);
      expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(nodes.length);
      expect(pageInfo).toEqual({
        hasNextPage: index < pages.length - 1,
        hasPreviousPage: index > 0,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      });
    }
  });

  it("goes on behind any cursor of a page", async () => {
    const filled = await list.fill();
    const { edges } = await read(list, filled, {});
    expect(edges).toHaveLength(7);
    for (const [index, { cursor }] of edges.entries()) {
      const behind = await read(list, filled, { after: cursor });
      expect(keysOf(behind)).toEqual(filled.keys.slice(index + 1));
    }
  });

  it("may be asked for nothing but its total", async () => {
    const filled = await list.fill();
    expect(await read(list, filled, { first: 0 })).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 7,
    });
  });

  it("refuses pages above 100", async () => {
    const { reader, parentId } = await list.fill();
    const answer = await reader.request(list.document, { parentId, first: 101 });
    expect(codeOf(answer)).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.["issues"]).toMatchObject([{ path: ["first"] }]);
  });
});

describe.each(lists.filter(({ name }) => name !== "activity"))("the list of $name", (list) => {
  it("goes on behind an item that is gone, its neighbours too", async () => {
    const filled = await list.fill();
    const remove = given(filled.remove);
    const { pageInfo } = await read(list, filled, { first: 3 });
    for (const index of [1, 2, 3]) await remove(index);
    const rest = await read(list, filled, { first: 3, after: pageInfo.endCursor });
    expect(keysOf(rest)).toEqual(filled.keys.slice(4));
    expect(rest.totalCount).toBe(4);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });
});

it("goes on from where a task was when it is moved, and meets it again where it is", async () => {
  const { projectId, createTask } = await createBoard(ada);
  const [first, second, third, fourth] = await inTurn([1, 2, 3, 4], async () => (await createTask()).id);
  const page = async (after?: string | null) => {
    const { project } = await ada.expect(BoardDocument, { projectId, first: 2, after });
    const { nodes, pageInfo } = given(project).tasks;
    return { ids: nodes.map(({ id }) => id), endCursor: pageInfo.endCursor };
  };
  const { ids, endCursor } = await page();
  expect(ids).toEqual([first, second]);

  await ada.expect(MoveTaskDocument, { input: { taskId: given(second) } });
  const next = await page(endCursor);
  expect(next.ids).toEqual([third, fourth]);
  expect((await page(next.endCursor)).ids).toEqual([second]);

  await ada.expect(MoveTaskDocument, { input: { taskId: given(second), status: "BACKLOG" } });
  expect((await page(endCursor)).ids).toEqual([third, fourth]);
});

it("gives 50 items when nothing else is asked, and 100 at most", async () => {
  const { projectId: parentId, createTask } = await createBoard(ada);
  await inTurn(
    Array.from({ length: 101 }, (_, index) => index),
    () => createTask(),
  );
  const { document } = given(lists.find(({ name }) => name === "tasks"));
  for (const [first, length] of [
    [undefined, 50],
    [null, 50],
    [100, 100],
  ] as const) {
    const { parent } = await ada.expect(document, { parentId, ...(first !== undefined && { first }) });
    expect(parent?.list.nodes).toHaveLength(length);
    expect(parent?.list).toMatchObject({ totalCount: 101, pageInfo: { hasNextPage: true } });
  }
});
