import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  CreateCommentDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  UpdateCommentDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { transports } from "../support/transports.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  board = await createBoard(ada);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it("The log says who changed what, in which fields, and from where", async () => {
  const since = await board.seq();
  const { id: taskId } = await board.createTask();
  await ada.expect(UpdateTaskDocument, { input: { taskId, description: "Text", title: "New" } });
  await ada.expect(UpdateTaskStatusDocument, { input: { taskId, status: "DONE" } });
  await ada.expect(MoveTaskDocument, { input: { taskId, status: "TODO" } });
  const { createComment } = await ada.expect(CreateCommentDocument, { input: { taskId, body: "First" } });
  const commentId = given(createComment).comment.id;
  await ada.expect(UpdateCommentDocument, { input: { commentId, body: "Second" } });
  await ada.expect(DeleteCommentDocument, { input: { commentId } });
  await ada.expect(DeleteTaskDocument, { input: { taskId } });

  const common = { actor_id: ada.id, task_id: taskId, address: "127.0.0.1", user_agent: "node", request_hash: null };
  expect(await readLog(since)).toMatchObject([
    { ...common, type: "TaskCreated", fields: [], comment_id: null },
    { ...common, type: "TaskUpdated", fields: ["TITLE", "DESCRIPTION"], comment_id: null },
    { ...common, type: "TaskStatusChanged", fields: ["STATUS", "POSITION"], comment_id: null },
    { ...common, type: "TaskStatusChanged", fields: ["STATUS", "POSITION"], comment_id: null },
    { ...common, type: "CommentCreated", fields: [], comment_id: commentId },
    { ...common, type: "CommentUpdated", fields: ["BODY"], comment_id: commentId },
    { ...common, type: "CommentDeleted", fields: [], comment_id: commentId },
    { ...common, type: "TaskDeleted", fields: [], comment_id: null },
  ]);
});

it("The log keeps a hash beside a clientMutationId, and knows a WebSocket's address", async () => {
  const { id: taskId } = await board.createTask();
  const since = await board.seq();
  const { request } = transports.WebSocket(ada);
  await request(UpdateTaskDocument, { input: { taskId, title: "One", clientMutationId: "one" } });
  await request(UpdateTaskDocument, { input: { taskId, title: "Two", clientMutationId: "two" } });

  const [one, two] = await readLog(since);
  expect(one).toMatchObject({ client_mutation_id: "one", address: "127.0.0.1", task_id: taskId });
  expect(one?.["request_hash"]).toHaveLength(32);
  expect(two?.["request_hash"]).not.toEqual(one?.["request_hash"]);
});

it("The log's time never goes back, also where the clock does", async () => {
  const ahead = new Date(Date.now() + 3_600_000).toISOString();
  await administer(
    database.url,
    `UPDATE project_heads SET at = '${ahead}' WHERE project_id = '${board.projectId}' RETURNING at`,
  );
  const since = await board.seq();
  await board.createTask();
  expect(await board.changesAfter(since)).toMatchObject([{ __typename: "TaskCreated", at: ahead }]);
});

function readLog(since: number): Promise<Record<string, unknown>[]> {
  return administer(
    database.url,
    `SELECT * FROM activities WHERE project_id = '${board.projectId}' AND seq > ${since} ORDER BY seq`,
  );
}
