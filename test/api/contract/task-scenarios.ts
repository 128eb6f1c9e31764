import { expect } from "vitest";
import { given, takePayload } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  CreateTaskDocument,
  DeletedTasksDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RestoreTaskDocument,
  TaskDetailDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const taskScenarios = {
  async CreateTask({ board, ada, grace, clientMutationId }) {
    const input = { projectId: board.projectId, title: "Book the room", clientMutationId };
    const { createTask } = await grace.expect(CreateTaskDocument, {
      input: { ...input, description: "For forty", assigneeId: ada.id, dueAt: "2026-12-01T10:00:00+01:00" },
    });
    const { task } = given(createTask);
    expect(createTask).toMatchObject({
      seq: 3,
      clientMutationId,
      task: {
        title: "Book the room",
        description: "For forty",
        status: "TODO",
        priority: "NONE",
        dueAt: "2026-12-01T09:00:00.000Z",
        version: 0,
        commentCount: 0,
        assignee: { id: ada.id },
        createdBy: { id: grace.id },
      },
    });
    expect(task.updatedAt).toBe(task.createdAt);
    expect(await board.changesAfter(2)).toMatchObject([
      { __typename: "TaskCreated", seq: 3, clientMutationId, actor: { id: grace.id }, task },
    ]);

    const next = await board.createTask();
    expect(next.position > task.position).toBe(true);
    const stolen = await grace.request(CreateTaskDocument, { input });
    expect(codeOf(stolen)).toBe("BAD_USER_INPUT");
    expect(await board.seq()).toBe(4);
  },

  async UpdateTask({ board, ada, grace, clientMutationId }) {
    const { id: taskId, createdAt } = await board.createTask({ title: "Book the room", description: "For forty" });
    const edit = { taskId, title: "Book the hall", description: null, expectedVersion: 0, clientMutationId };
    const { updateTask } = await ada.expect(UpdateTaskDocument, { input: edit });
    expect(updateTask).toMatchObject({
      __typename: "UpdateTaskPayload",
      seq: 4,
      clientMutationId,
      task: { title: "Book the hall", description: null, version: 1, createdAt },
    });
    expect(await board.changesAfter(3)).toMatchObject([
      { __typename: "TaskUpdated", seq: 4, taskChanges: ["TITLE", "DESCRIPTION"], task: { id: taskId, version: 1 } },
    ]);
    const { updateTask: again } = await ada.expect(UpdateTaskDocument, { input: edit });
    expect(again).toEqual(updateTask);

    // On the same version another field merges; the same field conflicts, and the answer shows the current state.
    const other = { taskId, priority: "HIGH", expectedVersion: 0 } as const;
    const { updateTask: merged } = await grace.expect(UpdateTaskDocument, { input: other });
    expect(merged).toMatchObject({ seq: 5, task: { title: "Book the hall", priority: "HIGH", version: 2 } });
    const same = { taskId, title: "Book the garden", priority: "LOW", expectedVersion: 1 } as const;
    const { updateTask: conflict } = await grace.expect(UpdateTaskDocument, { input: same });
    expect(conflict).toMatchObject({
      __typename: "TaskConflict",
      expectedVersion: 1,
      currentVersion: 2,
      conflictingFields: ["PRIORITY"],
      task: { title: "Book the hall", priority: "HIGH", version: 2 },
    });

    // A value equal to the current one changes nothing, whatever the version.
    const nothing = { taskId, title: "Book the hall", expectedVersion: 0, clientMutationId: "nothing" };
    const { updateTask: unchanged } = await grace.expect(UpdateTaskDocument, { input: nothing });
    expect(unchanged).toMatchObject({ seq: 5, clientMutationId: "nothing", task: { version: 2 } });
    const early = { taskId, title: "Soon", expectedVersion: 3 };
    const { updateTask: ahead } = await grace.expect(UpdateTaskDocument, { input: early });
    expect(ahead).toMatchObject({ __typename: "TaskConflict", currentVersion: 2, conflictingFields: ["TITLE"] });
    const cleared = await grace.request(UpdateTaskDocument, { input: { taskId, title: null } });
    expect(codeOf(cleared)).toBe("BAD_USER_INPUT");
    expect(await board.seq()).toBe(5);
  },

  async UpdateTaskStatus({ board, ada, grace }) {
    const { id: taskId } = await board.createTask();
    const last = await board.createTask({ status: "DONE" });
    const { updateTaskStatus } = await grace.expect(UpdateTaskStatusDocument, { input: { taskId, status: "DONE" } });
    expect(updateTaskStatus).toMatchObject({ __typename: "UpdateTaskStatusPayload", seq: 5, task: { version: 1 } });
    const [event, ...more] = await board.changesAfter(4);
    expect(event).toMatchObject({ __typename: "TaskStatusChanged", seq: 5, from: "TODO", to: "DONE" });
    expect(more).toEqual([]);
    const moved = event?.__typename === "TaskStatusChanged" ? event.task : undefined;
    expect(moved).toMatchObject({ id: taskId, status: "DONE", version: 1 });
    expect(given(moved).position > last.position).toBe(true);

    const late = { taskId, status: "CANCELED", expectedVersion: 0 } as const;
    const { updateTaskStatus: conflict } = await ada.expect(UpdateTaskStatusDocument, { input: late });
    expect(conflict).toMatchObject({
      __typename: "TaskConflict",
      expectedVersion: 0,
      currentVersion: 1,
      conflictingFields: ["STATUS"],
      task: { id: taskId, status: "DONE" },
    });
    const agreed = { taskId, status: "DONE", expectedVersion: 0 } as const;
    const { updateTaskStatus: unchanged } = await ada.expect(UpdateTaskStatusDocument, { input: agreed });
    expect(unchanged).toMatchObject({ __typename: "UpdateTaskStatusPayload", seq: 5, task: { version: 1 } });
  },

  async MoveTask({ board, grace, clientMutationId }) {
    const first = await board.createTask();
    const second = await board.createTask();
    const third = await board.createTask();
    const between = { taskId: third.id, afterTaskId: first.id, beforeTaskId: second.id, clientMutationId };
    const { moveTask } = await grace.expect(MoveTaskDocument, { input: between });
    const { task } = takePayload(moveTask);
    expect(moveTask).toMatchObject({ seq: 6, clientMutationId, task: { status: "TODO", version: 1 } });
    expect([first.position, second.position]).not.toContain(task.position);
    expect([second.position, task.position, first.position].toSorted()).toEqual([
      first.position,
      task.position,
      second.position,
    ]);
    expect(await board.changesAfter(5)).toMatchObject([
      { __typename: "TaskUpdated", seq: 6, taskChanges: ["POSITION"], task: { id: third.id, position: task.position } },
    ]);

    const across = { taskId: third.id, status: "DONE" } as const;
    const { moveTask: changed } = await grace.expect(MoveTaskDocument, { input: across });
    expect(changed).toMatchObject({ seq: 7, task: { status: "DONE", version: 2 } });
    expect(await board.changesAfter(6)).toMatchObject([
      { __typename: "TaskStatusChanged", seq: 7, from: "TODO", to: "DONE", task: { id: third.id, version: 2 } },
    ]);

    const { moveTask: unmoved } = await grace.expect(MoveTaskDocument, { input: across });
    expect(unmoved).toMatchObject({ seq: 7, task: { version: 2 } });
    const late = { taskId: third.id, status: "TODO", expectedVersion: 1 } as const;
    const { moveTask: conflict } = await grace.expect(MoveTaskDocument, { input: late });
    expect(conflict).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["STATUS", "POSITION"],
      task: { status: "DONE", version: 2 },
    });
    const astray = { taskId: third.id, afterTaskId: first.id };
    const { moveTask: passed } = await grace.expect(MoveTaskDocument, { input: astray });
    expect(passed).toMatchObject({ __typename: "MoveTaskPayload", seq: 7, task: { status: "DONE", version: 2 } });
  },

  async DeleteTask({ board, grace, clientMutationId }) {
    const { id: taskId } = await board.createTask();
    await board.createComment(taskId);
    const { deleteTask: conflict } = await grace.expect(DeleteTaskDocument, { input: { taskId, expectedVersion: 0 } });
    expect(conflict).toMatchObject({
      __typename: "TaskConflict",
      expectedVersion: 0,
      currentVersion: 1,
      conflictingFields: ["COMMENTS"],
      task: { id: taskId, commentCount: 1 },
    });

    const input = { taskId, expectedVersion: 1, clientMutationId };
    const { deleteTask } = await grace.expect(DeleteTaskDocument, { input });
    expect(deleteTask).toEqual({ __typename: "DeleteTaskPayload", taskId, seq: 5, clientMutationId });
    expect(await board.changesAfter(4)).toMatchObject([{ __typename: "TaskDeleted", seq: 5, taskId }]);

    expect(codeOf(await grace.request(TaskDetailDocument, { taskId }))).toBe("NOT_FOUND");
    expect(codeOf(await grace.request(DeleteTaskDocument, { input: { taskId } }))).toBe("NOT_FOUND");
    const { deleteTask: again } = await grace.expect(DeleteTaskDocument, { input });
    expect(again).toEqual(deleteTask);
  },

  async RestoreTask({ board, ada, grace, clientMutationId }) {
    const { id: labelId } = await board.createLabel();
    const { id: taskId, position } = await board.createTask({ title: "Book the room", labelIds: [labelId] });
    const { id: commentId } = await board.createComment(taskId, "Which one?");
    await grace.expect(DeleteTaskDocument, { input: { taskId } });
    const input = { taskId, clientMutationId };
    const { restoreTask } = await grace.expect(RestoreTaskDocument, { input });
    const task = { id: taskId, title: "Book the room", version: 2, commentCount: 1, labels: [{ id: labelId }] };
    expect(restoreTask).toMatchObject({ seq: 7, clientMutationId, task: { ...task, position } });
    expect(await board.changesAfter(6)).toMatchObject([
      { __typename: "TaskRestored", seq: 7, clientMutationId, actor: { id: grace.id }, task },
    ]);
    const { task: now } = await ada.expect(TaskDetailDocument, { taskId });
    expect(now).toMatchObject({ ...task, comments: { nodes: [{ id: commentId, body: "Which one?", version: 0 }] } });

    expect(await grace.expect(RestoreTaskDocument, { input })).toEqual({ restoreTask });
    const { restoreTask: unchanged } = await ada.expect(RestoreTaskDocument, { input: { taskId } });
    expect(unchanged).toMatchObject({ seq: 7, task });
    await board.deleteTask(taskId);
    expect(codeOf(await grace.request(RestoreTaskDocument, { input: { taskId } }))).toBe("FORBIDDEN");
  },

  async DeletedTasks({ board: { projectId, createTask, deleteTask, createComment }, ada, grace, stranger }) {
    const deleted = [await createTask({ title: "First" }), await createTask({ title: "Second" })];
    for (const { id } of deleted) {
      await createComment(id);
      await deleteTask(id);
    }
    const [first, second] = deleted.map(({ id, title }) => ({ id, title, version: 1, commentCount: 1 }));
    const read = async (variables: { first?: number; after?: string | null } = {}) =>
      given((await grace.expect(DeletedTasksDocument, { projectId, ...variables })).project).deletedTasks;
    expect(await read()).toMatchObject({ nodes: [second, first], pageInfo: { hasNextPage: false } });
    const page = await read({ first: 1 });
    expect(page).toMatchObject({ nodes: [second], pageInfo: { hasNextPage: true } });
    await ada.expect(RestoreTaskDocument, { input: { taskId: given(second).id } });
    const { endCursor: after = null } = page.pageInfo;
    expect(await read({ after })).toMatchObject({ nodes: [first], pageInfo: { hasNextPage: false } });
    expect(codeOf(await stranger.request(DeletedTasksDocument, { projectId }))).toBe("NOT_FOUND");
  },
} satisfies Scenarios;
