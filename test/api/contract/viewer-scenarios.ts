import { expect } from "vitest";
import { codeOf } from "../../support/code-of.ts";
import {
  BoardDocument,
  FocusDocument,
  MarkNoticesReadDocument,
  NoticesDocument,
  UpdateProjectDocument,
} from "../../support/generated/graphql.ts";
import type { Person } from "../../support/person.ts";
import type { Scenarios, World } from "./scenario.ts";

/** Gives the stranger three notices: of the membership, an assignment and a mention. */
async function tellStranger({ board, stranger }: World) {
  await board.addMember(stranger, "MEMBER");
  const task = await board.createTask({ title: "Book the room", assigneeId: stranger.id });
  const comment = await board.createComment(task.id, `Today,\n ${mentionOf(stranger)}?`);
  return { task, comment };
}

function mentionOf({ id, name }: Person): string {
  return `[@${name}](user:${id})`;
}

export const viewerScenarios = {
  async Notices(world) {
    const { board, ada, stranger } = world;
    const { viewer: empty } = await stranger.expect(NoticesDocument, {});
    expect(empty).toEqual({
      unreadCount: 0,
      cursor: "inbox.0.0",
      notices: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
    });
    const { task, comment } = await tellStranger(world);
    const common = {
      at: expect.any(String),
      actor: { id: ada.id, name: ada.name, email: ada.email },
      project: { id: board.projectId, name: "Launch" },
    };
    const ofTask = { ...common, taskId: task.id, taskTitle: "Book the room" };
    const { viewer } = await stranger.expect(NoticesDocument, { first: 2 });
    expect(viewer).toMatchObject({ unreadCount: 3, cursor: expect.stringMatching(/^inbox\.3\./) });
    expect(viewer.notices.nodes).toEqual([
      {
        ...ofTask,
        __typename: "Mentioned",
        seq: 3,
        commentId: comment.id,
        excerpt: `@${stranger.name}?`,
      },
      { ...ofTask, __typename: "TaskAssigned", seq: 2 },
    ]);
    const after = viewer.notices.pageInfo.endCursor;
    const { viewer: rest } = await stranger.expect(NoticesDocument, { first: 2, after });
    expect(rest.notices).toMatchObject({
      nodes: [{ ...common, __typename: "AddedToProject", seq: 1 }],
      pageInfo: { hasNextPage: false },
    });
  },

  async MarkNoticesRead(world) {
    const { stranger, clientMutationId } = world;
    await tellStranger(world);
    const mark = (upTo: number, id?: string) =>
      stranger.request(MarkNoticesReadDocument, { input: { upTo, ...(id && { clientMutationId: id }) } });
    const first = await mark(2, clientMutationId);
    expect(first.data).toEqual({ markNoticesRead: { unreadCount: 1 } });
    // A notice that was read stays so. This takes no number.
    expect((await mark(1)).data).toEqual({ markNoticesRead: { unreadCount: 1 } });
    expect((await mark(3)).data).toEqual({ markNoticesRead: { unreadCount: 0 } });
    expect((await mark(2, clientMutationId)).data).toEqual(first.data);
    expect(codeOf(await mark(3, clientMutationId))).toBe("BAD_USER_INPUT");
    const { viewer } = await stranger.expect(NoticesDocument, {});
    expect(viewer).toMatchObject({ unreadCount: 0, cursor: expect.stringMatching(/^inbox\.5\./) });
    expect(viewer.notices.nodes).toHaveLength(3);
    const beyond = await mark(6);
    expect(codeOf(beyond)).toBe("BAD_USER_INPUT");
    expect(beyond.errors?.[0]?.extensions?.["issues"]).toMatchObject([{ path: ["input", "upTo"] }]);
  },

  async Focus({ board: { projectId, createTask }, ada, grace }) {
    const task = await createTask();
    const stream = grace.watch({ projectId });
    const next = async () => (await stream.next()).data?.projectActivity;
    expect(await next()).toMatchObject({ __typename: "Ready", present: [] });
    const shown = ada.watch({ projectId, announce: true });
    expect(await next()).toMatchObject({ __typename: "PresenceJoined", user: { id: ada.id } });
    const input = { projectId, taskId: task.id, field: "DESCRIPTION" } as const;
    expect((await ada.expect(FocusDocument, { input })).focus).toEqual(input);
    const changed = { user: { id: ada.id }, focusedTaskId: task.id, focusedField: "DESCRIPTION" };
    expect(await next()).toMatchObject({ __typename: "PresenceChanged", ...changed });
    expect((await grace.expect(BoardDocument, { projectId })).project?.present).toMatchObject([changed]);
    expect((await ada.expect(FocusDocument, { input: { projectId } })).focus).toEqual({
      projectId,
      taskId: null,
      field: null,
    });
    expect(await next()).toMatchObject({ __typename: "PresenceChanged", focusedTaskId: null, focusedField: null });
    for (const each of [stream, shown]) each.stop();
  },

  async ViewerActivity(world) {
    const { board, ada, stranger } = world;
    const stream = stranger.watchInbox();
    const next = async () => (await stream.next()).data?.viewerActivity;
    expect(await next()).toEqual({ __typename: "ViewerReady", seq: 0, cursor: "inbox.0.0", unreadCount: 0 });
    const { task, comment } = await tellStranger(world);
    await ada.expect(UpdateProjectDocument, { input: { projectId: board.projectId, name: "Landing" } });
    const project = { id: board.projectId, name: "Launch" };
    expect(await next()).toMatchObject({ __typename: "AddedToProject", seq: 1, project });
    expect(await next()).toMatchObject({ __typename: "TaskAssigned", seq: 2, taskId: task.id });
    expect(await next()).toMatchObject({ __typename: "Mentioned", seq: 3, commentId: comment.id });
    expect(await next()).toEqual({ __typename: "ProjectRenamed", project: { ...project, name: "Landing" } });
    await stranger.expect(MarkNoticesReadDocument, { input: { upTo: 3 } });
    expect(await next()).toMatchObject({ __typename: "NoticesRead", seq: 4, upTo: 3, unreadCount: 0 });
    const resumed = stranger.watchInbox(String(stream.received[1]?.extensions?.["cursor"]));
    const messages = await resumed.until(({ data }) => data?.viewerActivity.__typename === "ViewerReady");
    expect(messages.map(({ data }) => data?.viewerActivity)).toMatchObject([
      { seq: 2 },
      { seq: 3 },
      { __typename: "NoticesRead" },
      { __typename: "ViewerReady", seq: 4, unreadCount: 0 },
    ]);
    for (const each of [stream, resumed]) each.stop();
  },
} satisfies Scenarios;
