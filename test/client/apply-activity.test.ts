import { InMemoryCache } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import { BoardDocument, HistoryDocument, type HistoryQuery, TaskDetailDocument } from "../support/generated/graphql.ts";
import {
  ada,
  answerBoard,
  bob,
  cursorOf,
  makeComment,
  makeEvent,
  makeMember,
  makeTask,
  projectId,
  readTasks,
  readTitles,
  writePage,
} from "./answers.ts";

describe("a change of a task", () => {
  it("brings it into the lists that take it, at its place, and out of those that do not", () => {
    const cache = lockstepCache();
    writePage(cache, [makeTask({ place: 1 }), makeTask({ place: 3 })]);
    writePage(cache, [], { filter: { assigneeId: bob.id } });
    const task = makeTask({ place: 2 });
    applyActivity(cache, makeEvent("TaskCreated", 2, { task }));
    expect(readTitles(cache, "edges")).toEqual(["1", "2", "3"]);
    expect(readTitles(cache, "nodes", { assigneeId: bob.id })).toEqual([]);
    const assigned = { ...task, assignee: bob, version: 1 };
    applyActivity(cache, makeEvent("TaskUpdated", 3, { task: assigned, taskChanges: ["ASSIGNEE"] }));
    expect(readTasks(cache, "nodes", { assigneeId: bob.id })).toMatchObject({
      nodes: [{ id: task.id }],
      totalCount: 1,
    });
    const done = { ...assigned, status: "DONE" as const, version: 2 };
    applyActivity(cache, makeEvent("TaskStatusChanged", 4, { task: done, from: "TODO", to: "DONE" }));
    expect(readTitles(cache, "nodes")).toEqual(["1", "3", "2"]);
    applyActivity(cache, makeEvent("TaskDeleted", 5, { taskId: task.id }));
    expect(readTasks(cache, "nodes")).toMatchObject({ nodes: [{ title: "1" }, { title: "3" }], totalCount: 2 });
    expect(readTasks(cache, "nodes", { assigneeId: bob.id }).totalCount).toBe(0);
  });

  it("puts it back where it was when it is restored, whatever arrives late", () => {
    const cache = lockstepCache();
    const [one, two] = [makeTask({ place: 1 }), makeTask({ place: 2 })];
    writePage(cache, [one, two]);
    applyActivity(cache, makeEvent("TaskDeleted", 2, { taskId: one.id }));
    cache.gc();
    applyActivity(cache, makeEvent("TaskRestored", 3, { task: { ...one, version: 1 } }));
    expect(readTasks(cache, "nodes")).toMatchObject({ nodes: [{ title: "1" }, { title: "2" }], totalCount: 2 });
    // A list from before the deletion, and one from between.
    writePage(cache, [one, two], { seq: 1 });
    writePage(cache, [two], { seq: 2, filter: { status: ["TODO"] } });
    for (const filter of [undefined, { status: ["TODO" as const] }])
      expect(readTasks(cache, "nodes", filter)).toMatchObject({
        nodes: [{ version: 1 }, { title: "2" }],
        totalCount: 2,
      });
    applyActivity(cache, makeEvent("TaskDeleted", 4, { taskId: one.id }));
    expect(readTitles(cache, "nodes")).toEqual(["2"]);
  });

  it("behind what is loaded of a list is counted and not shown, until its page comes", () => {
    const cache = lockstepCache();
    const [one, two, late] = [makeTask({ place: 1 }), makeTask({ place: 2 }), makeTask({ place: 9 })];
    writePage(cache, [one, two], { hasNextPage: true, totalCount: 5 });
    applyActivity(cache, makeEvent("TaskCreated", 2, { task: late }));
    expect(readTasks(cache, "nodes")).toMatchObject({ nodes: [{ title: "1" }, { title: "2" }], totalCount: 6 });
    applyActivity(
      cache,
      makeEvent("TaskUpdated", 3, { task: { ...one, position: "a95", version: 1 }, taskChanges: ["POSITION"] }),
    );
    expect(readTasks(cache, "nodes")).toMatchObject({ nodes: [{ title: "2" }], totalCount: 6 });
    const rest = [3, 4, 5].map((place) => makeTask({ place }));
    const page = [...rest, late, { ...one, position: "a95", version: 1 }];
    writePage(cache, page, { seq: 3, after: cursorOf(two), totalCount: 6 });
    expect(readTitles(cache, "nodes")).toEqual(["2", "3", "4", "5", "9", "1"]);
  });

  it("makes a total unknown, rather than wrong, where the list cannot tell whether it counted the task", () => {
    const cache = lockstepCache();
    const filter = { assigneeId: ada.id };
    writePage(cache, [makeTask({ place: 1, assignee: ada })], { filter, hasNextPage: true, totalCount: 7 });
    const task = makeTask({ place: 5, version: 1 });
    applyActivity(cache, makeEvent("TaskUpdated", 2, { task, taskChanges: ["TITLE"] }));
    expect(readTasks(cache, "nodes", filter).totalCount).toBe(7);
    applyActivity(
      cache,
      makeEvent("TaskUpdated", 3, { task: makeTask({ place: 6, version: 1 }), taskChanges: ["ASSIGNEE"] }),
    );
    expect(() => readTasks(cache, "nodes", filter)).toThrow();
  });

  it("already applied, or older than the snapshot, changes nothing", () => {
    const cache = lockstepCache();
    writePage(cache, [makeTask({ place: 1 })], { hasNextPage: true, totalCount: 3 });
    const event = makeEvent("TaskCreated", 2, { task: makeTask({ place: 9 }) });
    applyActivity(cache, event);
    const before = cache.extract();
    applyActivity(cache, event);
    applyActivity(cache, makeEvent("TaskDeleted", 1, { taskId: makeTask({ place: 1 }).id }));
    expect(cache.extract()).toEqual(before);
  });

  it("after a gap removes the lists that miss the earlier ones", () => {
    const cache = lockstepCache();
    writePage(cache, [makeTask({ place: 1 })]);
    applyActivity(cache, makeEvent("TaskCreated", 2, { task: makeTask({ place: 2 }) }));
    applyActivity(cache, makeEvent("TaskCreated", 4, { task: makeTask({ place: 4 }) }));
    expect(() => readTasks(cache, "nodes")).toThrow();
  });
});

