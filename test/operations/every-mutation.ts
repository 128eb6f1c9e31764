import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Board } from "../support/board.ts";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteLabelDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  RestoreCommentDocument,
  RestoreTaskDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import type { MutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";

/** Sends one and the same change, whoever sends it. */
export type Send = (person: Person, clientMutationId: string) => Promise<unknown>;

/** Every mutation by its name; each makes ready what it is to change, and then says how it is sent. */
export const everyMutation: Readonly<Record<MutationName, (board: Board, other: Person) => Promise<Send>>> = {
  createProject: async () => toSend(CreateProjectDocument, { name: "Twice" }),
  updateProject: async ({ projectId }) => toSend(UpdateProjectDocument, { projectId, name: "Renamed" }),
  deleteProject: async ({ projectId }) => toSend(DeleteProjectDocument, { projectId }),
  addMember: async ({ projectId }, other) => toSend(AddMemberDocument, { projectId, userId: other.id, role: "VIEWER" }),
  updateMemberRole: async (board, other) => {
    await board.addMember(other, "VIEWER");
    return toSend(UpdateMemberRoleDocument, { projectId: board.projectId, userId: other.id, role: "ADMIN" });
  },
  removeMember: async (board, other) => {
    await board.addMember(other, "VIEWER");
    return toSend(RemoveMemberDocument, { projectId: board.projectId, userId: other.id });
  },
  createTask: async ({ projectId }) => toSend(CreateTaskDocument, { projectId, title: "Once" }),
  updateTask: async (board) => toSend(UpdateTaskDocument, { taskId: (await board.createTask()).id, title: "Once" }),
  updateTaskStatus: async (board) =>
    toSend(UpdateTaskStatusDocument, { taskId: (await board.createTask()).id, status: "DONE" }),
  moveTask: async (board) => {
    const { id: afterTaskId } = await board.createTask({ status: "DONE" });
    return toSend(MoveTaskDocument, { taskId: (await board.createTask()).id, status: "DONE", afterTaskId });
  },
  deleteTask: async (board) =>
    toSend(DeleteTaskDocument, { taskId: (await board.createTask()).id, expectedVersion: 0 }),
  restoreTask: async (board) => {
    const { id: taskId } = await board.createTask();
    await board.deleteTask(taskId);
    return toSend(RestoreTaskDocument, { taskId });
  },
  restoreComment: async (board) => {
    const { id: commentId } = await board.createComment((await board.createTask()).id);
    await board.deleteComment(commentId);
    return toSend(RestoreCommentDocument, { commentId });
  },
  createLabel: async ({ projectId }) => toSend(CreateLabelDocument, { projectId, name: "Once", color: "RED" }),
  updateLabel: async (board) => {
    const { id: labelId } = await board.createLabel();
    return toSend(UpdateLabelDocument, { labelId, name: "Once", expectedVersion: 0 });
  },
  deleteLabel: async (board) => toSend(DeleteLabelDocument, { labelId: (await board.createLabel()).id }),
  createComment: async (board) =>
    toSend(CreateCommentDocument, { taskId: (await board.createTask()).id, body: "Once" }),
  updateComment: async (board) => {
    const comment = await board.createComment((await board.createTask()).id);
    return toSend(UpdateCommentDocument, { commentId: comment.id, body: "Once", expectedVersion: 0 });
  },
  deleteComment: async (board) => {
    const comment = await board.createComment((await board.createTask()).id);
    return toSend(DeleteCommentDocument, { commentId: comment.id });
  },
  applyChanges: async (board) => {
    const { id: taskId } = await board.createTask();
    const changes = [
      { updateTask: { taskId, title: "Once", expectedVersion: 0 } },
      { updateTask: { taskId, title: "Conflict", expectedVersion: 0 } },
      { createComment: { taskId, body: "Once" } },
    ];
    return toSend(ApplyChangesDocument, { projectId: board.projectId, changes });
  },
};

function toSend<T extends object>(document: TypedDocumentNode<unknown, { input: T }>, input: T): Send {
  return (person, clientMutationId) => person.expect(document, { input: { ...input, clientMutationId } });
}
