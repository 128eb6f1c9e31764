import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  CreateCommentDocument,
  DeleteCommentDocument,
  RestoreCommentDocument,
  TaskDetailDocument,
  UpdateCommentDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const commentScenarios = {
  async CreateComment({ board, grace, clientMutationId }) {
    const { id: taskId, updatedAt } = await board.createTask();
    const input = { taskId, body: "Which one?", clientMutationId };
    const { createComment } = await grace.expect(CreateCommentDocument, { input });
    const task = { id: taskId, version: 1, commentCount: 1 };
    expect(createComment).toMatchObject({
      seq: 4,
      clientMutationId,
      comment: { body: "Which one?", version: 0, author: { id: grace.id }, task },
    });
    const { id } = given(createComment).comment;
    expect(await board.changesAfter(3)).toMatchObject([
      { __typename: "CommentCreated", seq: 4, actor: { id: grace.id }, comment: { id, body: "Which one?" }, task },
    ]);

    const { task: now } = await grace.expect(TaskDetailDocument, { taskId });
    expect(now).toMatchObject({ version: 1, commentCount: 1, updatedAt });
    const { createComment: again } = await grace.expect(CreateCommentDocument, { input });
    expect(again).toEqual(createComment);
  },

  async UpdateComment({ board, ada, grace, clientMutationId }) {
    const { id: taskId, updatedAt } = await board.createTask();
    const { id: commentId } = await board.createComment(taskId, "Which one?");
    const input = { commentId, body: "Which room?", expectedVersion: 0, clientMutationId };
    const { updateComment } = await ada.expect(UpdateCommentDocument, { input });
    expect(updateComment).toMatchObject({
      __typename: "UpdateCommentPayload",
      seq: 5,
      clientMutationId,
      comment: { id: commentId, body: "Which room?", version: 1 },
    });
    expect(await board.changesAfter(4)).toMatchObject([
      {
        __typename: "CommentUpdated",
        seq: 5,
        comment: { id: commentId, body: "Which room?", version: 1 },
        task: { id: taskId, version: 2, commentCount: 1 },
      },
    ]);

    const late = { commentId, body: "Which hall?", expectedVersion: 0 };
    const { updateComment: conflict } = await ada.expect(UpdateCommentDocument, { input: late });
    expect(conflict).toMatchObject({
      __typename: "CommentConflict",
      expectedVersion: 0,
      currentVersion: 1,
      conflictingFields: ["BODY"],
      comment: { id: commentId, body: "Which room?" },
    });
    const same = { commentId, body: "Which room?" };
    const { updateComment: unchanged } = await ada.expect(UpdateCommentDocument, { input: same });
    expect(unchanged).toMatchObject({ seq: 5, comment: { version: 1 } });

    const { task } = await grace.expect(TaskDetailDocument, { taskId });
    expect(task).toMatchObject({ version: 2, commentCount: 1, updatedAt });
  },

  async DeleteComment({ board, ada, grace, clientMutationId }) {
    const { id: taskId, updatedAt } = await board.createTask();
    const { id: commentId } = await board.createComment(taskId);
    const input = { commentId, clientMutationId };
    const { deleteComment } = await ada.expect(DeleteCommentDocument, { input });
    expect(deleteComment).toEqual({
      commentId,
      taskId,
      task: { id: taskId, version: 2, commentCount: 0 },
      seq: 5,
      clientMutationId,
    });
    expect(await board.changesAfter(4)).toMatchObject([
      { __typename: "CommentDeleted", seq: 5, commentId, task: { id: taskId, version: 2, commentCount: 0 } },
    ]);

    const { task } = await grace.expect(TaskDetailDocument, { taskId });
    expect(task).toMatchObject({ version: 2, commentCount: 0, updatedAt, comments: { nodes: [], totalCount: 0 } });
    expect(codeOf(await ada.request(DeleteCommentDocument, { input: { commentId } }))).toBe("NOT_FOUND");
    const { deleteComment: again } = await ada.expect(DeleteCommentDocument, { input });
    expect(again).toEqual(deleteComment);
  },

  async RestoreComment({ board, ada, grace, clientMutationId }) {
    const { id: taskId } = await board.createTask();
    const first = await board.createComment(taskId, "First");
    await board.createComment(taskId, "Second");
    await board.deleteComment(first.id);
    const input = { commentId: first.id, clientMutationId };
    expect(codeOf(await grace.request(RestoreCommentDocument, { input }))).toBe("FORBIDDEN");
    const { restoreComment } = await ada.expect(RestoreCommentDocument, { input });
    const task = { id: taskId, version: 4, commentCount: 2 };
    const { createdSeq } = first;
    const comment = { id: first.id, body: "First", version: 1, createdSeq };
    expect(restoreComment).toMatchObject({ seq: 7, clientMutationId, comment: { ...comment, task } });
    expect(await board.changesAfter(6)).toMatchObject([
      { __typename: "CommentRestored", seq: 7, clientMutationId, actor: { id: ada.id }, comment, task },
    ]);
    const { task: now } = await grace.expect(TaskDetailDocument, { taskId });
    expect(now?.comments.nodes.map(({ body }) => body)).toEqual(["First", "Second"]);
    const { restoreComment: unchanged } = await ada.expect(RestoreCommentDocument, { input: { commentId: first.id } });
    expect(unchanged).toMatchObject({ seq: 7, comment: { ...comment, task } });
    expect(await ada.expect(RestoreCommentDocument, { input })).toEqual({ restoreComment });
  },
} satisfies Scenarios;
