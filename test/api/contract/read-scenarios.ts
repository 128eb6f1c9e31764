import { expect } from "vitest";
import { createBoard, given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  BoardDocument,
  ChangesDocument,
  DeleteProjectDocument,
  HistoryDocument,
  MeDocument,
  MyTasksDocument,
  ProjectsDocument,
  RemoveMemberDocument,
  TaskDetailDocument,
  UpdateTaskDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const readScenarios = {
  async Me({ ada }) {
    expect(await ada.expect(MeDocument, {})).toEqual({ me: { id: ada.id, name: "ada", email: ada.email } });
  },

  async Projects({ board, ada, grace, stranger }) {
    const { projects } = await grace.expect(ProjectsDocument, { first: 1 });
    expect(projects.nodes).toEqual([{ id: board.projectId, name: "Launch", seq: 2, viewerRole: "MEMBER" }]);
    expect(projects.edges).toHaveLength(1);
    expect(projects.pageInfo.endCursor).toBe(projects.edges[0]?.cursor);

    const { projects: own } = await ada.expect(ProjectsDocument, { first: 1 });
    expect(own.nodes).toMatchObject([{ id: board.projectId, viewerRole: "OWNER" }]);

    const { projects: none } = await stranger.expect(ProjectsDocument, {});
    expect(none).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
      totalCount: 0,
    });
  },

  async Board({ board: { projectId, createTask, createComment }, ada, grace, stranger }) {
    const task = await createTask({ title: "Book the room", assigneeId: grace.id });
    await createTask({ title: "Send the invitations", status: "BACKLOG" });
    await createComment(task.id);

    const { project } = await grace.expect(BoardDocument, { projectId, first: 10 });
    const people = { ada: namesOf(ada), grace: namesOf(grace) };
    expect(project).toMatchObject({
      id: projectId,
      name: "Launch",
      description: null,
      seq: 5,
      viewerRole: "MEMBER",
      present: [],
      members: {
        nodes: [
          { role: "OWNER", user: people.ada },
          { role: "MEMBER", user: people.grace },
        ],
        totalCount: 2,
      },
      tasks: {
        nodes: [
          { title: "Send the invitations", status: "BACKLOG", version: 0, commentCount: 0, assignee: null },
          { id: task.id, version: 1, commentCount: 1, assignee: people.grace, createdBy: people.ada },
        ],
        pageInfo: { hasNextPage: false },
        totalCount: 2,
      },
    });
    expect(given(project).cursor).toMatch(/^project\.\d+\./);

    const refused = await stranger.request(BoardDocument, { projectId });
    expect(refused.data).toEqual({ project: null });
    expect(codeOf(refused)).toBe("NOT_FOUND");
  },

  async MyTasks({ board, ada, grace }) {
    const elsewhere = await createBoard(ada, "Elsewhere");
    await elsewhere.addMember(grace, "VIEWER");
    const done = await board.createTask({ assigneeId: grace.id, status: "DONE" });
    const first = await board.createTask({ assigneeId: grace.id });
    await board.createTask({ assigneeId: ada.id });
    const newest = await elsewhere.createTask({ assigneeId: grace.id });

    const mine = async () => (await grace.expect(MyTasksDocument, { first: 3 })).myTasks;
    const { nodes, totalCount } = await mine();
    expect(nodes).toMatchObject([
      { id: newest.id, assignee: namesOf(grace), project: { id: elsewhere.projectId, name: "Elsewhere" } },
      { id: first.id, project: { id: board.projectId } },
      { id: done.id, project: { id: board.projectId } },
    ]);
    expect(totalCount).toBeGreaterThanOrEqual(3);

    // A task of a project that one does not see any more is still assigned, and is no part of the list.
    await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: grace.id } });
    await ada.expect(DeleteProjectDocument, { input: { projectId: elsewhere.projectId } });
    const after = await mine();
    expect(after.totalCount).toBe(totalCount - 3);
    expect(after.nodes.map(({ id }) => id)).not.toContain(first.id);
  },

  async TaskDetail({ board: { projectId, createTask, createComment }, ada, grace, stranger }) {
    const { id: taskId } = await createTask();
    const comments = [await createComment(taskId, "First"), await createComment(taskId, "Second")];

    const { task } = await grace.expect(TaskDetailDocument, { taskId, first: 1 });
    expect(task).toMatchObject({
      id: taskId,
      version: 2,
      commentCount: 2,
      project: { id: projectId, name: "Launch" },
      comments: {
        nodes: [{ id: comments[0]?.id, body: "First", version: 0, author: namesOf(ada) }],
        pageInfo: { hasNextPage: true },
        totalCount: 2,
      },
    });
    const after = given(task?.comments.pageInfo.endCursor);
    const { task: more } = await grace.expect(TaskDetailDocument, { taskId, first: 1, after });
    expect(more?.comments).toMatchObject({ nodes: [{ id: comments[1]?.id }], pageInfo: { hasNextPage: false } });

    expect(codeOf(await stranger.request(TaskDetailDocument, { taskId }))).toBe("NOT_FOUND");
  },

  async History({ board: { projectId, createTask }, ada, grace, stranger }) {
    const { id: taskId } = await createTask();
    await grace.expect(UpdateTaskDocument, { input: { taskId, title: "Another" } });

    const { project } = await ada.expect(HistoryDocument, { projectId });
    expect(project?.activity).toMatchObject({
      nodes: [
        { __typename: "TaskUpdated", seq: 4, actor: namesOf(grace) },
        { __typename: "TaskCreated", seq: 3, actor: namesOf(ada) },
        { __typename: "MemberAdded", seq: 2, actor: namesOf(ada) },
        { __typename: "ProjectCreated", seq: 1, actor: namesOf(ada) },
      ],
      pageInfo: { hasNextPage: false },
    });
    const times = given(project).activity.nodes.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());

    expect(codeOf(await stranger.request(HistoryDocument, { projectId }))).toBe("NOT_FOUND");
  },

  async Changes({ board: { projectId, createTask }, ada, grace, stranger }) {
    const { project } = await grace.expect(BoardDocument, { projectId, first: 0 });
    const after = given(project).cursor;
    const waiting = grace.expect(ChangesDocument, { projectId, after, wait: 30 });
    await createTask();
    const { project: changed } = await waiting;
    expect(changed?.changes).toMatchObject({
      nodes: [{ __typename: "TaskCreated", seq: 3, actor: namesOf(ada) }],
      resync: null,
    });
    const { cursor } = given(changed).changes;
    const { project: same } = await ada.expect(ChangesDocument, { projectId, after: cursor });
    expect(same?.changes).toEqual({ nodes: [], cursor, resync: null });

    const ahead = { projectId, after: "project.9.1" };
    const { project: lost } = await grace.expect(ChangesDocument, ahead);
    expect(lost?.changes).toEqual({ nodes: [], cursor, resync: { seq: 3, cursor, reason: "OTHER_HISTORY" } });
    expect(codeOf(await stranger.request(ChangesDocument, ahead))).toBe("NOT_FOUND");
  },
} satisfies Scenarios;

function namesOf({ id, name, email }: { id: string; name: string; email: string }) {
  return { id, name, email };
}
