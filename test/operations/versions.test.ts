import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  BoardDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  TaskDetailDocument,
  type TaskPartsFragment,
  UpdateCommentDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  type UpdateTaskInput,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;
let projectId: string;
let task: TaskPartsFragment;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  projectId = board.projectId;
  await board.addMember(grace, "MEMBER");
  task = await board.createTask({ title: "Title", description: "Text", dueAt: "2026-12-01T10:00:00+02:00" });
});

afterAll(() => pair.close());

async function update(person: Person, input: Omit<UpdateTaskInput, "taskId">) {
  return (await person.expect(UpdateTaskDocument, { input: { taskId: task.id, ...input } })).updateTask;
}

async function readTask() {
  return (await ada.expect(TaskDetailDocument, { taskId: task.id })).task;
}

describe("An update with expectedVersion", () => {
  it("merges with later changes of other fields, by whomever", async () => {
    await update(ada, { title: "Hers" });
    await board.createComment(task.id);
    const result = await update(grace, { priority: "HIGH", description: null, expectedVersion: 0 });

    expect(result).toMatchObject({ __typename: "UpdateTaskPayload", seq: 6 });
    expect(await readTask()).toMatchObject({ title: "Hers", priority: "HIGH", description: null, version: 3 });
    expect(await board.changesAfter(5)).toMatchObject([{ taskChanges: ["DESCRIPTION", "PRIORITY"] }]);
  });

  it("conflicts field by field, with one's own changes as well, and then changes nothing", async () => {
    await update(grace, { title: "First", assigneeId: ada.id });
    await update(grace, { dueAt: null });
    const result = await update(grace, {
      title: "Second",
      description: "Mine",
      assigneeId: null,
      dueAt: "2027-01-01T00:00:00Z",
      expectedVersion: 1,
    });

    expect(result).toMatchObject({
      __typename: "TaskConflict",
      expectedVersion: 1,
      currentVersion: 2,
      conflictingFields: ["DUE_AT"],
      task: { title: "First", description: "Text", assignee: { id: ada.id }, dueAt: null, version: 2 },
    });
    expect(await update(grace, { title: "Second", assigneeId: null, expectedVersion: 0 })).toMatchObject({
      conflictingFields: ["TITLE", "ASSIGNEE"],
    });
    expect(await board.seq()).toBe(5);
    expect((await readTask())?.version).toBe(2);
  });

  it("does not conflict where the value is the current one", async () => {
    await update(ada, { title: "Agreed", priority: "LOW" });
    expect(await update(grace, { title: "Agreed", description: "More", expectedVersion: 0 })).toMatchObject({
      __typename: "UpdateTaskPayload",
      task: { title: "Agreed", description: "More", version: 2 },
    });
    expect(await update(grace, { priority: "LOW", expectedVersion: 0 })).toMatchObject({
      __typename: "UpdateTaskPayload",
      seq: 5,
      task: { version: 2 },
    });
  });

  it("conflicts above the current version unless it says the same", async () => {
    expect(await update(ada, { title: "New", priority: "NONE", expectedVersion: 1 })).toMatchObject({
      __typename: "TaskConflict",
      message: "The task is at version 0, but expectedVersion is 1: TITLE. Nothing was saved.",
      expectedVersion: 1,
      currentVersion: 0,
      conflictingFields: ["TITLE"],
      task: { title: "Title", version: 0 },
    });
    expect(await update(ada, { title: "Title", expectedVersion: 1 })).toMatchObject({ seq: 3, task: { version: 0 } });
    expect(await board.seq()).toBe(3);
  });

  it("to the status conflicts with another change of the column, not with one of the place in it", async () => {
    const { id: afterTaskId } = await board.createTask();
    await ada.expect(MoveTaskDocument, { input: { taskId: task.id, afterTaskId } });
    const setStatus = async (status: "DONE" | "IN_REVIEW", expectedVersion: number) => {
      const input = { taskId: task.id, status, expectedVersion };
      return (await grace.expect(UpdateTaskStatusDocument, { input })).updateTaskStatus;
    };

    expect(await setStatus("DONE", 0)).toMatchObject({ __typename: "UpdateTaskStatusPayload", task: { version: 2 } });
    expect(await setStatus("IN_REVIEW", 1)).toMatchObject({ conflictingFields: ["STATUS"], task: { status: "DONE" } });
    expect(await setStatus("DONE", 1)).toMatchObject({ __typename: "UpdateTaskStatusPayload", seq: 6 });
    expect(await board.seq()).toBe(6);
  });
});

it("Without expectedVersion the last writer wins", async () => {
  await update(ada, { title: "First" });
  expect(await update(grace, { title: "Last" })).toMatchObject({ task: { title: "Last", version: 2 } });
});

describe("deleteTask with expectedVersion", () => {
  it("conflicts with any later change, comments among them", async () => {
    await update(ada, { title: "New" });
    await ada.expect(MoveTaskDocument, { input: { taskId: task.id, status: "DONE" } });
    const comment = await board.createComment(task.id);
    const remove = async (expectedVersion: number) =>
      (await grace.expect(DeleteTaskDocument, { input: { taskId: task.id, expectedVersion } })).deleteTask;

    expect(await remove(0)).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["TITLE", "STATUS", "POSITION", "COMMENTS"],
      currentVersion: 3,
    });
    expect(await remove(2)).toMatchObject({ conflictingFields: ["COMMENTS"], task: { commentCount: 1 } });
    await ada.expect(DeleteCommentDocument, { input: { commentId: comment.id } });
    expect(await remove(3)).toMatchObject({ conflictingFields: ["COMMENTS"], task: { commentCount: 0, version: 4 } });
    expect(await remove(4)).toMatchObject({ __typename: "DeleteTaskPayload", seq: 8 });
  });

  it("conflicts above the current version", async () => {
    const answer = await ada.expect(DeleteTaskDocument, { input: { taskId: task.id, expectedVersion: 1 } });
    expect(answer.deleteTask).toMatchObject({ __typename: "TaskConflict", currentVersion: 0 });
    expect(await readTask()).toMatchObject({ id: task.id });
  });
});

