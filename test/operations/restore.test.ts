import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import {
  BoardDocument,
  CreateCommentDocument,
  DeleteCommentDocument,
  DeletedTasksDocument,
  DeleteLabelDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  RestoreCommentDocument,
  RestoreTaskDocument,
  TaskDetailDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
});

afterAll(() => pair.close());

async function restore(taskId: string, person = ada) {
  return given((await person.expect(RestoreTaskDocument, { input: { taskId } })).restoreTask);
}

async function restoreComment(commentId: string, person = ada) {
  return given((await person.expect(RestoreCommentDocument, { input: { commentId } })).restoreComment);
}

async function readTask(taskId: string) {
  return given((await ada.expect(TaskDetailDocument, { taskId })).task);
}

async function readTitles(): Promise<string[]> {
  const { project } = await ada.expect(BoardDocument, { projectId: board.projectId });
  return given(project).tasks.nodes.map(({ title }) => title);
}

async function readDeleted(): Promise<string[]> {
  const { project } = await ada.expect(DeletedTasksDocument, { projectId: board.projectId });
  return given(project).deletedTasks.nodes.map(({ title }) => title);
}

/** Makes every deletion of the project older. */
async function age(days: number): Promise<void> {
  await administer(
    pair.databaseUrl,
    `UPDATE deleted_items SET deleted_at = deleted_at - interval '${days} days' WHERE project_id = '${board.projectId}'`,
  );
}