describe("an older list that comes late", () => {
  it("is brought up to date, also where something was deleted", () => {
    const cache = lockstepCache();
    const [one, two, three] = [1, 2, 3].map((place) => makeTask({ place }));
    if (!one || !two || !three) throw new Error("There are three.");
    writePage(cache, [one, two]);
    applyActivity(cache, makeEvent("TaskDeleted", 2, { taskId: one.id }));
    applyActivity(cache, makeEvent("TaskCreated", 3, { task: three }));
    const renamed = { ...two, title: "renamed", version: 1 };
    applyActivity(cache, makeEvent("TaskUpdated", 4, { task: renamed, taskChanges: ["TITLE"] }));
    writePage(cache, [one, two], { seq: 1, filter: { status: ["TODO"] } });
    writePage(cache, [one, two], { seq: 1 });
    for (const filter of [undefined, { status: ["TODO" as const] }])
      expect(readTitles(cache, "nodes", filter)).toEqual(["renamed", "3"]);
  });
});

describe("a change of comments", () => {
  it("is shown in the task's list, its count and its version", () => {
    const cache = lockstepCache();
    const task = {
      ...makeTask({ place: 1 }),
      project: { __typename: "Project" as const, id: projectId, name: "Launch" },
    };
    const detail = { query: TaskDetailDocument, variables: { taskId: task.id } };
    const pageInfo = { __typename: "PageInfo" as const, hasNextPage: false, endCursor: null };
    const comments = { __typename: "CommentConnection" as const, nodes: [], pageInfo, totalCount: 0 };
    cache.writeQuery({ ...detail, data: { task: { ...task, comments } } });
    const comment = makeComment(1);
    const counted = { ...makeTask({ place: 1 }), version: 1, commentCount: 1 };
    applyActivity(cache, makeEvent("CommentCreated", 2, { comment, task: counted }));
    expect(cache.readQuery(detail)?.task).toMatchObject({
      version: 1,
      commentCount: 1,
      comments: { nodes: [{ body: "1" }], totalCount: 1 },
    });
    const gone = { ...counted, version: 2, commentCount: 0 };
    applyActivity(cache, makeEvent("CommentDeleted", 3, { commentId: comment.id, task: gone }));
    expect(cache.readQuery(detail)?.task).toMatchObject({ version: 2, comments: { nodes: [], totalCount: 0 } });
    applyActivity(cache, makeEvent("TaskDeleted", 4, { taskId: task.id }));
    expect(cache.readQuery(detail)).toEqual({ task: null });
  });

  it("is shown when a comment is restored, and the comments of a task when the task is", () => {
    const cache = lockstepCache();
    const task = {
      ...makeTask({ place: 1 }),
      project: { __typename: "Project" as const, id: projectId, name: "Launch" },
    };
    const detail = { query: TaskDetailDocument, variables: { taskId: task.id } };
    const pageInfo = { __typename: "PageInfo" as const, hasNextPage: false, endCursor: null };
    const nodes = [makeComment(1), makeComment(2)];
    const comments = { __typename: "CommentConnection" as const, nodes, pageInfo, totalCount: 2 };
    cache.writeQuery({ ...detail, data: { task: { ...task, commentCount: 2, comments } } });
    const [comment = makeComment(1)] = nodes;
    const counted = (version: number, commentCount: number) => ({ ...makeTask({ place: 1 }), version, commentCount });
    applyActivity(cache, makeEvent("CommentDeleted", 2, { commentId: comment.id, task: counted(1, 1) }));
    applyActivity(cache, makeEvent("CommentRestored", 3, { comment: { ...comment, version: 1 }, task: counted(2, 2) }));
    const shown = { version: 2, comments: { nodes: nodes.map(({ id }) => ({ id })), totalCount: 2 } };
    expect(cache.readQuery(detail)?.task).toMatchObject(shown);
    applyActivity(cache, makeEvent("TaskDeleted", 4, { taskId: task.id }));
    expect(cache.readQuery(detail)).toEqual({ task: null });
    applyActivity(cache, makeEvent("TaskRestored", 5, { task: counted(3, 2) }));
    expect(cache.readQuery(detail)?.task).toMatchObject({ ...shown, version: 3 });
  });
});