describe("updateComment", () => {
  it("conflicts with a later edit unless it says the same", async () => {
    const { id: commentId } = await board.createComment(task.id, "First");
    const edit = async (body: string, expectedVersion?: number) => {
      const input = { commentId, body, ...(expectedVersion !== undefined && { expectedVersion }) };
      return (await ada.expect(UpdateCommentDocument, { input })).updateComment;
    };

    expect(await edit("Second", 0)).toMatchObject({ __typename: "UpdateCommentPayload", comment: { version: 1 } });
    expect(await edit("Third", 0)).toMatchObject({
      __typename: "CommentConflict",
      expectedVersion: 0,
      currentVersion: 1,
      conflictingFields: ["BODY"],
      comment: { body: "Second", version: 1 },
    });
    expect(await edit("Second", 0)).toMatchObject({ seq: 5, comment: { body: "Second", version: 1 } });
    expect(await edit("Third")).toMatchObject({ seq: 6, comment: { body: "Third", version: 2 } });
    expect(await edit("Fourth", 3)).toMatchObject({ __typename: "CommentConflict", currentVersion: 2 });
  });

  it("is a new version of the task but no update of it", async () => {
    const before = await readTask();
    const { id: commentId } = await board.createComment(task.id);
    await ada.expect(UpdateCommentDocument, { input: { commentId, body: "Edited" } });
    expect(await readTask()).toMatchObject({ version: 2, commentCount: 1, updatedAt: before?.updatedAt });
    await ada.expect(DeleteCommentDocument, { input: { commentId } });
    expect(await readTask()).toMatchObject({ version: 3, commentCount: 0, updatedAt: before?.updatedAt });
    await update(ada, { title: "New" });
    const [change] = await board.changesAfter(6);
    expect(await readTask()).toMatchObject({ version: 4, updatedAt: change?.at });
  });
});

describe("null", () => {
  it("clears what may be empty", async () => {
    await update(ada, { assigneeId: grace.id });
    await update(ada, { description: null, assigneeId: null, dueAt: null });
    expect(await readTask()).toMatchObject({ title: "Title", description: null, assignee: null, dueAt: null });
    await ada.expect(UpdateProjectDocument, { input: { projectId, description: "Text" } });
    await ada.expect(UpdateProjectDocument, { input: { projectId, description: null } });
    expect((await ada.expect(BoardDocument, { projectId })).project).toMatchObject({
      name: "Launch",
      description: null,
    });
  });

  it("is refused for what is required", async () => {
    const answers = [
      await ada.request(UpdateTaskDocument, { input: { taskId: task.id, title: null } }),
      await ada.request(UpdateTaskDocument, { input: { taskId: task.id, priority: null } }),
      await ada.request(MoveTaskDocument, { input: { taskId: task.id, status: null } }),
      await ada.request(UpdateProjectDocument, { input: { projectId, name: null } }),
    ];
    expect(answers.map(codeOf)).toEqual(Array(4).fill("BAD_USER_INPUT"));
    expect(await board.seq()).toBe(3);
  });
});

it("An update that changes nothing takes no number, publishes nothing and answers the current state", async () => {
  const { id: commentId } = await board.createComment(task.id, "Same");
  const stream = grace.watch({ projectId });
  await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
  const { title, description, status, priority } = task;
  const mine = { clientMutationId: "nothing new" };

  const dueAt = "2026-12-01T08:00:00.000Z";
  expect(await update(ada, { title, description, priority, dueAt, assigneeId: null, ...mine })).toMatchObject({
    seq: 4,
    clientMutationId: "nothing new",
    task: { title, version: 1, updatedAt: task.updatedAt },
  });
  expect(await update(ada, {})).toMatchObject({ seq: 4, task: { version: 1 } });
  const statusInput = { taskId: task.id, status, ...mine };
  expect(await ada.expect(UpdateTaskStatusDocument, { input: statusInput })).toMatchObject({
    updateTaskStatus: { seq: 4, task: { version: 1 } },
  });
  expect(await ada.expect(MoveTaskDocument, { input: { taskId: task.id, ...mine } })).toMatchObject({
    moveTask: { seq: 4, task: { version: 1, position: task.position } },
  });
  expect(await ada.expect(UpdateCommentDocument, { input: { commentId, body: "Same", ...mine } })).toMatchObject({
    updateComment: { seq: 4, comment: { version: 0 } },
  });
  expect(await ada.expect(UpdateProjectDocument, { input: { projectId, name: "Launch", ...mine } })).toMatchObject({
    updateProject: { seq: 4, project: { seq: 4 } },
  });
  const sameRole = { projectId, userId: grace.id, role: "MEMBER", ...mine } as const;
  expect(await ada.expect(UpdateMemberRoleDocument, { input: sameRole })).toMatchObject({
    updateMemberRole: { seq: 4 },
  });

  await update(ada, { title: "Something new" });
  expect((await stream.next()).data?.projectActivity).toMatchObject({ __typename: "TaskUpdated", seq: 5 });
});
