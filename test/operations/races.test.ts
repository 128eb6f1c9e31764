import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  RemoveMemberDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Answer, Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

afterAll(() => pair.close());

/** Sends both, on two instances; the first already waits for the project's lock when the second comes. */
async function race<A, B>(
  projectId: string,
  first: () => Promise<Answer<A>>,
  second: () => Promise<Answer<B>>,
): Promise<readonly [Answer<A>, Answer<B>]> {
  const lock = await holdProject(pair.databaseUrl, projectId);
  return lock.lineUp(first, second);
}

describe("A write that waits for its project", () => {
  it("is not made when its author has been removed by then", async () => {
    const board = await createBoard(ada);
    const { projectId } = board;
    await board.addMember(grace, "MEMBER");
    const task = await board.createTask();

    const [removal, write] = await race(
      projectId,
      () => ada.request(RemoveMemberDocument, { input: { projectId, userId: grace.id } }),
      () => grace.request(UpdateTaskDocument, { input: { taskId: task.id, title: "Mine" } }),
    );

    expect(codeOf(removal)).toBe(null);
    expect(codeOf(write)).toBe("NOT_FOUND");
    expect(await board.changesAfter(3)).toMatchObject([{ __typename: "MemberRemoved", seq: 4 }]);
    const { project } = await ada.expect(BoardDocument, { projectId });
    expect(project?.tasks.nodes).toMatchObject([{ title: "A task", version: 0 }]);
  });

  it("is not made when its author may only look by then", async () => {
    const board = await createBoard(ada);
    const { projectId } = board;
    await board.addMember(grace, "MEMBER");

    const [, write] = await race(
      projectId,
      () => ada.request(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "VIEWER" } }),
      () => grace.request(CreateTaskDocument, { input: { projectId, title: "Mine" } }),
    );

    expect(codeOf(write)).toBe("FORBIDDEN");
    expect(await board.changesAfter(2)).toMatchObject([{ __typename: "MemberRoleChanged" }]);
  });

  it("finds no task where it was deleted by then", async () => {
    const board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    const { id: taskId } = await board.createTask();

    const [deletion, update] = await race(
      board.projectId,
      () => ada.request(DeleteTaskDocument, { input: { taskId } }),
      () => grace.request(UpdateTaskDocument, { input: { taskId, title: "Too late" } }),
    );

    expect(codeOf(deletion)).toBe(null);
    expect(codeOf(update)).toBe("NOT_FOUND");
    expect(await board.changesAfter(3)).toMatchObject([{ __typename: "TaskDeleted", seq: 4 }]);
  });

  it("finds no project where it was deleted by then", async () => {
    const board = await createBoard(ada);
    const { projectId } = board;
    await board.addMember(grace, "MEMBER");
    const { id: taskId } = await board.createTask();

    const [deletion, comment] = await race(
      projectId,
      () => ada.request(DeleteProjectDocument, { input: { projectId } }),
      () => grace.request(CreateCommentDocument, { input: { taskId, body: "Too late" } }),
    );

    expect(codeOf(deletion)).toBe(null);
    expect(codeOf(comment)).toBe("NOT_FOUND");
    const stream = ada.watch({ projectId, since: 3 });
    expect(await stream.ended()).toBe(null);
    expect(stream.received).toMatchObject([{ data: { projectActivity: { __typename: "ProjectDeleted", seq: 4 } } }]);
  });
});

describe("Two owners", () => {
  async function createOwnedByBoth() {
    const board = await createBoard(ada);
    await board.addMember(grace, "OWNER");
    return board;
  }

  it("demoting each other at once leave one", async () => {
    const { projectId } = await createOwnedByBoth();

    const [first, second] = await race(
      projectId,
      () => ada.request(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "MEMBER" } }),
      () => grace.request(UpdateMemberRoleDocument, { input: { projectId, userId: ada.id, role: "MEMBER" } }),
    );

    expect(codeOf(first)).toBe(null);
    expect(codeOf(second)).toBe("FORBIDDEN");
    expect(await findRoles(projectId)).toEqual({ ada: "OWNER", grace: "MEMBER" });
  });

  it("stepping down at once leave one", async () => {
    const { projectId } = await createOwnedByBoth();

    const [first, second] = await race(
      projectId,
      () => ada.request(UpdateMemberRoleDocument, { input: { projectId, userId: ada.id, role: "ADMIN" } }),
      () => grace.request(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role: "ADMIN" } }),
    );

    expect(codeOf(first)).toBe(null);
    expect(codeOf(second)).toBe("FORBIDDEN");
    expect(await findRoles(projectId)).toEqual({ ada: "ADMIN", grace: "OWNER" });
  });

  it("leaving at once leave one", async () => {
    const { projectId } = await createOwnedByBoth();

    const [first, second] = await race(
      projectId,
      () => grace.request(RemoveMemberDocument, { input: { projectId, userId: grace.id } }),
      () => ada.request(RemoveMemberDocument, { input: { projectId, userId: ada.id } }),
    );

    expect(codeOf(first)).toBe(null);
    expect(codeOf(second)).toBe("FORBIDDEN");
    expect(await findRoles(projectId)).toEqual({ ada: "OWNER" });
  });

  async function findRoles(projectId: string): Promise<Record<string, string>> {
    const { project } = await ada.expect(BoardDocument, { projectId });
    return Object.fromEntries((project?.members.nodes ?? []).map(({ user, role }) => [user.name, role]));
  }
});