describe("a change of the project", () => {
  it("is shown in its name, number, members, presence and history", () => {
    const cache = lockstepCache();
    const board = { query: BoardDocument, variables: { projectId } };
    cache.writeQuery({ ...board, data: answerBoard({}) });
    const history: HistoryQuery = {
      project: {
        __typename: "Project",
        id: projectId,
        activity: {
          __typename: "ActivityConnection",
          nodes: [],
          pageInfo: { __typename: "PageInfo", hasNextPage: false, endCursor: null },
        },
      },
    } as HistoryQuery;
    cache.writeQuery({ query: HistoryDocument, variables: { projectId }, data: history });
    applyActivity(cache, { __typename: "Ready", seq: 1, cursor: "project.1.1", present: [ada] }, projectId);
    applyActivity(cache, { __typename: "PresenceJoined", user: bob }, projectId);
    const { name, description, createdAt, updatedAt } = { ...answerBoard({ name: "Landing" }).project } as never;
    const project = {
      __typename: "Project" as const,
      id: projectId,
      name,
      description,
      version: 1,
      createdAt,
      updatedAt,
    };
    applyActivity(cache, makeEvent("ProjectUpdated", 2, { project }));
    applyActivity(cache, makeEvent("MemberAdded", 3, { member: makeMember(bob, "MEMBER") }));
    applyActivity(cache, makeEvent("MemberRoleChanged", 4, { member: makeMember(bob, "ADMIN") }));
    expect(cache.readQuery(board)?.project).toMatchObject({
      name: "Landing",
      seq: 4,
      present: [{ name: "Ada" }, { name: "Bob" }],
      members: { nodes: [{ role: "OWNER" }, { role: "ADMIN" }], totalCount: 2 },
    });
    applyActivity(cache, makeEvent("MemberRemoved", 5, { user: bob }));
    applyActivity(cache, { __typename: "PresenceLeft", user: bob }, projectId);
    expect(cache.readQuery(board)?.project).toMatchObject({
      present: [{ name: "Ada" }],
      members: { nodes: [{ role: "OWNER" }], totalCount: 1 },
    });
    const { activity } = cache.readQuery({ query: HistoryDocument, variables: { projectId } })?.project ?? {};
    expect(activity?.nodes.map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
  });
});

it("forgets an erased member wherever the cache shows the person", () => {
  const cache = lockstepCache();
  const board = { query: BoardDocument, variables: { projectId } };
  cache.writeQuery({ ...board, data: answerBoard({}) });
  applyActivity(cache, { __typename: "Ready", seq: 1, cursor: "project.1.1", present: [ada, bob] }, projectId);
  applyActivity(cache, makeEvent("MemberAdded", 2, { member: makeMember(bob, "MEMBER") }));
  const task = { ...makeTask({ place: 1 }), assignee: bob, createdBy: bob };
  applyActivity(cache, makeEvent("TaskCreated", 3, { task }));
  expect(JSON.stringify(cache.extract())).toContain(bob.name);
  const erased = { ...bob, name: "Deleted user", email: null };
  applyActivity(cache, makeEvent("MemberUpdated", 4, { member: makeMember(erased, "MEMBER") }));
  const kept = JSON.stringify(cache.extract());
  for (const secret of [bob.name, bob.email]) expect(kept).not.toContain(secret);
  expect(cache.readQuery(board)?.project).toMatchObject({
    seq: 4,
    present: [{ name: "Ada" }, { name: "Deleted user", email: null }],
    members: { nodes: [{ role: "OWNER" }, { role: "MEMBER", user: { name: "Deleted user" } }], totalCount: 2 },
    tasks: { nodes: [{ assignee: { name: "Deleted user" }, createdBy: { name: "Deleted user" } }] },
  });
});

it("refuses a cache that is not the kit's, and presence of no project", () => {
  const presence = { __typename: "PresenceJoined", user: bob } as const;
  expect(() => applyActivity(new InMemoryCache(), presence, projectId)).toThrow("lockstepCache()");
  expect(() => applyActivity(lockstepCache(), presence)).toThrow("project");
});
