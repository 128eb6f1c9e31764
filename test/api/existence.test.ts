import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  BoardDocument,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
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
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { withoutRequestIds } from "../support/without-request-ids.ts";

let database: TestDatabase;
let instance: Instance;
let stranger: Person;
let existing: Ids;

/** Objects of a project that the stranger is not a member of. */
interface Ids {
  readonly projectId: string;
  readonly taskId: string;
  readonly commentId: string;
  readonly labelId: string;
  readonly deletedTaskId: string;
  readonly deletedCommentId: string;
  readonly userId: string;
}

const unknownId = "01a20000-0000-7000-8000-000000000000";
const unknown: Ids = {
  projectId: unknownId,
  taskId: unknownId,
  commentId: unknownId,
  labelId: unknownId,
  deletedTaskId: unknownId,
  deletedCommentId: unknownId,
  userId: unknownId,
};

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  const ada = await instance.person("Ada");
  stranger = await instance.person("Mallory");
  const board: Board = await createBoard(ada);
  const { id: taskId } = await board.createTask();
  const { id: commentId } = await board.createComment(taskId);
  const { id: labelId } = await board.createLabel();
  const { id: deletedTaskId } = await board.createTask();
  await board.deleteTask(deletedTaskId);
  const { id: deletedCommentId } = await board.createComment(taskId);
  await board.deleteComment(deletedCommentId);
  const { projectId } = board;
  existing = { projectId, taskId, commentId, labelId, deletedTaskId, deletedCommentId, userId: ada.id };
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

describe("a stranger is told the same of what exists and of what does not", () => {
  const input = (toInput: (ids: Ids) => object) => (ids: Ids) => ({ input: toInput(ids) });
  const requests: Readonly<
    Record<
      Exclude<MutationName, "createProject"> | "project" | "task",
      [TypedDocumentNode<unknown, never>, (ids: Ids) => object]
    >
  > = {
    project: [BoardDocument, ({ projectId }) => ({ projectId })],
    task: [TaskDetailDocument, ({ taskId }) => ({ taskId })],
    updateProject: [UpdateProjectDocument, input(({ projectId }) => ({ projectId, name: "Mine" }))],
    deleteProject: [DeleteProjectDocument, input(({ projectId }) => ({ projectId }))],
    addMember: [AddMemberDocument, input(({ projectId, userId }) => ({ projectId, userId, role: "OWNER" }))],
    updateMemberRole: [
      UpdateMemberRoleDocument,
      input(({ projectId, userId }) => ({ projectId, userId, role: "VIEWER" })),
    ],
    removeMember: [RemoveMemberDocument, input(({ projectId, userId }) => ({ projectId, userId }))],
    createTask: [CreateTaskDocument, input(({ projectId }) => ({ projectId, title: "Mine" }))],
    updateTask: [UpdateTaskDocument, input(({ taskId }) => ({ taskId, title: "Mine", expectedVersion: 99 }))],
    updateTaskStatus: [UpdateTaskStatusDocument, input(({ taskId }) => ({ taskId, status: "DONE" }))],
    moveTask: [MoveTaskDocument, input(({ taskId }) => ({ taskId, afterTaskId: taskId }))],
    deleteTask: [DeleteTaskDocument, input(({ taskId }) => ({ taskId }))],
    restoreTask: [RestoreTaskDocument, input(({ deletedTaskId: taskId }) => ({ taskId }))],
    restoreComment: [RestoreCommentDocument, input(({ deletedCommentId: commentId }) => ({ commentId }))],
    createComment: [CreateCommentDocument, input(({ taskId }) => ({ taskId, body: "Mine" }))],
    updateComment: [UpdateCommentDocument, input(({ commentId }) => ({ commentId, body: "Mine" }))],
    createLabel: [CreateLabelDocument, input(({ projectId }) => ({ projectId, name: "Mine", color: "RED" }))],
    updateLabel: [UpdateLabelDocument, input(({ labelId }) => ({ labelId, name: "Mine", expectedVersion: 99 }))],
    deleteLabel: [DeleteLabelDocument, input(({ labelId }) => ({ labelId }))],
    deleteComment: [DeleteCommentDocument, input(({ commentId }) => ({ commentId }))],
    applyChanges: [
      ApplyChangesDocument,
      input(({ projectId, taskId }) => ({ projectId, changes: [{ deleteTask: { taskId } }] })),
    ],
  };

  it.each(Object.entries(requests))("%s", async (_name, [document, toVariables]) => {
    const [ofExisting, ofUnknown] = await Promise.all(
      [existing, unknown].map((ids) => stranger.request(document, toVariables(ids) as never)),
    );
    expect(withoutRequestIds(ofExisting)).toEqual(withoutRequestIds(ofUnknown));
    expect(ofExisting?.errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });

  it("projectActivity", async () => {
    const [ofExisting, ofUnknown] = await Promise.all(
      [existing, unknown].map(({ projectId }) => stranger.watch({ projectId }).ended()),
    );
    expect(withoutRequestIds(ofExisting)).toEqual(withoutRequestIds(ofUnknown));
  });

  it("also with a clientMutationId that it used before", async () => {
    const board = await createBoard(stranger);
    const own = { projectId: board.projectId, title: "Mine", clientMutationId: "used" };
    await stranger.expect(CreateTaskDocument, { input: own });
    const [ofExisting, ofUnknown] = await Promise.all(
      [existing, unknown].map(({ taskId }) =>
        stranger.request(UpdateTaskDocument, { input: { taskId, title: "Mine", clientMutationId: "used" } }),
      ),
    );
    expect(withoutRequestIds(ofExisting)).toEqual(withoutRequestIds(ofUnknown));
  });
});