describe("restoreTask", () => {
  it("brings back every field, the comments with their edits, and continues the version", async () => {
    const { id: labelId } = await board.createLabel("Urgent");
    const made = await board.createTask({
      title: "Book the room",
      description: "Für vierzig\nin Łódź",
      status: "IN_REVIEW",
      priority: "HIGH",
      assigneeId: grace.id,
      dueAt: "2026-12-01T09:00:00.123Z",
      labelIds: [labelId],
    });
    const comments = [await board.createComment(made.id, "One"), await board.createComment(made.id, "Two")];
    const [one] = comments;
    await ada.expect(UpdateCommentDocument, { input: { commentId: given(one).id, body: "One, mended" } });
    const before = await readTask(made.id);
    expect(before.version).toBe(3);

    await board.deleteTask(made.id);
    const { task } = await restore(made.id);
    const after = await readTask(made.id);
    const { updatedAt, ...kept } = before;
    expect(after).toEqual({ ...kept, version: 4, updatedAt: after.updatedAt });
    expect(after.updatedAt > updatedAt).toBe(true);
    expect(after).toMatchObject(task);
    // Its text is found again, and a new comment is behind the others.
    const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, filter: { text: "lodz" } });
    expect(given(project).tasks.nodes.map(({ id }) => id)).toEqual([made.id]);
    await board.createComment(made.id, "Three");
    const { comments: list, commentCount } = await readTask(made.id);
    expect(list.nodes.map(({ body }) => body)).toEqual(["One, mended", "Two", "Three"]);
    expect([commentCount, list.totalCount]).toEqual([3, 3]);
  });

  it("leaves comments deleted that were deleted by themselves, before or between", async () => {
    const { id: taskId } = await board.createTask();
    const [early, kept, late] = [
      await board.createComment(taskId, "early"),
      await board.createComment(taskId, "kept"),
      await board.createComment(taskId, "late"),
    ];
    await board.deleteComment(early.id);
    await board.deleteTask(taskId);
    await restore(taskId);
    await board.deleteComment(late.id);
    await board.deleteTask(taskId);
    await restore(taskId);

    const bodies = async () => (await readTask(taskId)).comments.nodes.map(({ body }) => body);
    expect(await bodies()).toEqual(["kept"]);
    expect((await readTask(taskId)).commentCount).toBe(1);
    await restoreComment(early.id);
    await restoreComment(late.id);
    expect(await bodies()).toEqual(["early", "kept", "late"]);
    expect((await restoreComment(kept.id)).comment.task.commentCount).toBe(3);
  });

  it("puts the task between the neighbours that it had, also where another stands now", async () => {
    const create = async (title: string) => (await board.createTask({ title })).id;
    const [a, b, c] = [await create("a"), await create("b"), await create("c")];
    const position = (await readTask(b)).position;
    await board.deleteTask(b);
    await administer(pair.databaseUrl, `UPDATE tasks SET position = '${position}' WHERE id = '${c}'`);
    await board.createTask({ title: "d" });
    await restore(b);
    expect(await readTitles()).toEqual(["a", "c", "b", "d"]);
    const positions = await Promise.all([a, c, b].map(async (id) => (await readTask(id)).position));
    expect(positions).toEqual([...new Set(positions)].sort());
  });

  it("puts the task at the place of its column that was used up, and tells of the neighbours that move", async () => {
    const deep = `a1${"0".repeat(61)}1`;
    const ids = [];
    for (const title of ["a", "b", "c"]) ids.push((await board.createTask({ title })).id);
    const [a = "", b = "", c = ""] = ids;
    await administer(pair.databaseUrl, `UPDATE tasks SET position = 'a1' WHERE id = '${a}'`);
    await administer(pair.databaseUrl, `UPDATE tasks SET position = '${deep}' WHERE id = '${b}'`);
    await administer(pair.databaseUrl, `UPDATE tasks SET position = '${deep}1' WHERE id = '${c}'`);
    await board.deleteTask(b);
    const since = await board.seq();
    await restore(b);
    expect(await readTitles()).toEqual(["a", "b", "c"]);
    const changes = await board.changesAfter(since);
    expect(changes.map(({ __typename }) => __typename)).toEqual(["TaskUpdated", "TaskRestored"]);
  });

  it("drops labels that are gone, and takes renamed ones as they are", async () => {
    const labels = [await board.createLabel("kept"), await board.createLabel("gone")];
    const [kept, gone] = labels.map(({ id }) => id);
    const { id: taskId } = await board.createTask({ labelIds: labels.map(({ id }) => id) });
    await board.deleteTask(taskId);
    await ada.expect(DeleteLabelDocument, { input: { labelId: given(gone) } });
    await ada.expect(UpdateLabelDocument, { input: { labelId: given(kept), name: "renamed" } });
    const { project } = await ada.expect(DeletedTasksDocument, { projectId: board.projectId });
    expect(given(project).deletedTasks.nodes[0]?.labels).toMatchObject([{ id: kept, name: "renamed" }]);
    expect((await restore(taskId)).task.labels).toMatchObject([{ id: kept, name: "renamed" }]);
  });

  it("keeps an assignee who left, as removing a member does", async () => {
    const { id: taskId } = await board.createTask({ assigneeId: grace.id });
    await board.deleteTask(taskId);
    await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: grace.id } });
    expect((await restore(taskId)).task.assignee?.id).toBe(grace.id);
    await board.deleteTask(taskId);
    expect(codeOf(await grace.request(RestoreTaskDocument, { input: { taskId } }))).toBe("NOT_FOUND");
  });

  it("merges an edit that was made before the deletion, and lets a deletion of before conflict", async () => {
    const { id: taskId } = await board.createTask();
    await board.deleteTask(taskId);
    await restore(taskId);
    const late = { taskId, expectedVersion: 0 };
    expect((await grace.expect(DeleteTaskDocument, { input: late })).deleteTask).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["POSITION"],
      currentVersion: 1,
    });
    const { updateTask } = await grace.expect(UpdateTaskDocument, { input: { ...late, title: "Edited offline" } });
    expect(updateTask).toMatchObject({
      __typename: "UpdateTaskPayload",
      task: { title: "Edited offline", version: 2 },
    });
  });

  it("refuses every change and read of the task while it is deleted", async () => {
    const { id: taskId } = await board.createTask();
    const { id: commentId } = await board.createComment(taskId);
    await board.deleteTask(taskId);
    const answers = await Promise.all([
      ada.request(TaskDetailDocument, { taskId }),
      ada.request(UpdateTaskDocument, { input: { taskId, title: "New" } }),
      ada.request(UpdateTaskStatusDocument, { input: { taskId, status: "DONE" } }),
      ada.request(MoveTaskDocument, { input: { taskId } }),
      ada.request(DeleteTaskDocument, { input: { taskId } }),
      ada.request(CreateCommentDocument, { input: { taskId, body: "New" } }),
      ada.request(UpdateCommentDocument, { input: { commentId, body: "New" } }),
      ada.request(DeleteCommentDocument, { input: { commentId } }),
      ada.request(RestoreCommentDocument, { input: { commentId } }),
    ]);
    expect(answers.map(codeOf)).toEqual(answers.map(() => "NOT_FOUND"));
  });

  it("by two people at once restores once", async () => {
    const { id: taskId } = await board.createTask();
    await grace.expect(DeleteTaskDocument, { input: { taskId } });
    const since = await board.seq();
    const lock = await holdProject(pair.databaseUrl, board.projectId);
    await lock.lineUp(
      () => restore(taskId),
      () => restore(taskId, grace),
    );
    expect((await board.changesAfter(since)).map(({ __typename }) => __typename)).toEqual(["TaskRestored"]);
    expect((await readTask(taskId)).version).toBe(1);
  });

  it("can follow deletion after deletion, for the one who deleted last", async () => {
    const { id: taskId } = await board.createTask();
    await grace.expect(DeleteTaskDocument, { input: { taskId } });
    await restore(taskId, grace);
    await board.deleteTask(taskId);
    expect(codeOf(await grace.request(RestoreTaskDocument, { input: { taskId } }))).toBe("FORBIDDEN");
    expect((await restore(taskId)).task.version).toBe(2);
  });

  it("is over with the project", async () => {
    const { id: taskId } = await board.createTask();
    await board.deleteTask(taskId);
    await ada.expect(DeleteProjectDocument, { input: { projectId: board.projectId } });
    expect(codeOf(await ada.request(RestoreTaskDocument, { input: { taskId } }))).toBe("NOT_FOUND");
    expect(codeOf(await ada.request(DeletedTasksDocument, { projectId: board.projectId }))).toBe("NOT_FOUND");
  });

  it("is over after RESTORE_DAYS, for the comment too", async () => {
    const { id: taskId } = await board.createTask({ title: "Old" });
    const { id: commentId } = await board.createComment(taskId);
    await board.deleteComment(commentId);
    await board.deleteTask((await board.createTask()).id);
    await age(29);
    expect(await readDeleted()).toEqual(["A task"]);
    await restoreComment(commentId);
    await board.deleteComment(commentId);
    await board.deleteTask(taskId);
    await age(31);
    expect(await readDeleted()).toEqual([]);
    for (const answer of [
      await ada.request(RestoreTaskDocument, { input: { taskId } }),
      await ada.request(RestoreCommentDocument, { input: { commentId } }),
    ])
      expect(answer.errors).toMatchObject([
        { message: "Not found: deleted items can be restored for 30 days.", extensions: { code: "NOT_FOUND" } },
      ]);
  });
});

