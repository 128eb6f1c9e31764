import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  board = await createBoard(await instance.person("ada"));
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it("Each root field of a mutation is done wholly or not at all, whatever becomes of the others", async () => {
  const answer = await board.owner.request(threeTasks, { projectId: board.projectId, stranger: randomUUID() });

  expect(codeOf(answer)).toBe("BAD_USER_INPUT");
  expect(answer.errors).toMatchObject([{ path: ["second"] }]);
  expect(answer.data).toEqual({ first: { seq: 2 }, second: null, third: { seq: 3 } });
  expect(await board.changesAfter(1)).toMatchObject([
    { seq: 2, task: { title: "First" } },
    { seq: 3, task: { title: "Third" } },
  ]);
});

type Created = { readonly seq: number } | null;

const threeTasks = document<
  { readonly first: Created; readonly second: Created; readonly third: Created },
  { readonly projectId: string; readonly stranger: string }
>(`
  mutation ThreeTasks($projectId: ID!, $stranger: ID!) {
    first: createTask(input: { projectId: $projectId, title: "First" }) { seq }
    second: createTask(input: { projectId: $projectId, title: "Second", assigneeId: $stranger }) { seq }
    third: createTask(input: { projectId: $projectId, title: "Third" }) { seq }
  }
`);
