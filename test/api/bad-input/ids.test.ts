import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  BoardDocument,
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
  TaskDetailDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../../support/generated/graphql.ts";
import { isLongRun } from "../../support/long-run.ts";
import type { MutationName } from "../../support/mutation-name.ts";
import { malformedIds, unknownId } from "./malformed.ts";
import { asking, createTarget, type IssuePaths, type Request, sending, type Target, type Things } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

/** PostgreSQL refuses the one, and the other is cut to a good one by careless code. */
const hostile: ReadonlySet<string> = new Set([`${unknownId}\0`, `${unknownId} `]);

describe("an id that is unknown or malformed is NOT_FOUND", () => {
  const email = "stranger@example.com";
  const requests: Readonly<
    Record<Exclude<MutationName, "createProject"> | "project" | "task", (id: string) => Request>
  > = {
    project: (projectId) => asking(BoardDocument, () => ({ projectId })),
    task: (taskId) => asking(TaskDetailDocument, () => ({ taskId })),
    updateProject: (projectId) => sending(UpdateProjectDocument, () => ({ projectId, name: "New" })),
    deleteProject: (projectId) => sending(DeleteProjectDocument, () => ({ projectId })),
    addMember: (projectId) => sending(AddMemberDocument, () => ({ projectId, email, role: "MEMBER" })),
    updateMemberRole: (userId) =>
      sending(UpdateMemberRoleDocument, ({ projectId }) => ({ projectId, userId, role: "MEMBER" })),
    removeMember: (userId) => sending(RemoveMemberDocument, ({ projectId }) => ({ projectId, userId })),
    createTask: (projectId) => sending(CreateTaskDocument, () => ({ projectId, title: "New" })),
    updateTask: (taskId) => sending(UpdateTaskDocument, () => ({ taskId, title: "New" })),
    updateTaskStatus: (taskId) => sending(UpdateTaskStatusDocument, () => ({ taskId, status: "DONE" })),
    moveTask: (taskId) => sending(MoveTaskDocument, () => ({ taskId })),
    deleteTask: (taskId) => sending(DeleteTaskDocument, () => ({ taskId })),
    restoreTask: (taskId) => sending(RestoreTaskDocument, () => ({ taskId })),
    restoreComment: (commentId) => sending(RestoreCommentDocument, () => ({ commentId })),
    createComment: (taskId) => sending(CreateCommentDocument, () => ({ taskId, body: "New" })),
    updateComment: (commentId) => sending(UpdateCommentDocument, () => ({ commentId, body: "New" })),
    createLabel: (projectId) => sending(CreateLabelDocument, () => ({ projectId, name: "New", color: "RED" })),
    updateLabel: (labelId) => sending(UpdateLabelDocument, () => ({ labelId, name: "New" })),
    deleteLabel: (labelId) => sending(DeleteLabelDocument, () => ({ labelId })),
    deleteComment: (commentId) => sending(DeleteCommentDocument, () => ({ commentId })),
    applyChanges: (projectId) =>
      sending(ApplyChangesDocument, () => ({ projectId, changes: [{ deleteTask: { taskId: unknownId } }] })),
  };

  it.each(Object.entries(requests))("%s", async (field, request) => {
    // The mutations share the scalar's parser, and differ in what they do with an id that it lets through.
    const ids = isLongRun || field === "project" ? malformedIds : malformedIds.filter((id) => hostile.has(id));
    for (const id of [unknownId, ...ids]) await target.expectRefusal(request(id), "NOT_FOUND", null);
  });

  it("though in a filter it only finds nothing", async () => {
    for (const assigneeId of [unknownId, ...malformedIds]) {
      const request = asking(BoardDocument, ({ projectId }) => ({ projectId, filter: { assigneeId } }));
      for (const { data, errors } of await target.ask(request)) {
        expect(errors).toBeUndefined();
        expect(data).toMatchObject({ project: { tasks: { nodes: [], totalCount: 0 } } });
      }
    }
  });
});

describe("a new item's id that is no UUID is BAD_USER_INPUT", () => {
  const malformed = [...malformedIds, "00000000-0000-0000-0000-000000000000", unknownId.replaceAll("-", ""), 5];
  const requests: Record<string, (id: unknown) => Request> = {
    createProject: (id) => sending(CreateProjectDocument, () => ({ id, name: "New" })),
    createTask: (id) => sending(CreateTaskDocument, ({ projectId }) => ({ id, projectId, title: "New" })),
    createComment: (id) => sending(CreateCommentDocument, ({ firstId: taskId }) => ({ id, taskId, body: "New" })),
    createLabel: (id) =>
      sending(CreateLabelDocument, ({ projectId }) => ({ id, projectId, name: "New", color: "RED" })),
  };

  it.each(Object.entries(requests))("%s", async (_mutation, request) => {
    for (const id of malformed) await target.expectRefusal(request(id), "BAD_USER_INPUT", [["input", "id"]]);
  });
});

describe("an id of something that does not belong there is BAD_USER_INPUT", () => {
  const assignees: Record<string, (things: Things) => string> = {
    "who is no member": ({ strangerId }) => strangerId,
    "whom nobody knows": () => unknownId,
    "with a malformed id": () => "\0",
  };

  it.each(Object.entries(assignees))("an assignee %s", async (_what, find) => {
    const requests = [
      sending(CreateTaskDocument, (things) => ({
        projectId: things.projectId,
        title: "New",
        assigneeId: find(things),
      })),
      sending(UpdateTaskDocument, (things) => ({ taskId: things.firstId, assigneeId: find(things) })),
    ];
    for (const request of requests) await target.expectRefusal(request, "BAD_USER_INPUT", [["input", "assigneeId"]]);
  });

  const role = "MEMBER";
  const others: readonly (readonly [what: string, request: Request, paths: IssuePaths])[] = [
    [
      "neighbours in the wrong order",
      sending(MoveTaskDocument, ({ doneId, firstId, secondId }) => ({
        taskId: doneId,
        status: "TODO",
        afterTaskId: secondId,
        beforeTaskId: firstId,
      })),
      [["input", "beforeTaskId"]],
    ],
    [
      "one neighbour on both sides",
      sending(MoveTaskDocument, ({ firstId: taskId, secondId }) => ({
        taskId,
        afterTaskId: secondId,
        beforeTaskId: secondId,
      })),
      [["input", "beforeTaskId"]],
    ],
    [
      "a new member by account and e-mail at once",
      sending(AddMemberDocument, ({ projectId, strangerId: userId }) => ({
        projectId,
        userId,
        email: "stranger@example.com",
        role,
      })),
      [["input"]],
    ],
    ["a new member by neither", sending(AddMemberDocument, ({ projectId }) => ({ projectId, role })), [["input"]]],
    [
      "a new member by an e-mail that no account has",
      sending(AddMemberDocument, ({ projectId }) => ({ projectId, email: "nobody@example.com", role })),
      [["input", "email"]],
    ],
    [
      "a new member by an account that is none",
      sending(AddMemberDocument, ({ projectId }) => ({ projectId, userId: "x", role })),
      [["input", "userId"]],
    ],
    [
      "a new member who is one already",
      sending(AddMemberDocument, ({ projectId }) => ({ projectId, userId: target.ada.id, role })),
      [["input"]],
    ],
  ];

  it.each(others)("%s", async (_what, request, paths) => target.expectRefusal(request, "BAD_USER_INPUT", paths));
});