it("restoreComment needs its task, and says so", async () => {
  const { id: taskId } = await board.createTask();
  const { id: commentId } = await board.createComment(taskId);
  await board.deleteComment(commentId);
  await board.deleteTask(taskId);
  const { errors } = await ada.request(RestoreCommentDocument, { input: { commentId } });
  expect(errors).toMatchObject([{ message: expect.stringContaining("Restore the task first") }]);
  await restore(taskId);
  expect((await restoreComment(commentId)).comment).toMatchObject({ body: "A comment", version: 1 });
});

describe("deletedTasks", () => {
  it("pages by the order of deletion, and counts", async () => {
    const titles = ["a", "b", "c", "d", "e"];
    for (const title of titles) await board.deleteTask((await board.createTask({ title })).id);
    const seen: string[] = [];
    for (let after: string | null | undefined, more = true; more; ) {
      const { project } = await grace.expect(DeletedTasksDocument, { projectId: board.projectId, first: 2, after });
      const { nodes, pageInfo } = given(project).deletedTasks;
      seen.push(...nodes.map(({ title }) => title));
      ({ hasNextPage: more, endCursor: after } = pageInfo);
      // A deletion between two pages repeats nothing.
      await board.deleteTask((await board.createTask({ title: "between" })).id);
    }
    expect(seen).toEqual(["e", "d", "c", "b", "a"]);
    const counted = document<{ project: { deletedTasks: { totalCount: number } } }, { id: string }>(
      "query ($id: ID!) { project(id: $id) { deletedTasks { totalCount } } }",
    );
    const { project } = await grace.expect(counted, { id: board.projectId });
    expect(project.deletedTasks.totalCount).toBe(8);
  });

  it("shows people as they are now: an erased one too", async () => {
    const { id: taskId } = await board.createTask({ assigneeId: grace.id });
    await board.deleteTask(taskId);
    await administer(pair.databaseUrl, `UPDATE users SET name = 'Deleted user', email = NULL WHERE id = '${grace.id}'`);
    const { project } = await ada.expect(DeletedTasksDocument, { projectId: board.projectId });
    expect(given(project).deletedTasks.nodes).toMatchObject([{ assignee: { name: "Deleted user", email: null } }]);
    await administer(
      pair.databaseUrl,
      `UPDATE users SET name = 'grace', email = '${grace.email}' WHERE id = '${grace.id}'`,
    );
  });
});
