import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  MoveTaskDocument,
  TaskDetailDocument,
  type TaskStatus,
  UpdateCommentDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Answer, Person } from "../support/person.ts";
import { transports } from "../support/transports.ts";

const writerCount = 50;

let pair: Pair;
let board: Board;

beforeAll(async () => {
  pair = await startPair();
  board = await createBoard(await pair.one.person("ada"));
});

afterAll(() => pair.close());

it("Fifty writers on two instances: the log has no gaps, versions count changes, subscribers see exactly the log", async () => {
  const { projectId, owner } = board;
  const writers = await Promise.all(
    Array.from({ length: writerCount }, (_, index) => (index % 2 ? pair.one : pair.two).person(`writer ${index}`)),
  );
  for (const writer of writers) await board.addMember(writer, "ADMIN");
  const tasks: string[] = [];
  for (let index = 0; index < 5; index += 1) tasks.push((await board.createTask()).id);
  const { id: commentId } = await board.createComment(given(tasks[0]));
  const since = await board.seq();
  const streams = [owner, given(writers[0])].map((person) => person.watch({ projectId, since }));

  const answers = await Promise.all(writers.map((writer, index) => write(writer, index, tasks)));
  const edits = Array.from({ length: 10 }, (_, index) =>
    owner.request(UpdateCommentDocument, { input: { commentId, body: `Edit ${index}` } }),
  );
  expect([...answers.flat(), ...(await Promise.all(edits))].map(codeOf)).toEqual(
    Array(writerCount * 6 + 10).fill(null),
  );

  const log = await readLog(projectId);
  const last = await board.seq();
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  const times = log.map(({ at }) => at);
  expect(times).toEqual([...times].sort());

  const heard = log.slice(since).map(({ seq, type, at }) => ({ seq, __typename: type, at }));
  for (const stream of streams) {
    const messages = await stream.until(({ extensions }) => extensions?.["seq"] === last);
    const events = messages.map(({ data }) => given(data).projectActivity).filter((event) => "at" in event);
    expect(events.map(({ seq, __typename, at }) => ({ seq, __typename, at }))).toEqual(heard);
  }

  const { project } = await owner.expect(BoardDocument, { projectId, first: 100 });
  const { nodes } = given(project).tasks;
  expect(nodes).toHaveLength(5 + writerCount);
  for (const { id, version, commentCount } of nodes) {
    const changes = log.filter(({ taskId, type }) => taskId === id && type !== "TaskCreated");
    expect(version).toBe(changes.length);
    expect(commentCount).toBe(changes.filter(({ type }) => type === "CommentCreated").length);
  }
  const places = nodes.map(({ status, position }) => `${status} ${position}`);
  expect(new Set(places).size).toBe(places.length);
  const { task } = await owner.expect(TaskDetailDocument, { taskId: given(tasks[0]), first: 100 });
  const edited = log.filter((entry) => entry.commentId === commentId && entry.type === "CommentUpdated");
  expect(task?.comments.nodes.find(({ id }) => id === commentId)?.version).toBe(edited.length);
  expect(edited).toHaveLength(10);
});

/** Runs the changes of one writer in order, on the same objects as the others; every second change uses a WebSocket. */
async function write(writer: Person, index: number, tasks: readonly string[]): Promise<Answer<unknown>[]> {
  const { request } = transports[index % 4 < 2 ? "HTTP" : "WebSocket"](writer);
  const { projectId } = board;
  const taskId = given(tasks[index % tasks.length]);
  const status = given(statuses[index % statuses.length]);
  return [
    await request(UpdateTaskDocument, { input: { taskId, title: `By ${index}` } }),
    await request(CreateTaskDocument, { input: { projectId, title: `Of ${index}`, status } }),
    await request(UpdateTaskStatusDocument, { input: { taskId, status } }),
    await request(MoveTaskDocument, { input: { taskId } }),
    await request(CreateCommentDocument, { input: { taskId, body: `From ${index}` } }),
    await request(UpdateProjectDocument, { input: { projectId, name: `Of ${index}` } }),
  ];
}

const statuses: readonly TaskStatus[] = ["TODO", "DONE", "IN_REVIEW"];

interface LoggedChange {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly taskId: string | null;
  readonly commentId: string | null;
}

async function readLog(projectId: string): Promise<LoggedChange[]> {
  const rows = await administer(
    pair.databaseUrl,
    `SELECT seq, type, task_id AS "taskId", comment_id AS "commentId", at FROM activities
     WHERE project_id = '${projectId}' ORDER BY seq`,
  );
  return rows.map((row) => ({ ...row, at: (row["at"] as Date).toISOString() }) as LoggedChange);
}
