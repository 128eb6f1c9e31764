import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import { ApplyChangesDocument, CreateTaskDocument } from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const batchScenarios = {
  async ApplyChanges({ board, ada, grace, clientMutationId }) {
    const { projectId } = board;
    const taskId = randomUUID();
    const changes = [
      {
        createTask: {
          id: taskId.toUpperCase(),
          projectId,
          title: "Offline",
          clientMutationId: `${clientMutationId} 1`,
        },
      },
      { createComment: { taskId, body: "First" } },
      { updateTask: { taskId, title: "Later", expectedVersion: 7 } },
      { moveTask: { taskId, status: "DONE" } },
      { createTask: { projectId: randomUUID(), title: "Elsewhere" } },
      { updateTask: { taskId, assigneeId: randomUUID() } },
    ] as const;
    const { applyChanges } = await grace.expect(ApplyChangesDocument, { input: { projectId, changes: [...changes] } });
    expect(applyChanges).toMatchObject({ seq: 5, clientMutationId: null });
    expect(applyChanges?.results).toMatchObject([
      { __typename: "CreateTaskPayload", seq: 3, clientMutationId: `${clientMutationId} 1`, task: { id: taskId } },
      { __typename: "CreateCommentPayload", seq: 4, task: { id: taskId, version: 1, commentCount: 1 } },
      {
        __typename: "TaskConflict",
        expectedVersion: 7,
        currentVersion: 1,
        taskFields: ["TITLE"],
        task: { id: taskId },
      },
      { __typename: "MoveTaskPayload", seq: 5, task: { id: taskId, status: "DONE", version: 2 } },
      { __typename: "ChangeRefused", code: "NOT_FOUND", path: null },
      {
        __typename: "ChangeRefused",
        code: "BAD_USER_INPUT",
        message: "The assignee must be a member of the project.",
        path: ["input", "changes", "5", "updateTask", "assigneeId"],
      },
    ]);
    expect(await board.changesAfter(2)).toMatchObject([
      { __typename: "TaskCreated", seq: 3, actor: { id: grace.id }, task: { id: taskId, version: 0 } },
      { __typename: "CommentCreated", seq: 4, comment: { body: "First" } },
      { __typename: "TaskStatusChanged", seq: 5, from: "TODO", to: "DONE" },
    ]);

    // A change may be retried alone, and alone it has the same answer.
    const [first] = given(applyChanges).results;
    const alone = await grace.expect(CreateTaskDocument, { input: changes[0].createTask });
    expect(alone.createTask).toMatchObject({ task: given(first as { task?: object }).task, seq: 3 });

    const failing = [{ updateTask: { taskId, title: "All" } }, { deleteComment: { commentId: randomUUID() } }];
    const input = { projectId, changes: failing, atomic: true, clientMutationId };
    const none = await grace.expect(ApplyChangesDocument, { input });
    expect(none.applyChanges).toMatchObject({
      seq: 5,
      clientMutationId,
      results: [
        { __typename: "ChangeRefused", code: "NOT_APPLIED", path: null },
        { __typename: "ChangeRefused", code: "NOT_FOUND", path: null },
      ],
    });
    await ada.expect(ApplyChangesDocument, {
      input: { projectId, changes: [{ updateTask: { taskId, title: "Ada's" } }] },
    });
    expect(await grace.expect(ApplyChangesDocument, { input })).toEqual(none);
    const reused = await grace.request(ApplyChangesDocument, { input: { ...input, atomic: false } });
    expect(codeOf(reused)).toBe("BAD_USER_INPUT");

    const invalid = [{ updateTask: { taskId, title: "Valid" } }, { createComment: { taskId, body: " " } }];
    const { errors } = await grace.request(ApplyChangesDocument, { input: { projectId, changes: invalid } });
    const path = ["input", "changes", 1, "createComment", "body"];
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues: [{ path }] } }]);
    expect(await board.seq()).toBe(6);
  },
} satisfies Scenarios;
