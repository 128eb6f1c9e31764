import { parse } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { addMember, backfill, createProject, createTasks, required, take, takeReplay } from "../support/board.ts";
import { collect } from "../support/collect.ts";
import {
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  UpdateCommentDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

const replayLimit = 1_000;

let database: TestDatabase;
let one: Instance;
let two: Instance;
/** On instance one. */
let ada: Person;
/** Ada on instance two. */
let adaThere: Person;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl"), REPLAY_LIMIT: String(replayLimit) };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, adaThere] = await Promise.all([one.person("ada"), two.person("ada")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

beforeEach(async () => {
  projectId = await createProject(ada);
});

it("is ready at once without since", async () => {
  await createTasks(ada, projectId, 2);
  const stream = ada.watch({ projectId });
  expect(await take(stream, 1)).toEqual(["Ready 3"]);
  await createTasks(adaThere, projectId, 1);
  expect(await take(stream, 1)).toEqual([4]);
  stream.stop();
});

it("replays everything after since, then is ready, then live", async () => {
  await createTasks(ada, projectId, 4);
  for (const since of [0, 3, 5]) {
    const streams = [ada.watch({ projectId, since }), adaThere.watch({ projectId, since })];
    for (const stream of streams) expect(await take(stream, 6 - since)).toEqual([...range(since + 1, 5), "Ready 5"]);
    for (const stream of streams) stream.stop();
  }
  const { project } = await ada.expect(BoardDocument, { projectId });
  const { seq, cursor } = required(project);
  const stream = adaThere.watch({ projectId, after: cursor });
  expect(await take(stream, 1)).toEqual(["Ready 5"]);
  expect(stream.received[0]?.data?.projectActivity).toMatchObject({ __typename: "Ready", seq, cursor });
  await createTasks(ada, projectId, 3);
  expect(await take(stream, 3)).toEqual([6, 7, 8]);
  stream.stop();
});

it("replays each change once while writers on both instances go on", async () => {
  await createTasks(ada, projectId, 100);
  const writing = [ada, adaThere].map((writer) => createTasks(writer, projectId, 50));
  const streams = range(1, 10).map((index) => (index % 2 ? ada : adaThere).watch({ projectId, since: index }));
  await Promise.all(writing);
  for (const [index, stream] of streams.entries()) {
    const seen = (await take(stream, 201 - index)).filter((item) => typeof item === "number");
    expect(seen).toEqual(range(index + 2, 201));
    stream.stop();
  }
});

it("gives Resync to who is further back than REPLAY_LIMIT, and goes on", async () => {
  await createTasks(ada, projectId, 1);
  await backfill(database.url, projectId, replayLimit);
  const late = ada.watch({ projectId, since: 1 });
  expect(await take(late, 2)).toEqual([`Resync TOO_OLD ${replayLimit + 2}`, `Ready ${replayLimit + 2}`]);
  const intime = ada.watch({ projectId, since: 2 });
  expect(await takeReplay(intime)).toEqual(range(3, replayLimit + 2));
  await createTasks(adaThere, projectId, 1);
  for (const stream of [late, intime]) {
    expect(await take(stream, 1)).toEqual([replayLimit + 3]);
    stream.stop();
  }
});

describe("with the first of five changes pruned", () => {
  beforeEach(async () => {
    await createTasks(ada, projectId, 4);
    await administer(
      database.url,
      `WITH pruned AS (DELETE FROM activities WHERE project_id = '${projectId}' AND seq = 1 RETURNING seq, token)
       UPDATE project_heads SET pruned_through = pruned.seq, pruned_token = pruned.token FROM pruned
       WHERE project_id = '${projectId}'`,
    );
  });

  it.each<[what: string, variables: object, reason: string]>([
    ["is one ahead of the project", { since: 6 }, "AHEAD_OF_PROJECT"],
    ["is far ahead of the project", { since: 2_147_483_647 }, "AHEAD_OF_PROJECT"],
    ["names another change by its cursor", { after: "project.5.abc" }, "OTHER_HISTORY"],
    ["names another change below the head", { after: "project.3.0" }, "OTHER_HISTORY"],
    ["is ahead by its cursor", { after: "project.6.abc" }, "OTHER_HISTORY"],
    ["has a cursor that is pruned", { after: "project.0.0" }, "TOO_OLD"],
    ["is from before the oldest that is kept", { since: 0 }, "TOO_OLD"],
  ])("gives Resync to who %s, and goes on", async (_what, variables, reason) => {
    const { project } = await ada.expect(BoardDocument, { projectId });
    const { cursor } = required(project);
    const streams = [ada, adaThere].map((person) => person.watch({ projectId, ...variables }));
    for (const stream of streams) {
      expect(await take(stream, 2)).toEqual([`Resync ${reason} 5`, "Ready 5"]);
      for (const { data } of stream.received) expect(data?.projectActivity).toMatchObject({ cursor });
    }
    await createTasks(adaThere, projectId, 1);
    for (const stream of streams) {
      expect(await take(stream, 1)).toEqual([6]);
      stream.stop();
    }
  });

  it.each<[what: string, variables: object, expected: (number | string)[]]>([
    ["has the oldest that is not kept", { since: 1 }, [2, 3, 4, 5, "Ready 5"]],
    ["has the head", { since: 5 }, ["Ready 5"]],
    ["names no place, but null", { since: null, after: null }, ["Ready 5"]],
  ])("gives none to who %s", async (_what, variables, expected) => {
    const stream = ada.watch({ projectId, ...variables });
    expect(await take(stream, expected.length)).toEqual(expected);
    stream.stop();
  });
});

it("gives Resync for a row that it cannot read, live and in a replay, and goes on", async () => {
  const live = ada.watch({ projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  await createTasks(ada, projectId, 1);
  await backfill(database.url, projectId, 2, 1);
  expect(await take(live, 3)).toEqual([2, "Resync UNREADABLE 4", "Ready 4"]);
  const replay = adaThere.watch({ projectId, since: 1 });
  expect(await take(replay, 3)).toEqual([2, "Resync UNREADABLE 4", "Ready 4"]);
  await createTasks(adaThere, projectId, 1);
  for (const stream of [live, replay]) {
    expect(await take(stream, 1)).toEqual([5]);
    stream.stop();
  }
});

it.each([-1, 1.5, "3", 2_147_483_648])("refuses since: %j", async (since) => {
  const failure = await ada.watch({ projectId, since: since as number }).ended();
  expect(failure).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues: expect.any(Array) } }]);
});

it.each(["00000000-0000-7000-8000-000000000000", "no id", ""])("refuses the unknown project %j", async (unknown) => {
  expect(await ada.watch({ projectId: unknown }).ended()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
});

it("gives every change and Ready its cursor, whatever is selected", async () => {
  const grace = await one.person("grace");
  const input = { projectId };
  const expectOne = ada.expect;
  await expectOne(UpdateProjectDocument, { input: { ...input, name: "Lift-off" } });
  await addMember(ada, projectId, grace);
  await expectOne(UpdateMemberRoleDocument, { input: { ...input, userId: grace.id, role: "ADMIN" } });
  const { createTask } = await expectOne(CreateTaskDocument, { input: { ...input, title: "A" } });
  const taskId = required(createTask).task.id;
  await expectOne(UpdateTaskDocument, { input: { taskId, title: "B" } });
  await expectOne(UpdateTaskStatusDocument, { input: { taskId, status: "DONE" } });
  await expectOne(MoveTaskDocument, { input: { taskId, status: "TODO" } });
  const { createComment } = await expectOne(CreateCommentDocument, { input: { taskId, body: "Hm" } });
  const commentId = required(createComment).comment.id;
  await expectOne(UpdateCommentDocument, { input: { commentId, body: "Aha" } });
  await expectOne(DeleteCommentDocument, { input: { commentId } });
  await expectOne(DeleteTaskDocument, { input: { taskId } });
  await expectOne(RemoveMemberDocument, { input: { ...input, userId: grace.id } });

  const selections = ["__typename", "is: __typename", "... on Ready { seq }", "... on TaskDeleted { id: taskId }"];
  const streams = selections.map((selection) =>
    collect(
      ada.socket,
      parse(`subscription ($projectId: ID!) { projectActivity(projectId: $projectId, since: 0) { ${selection} } }`),
      input,
    ),
  );
  const { project } = await ada.expect(BoardDocument, input);
  const { cursor } = required(project);
  for (const stream of streams) await stream.until(({ extensions }) => extensions?.["seq"] === 13);
  for (const stream of streams) await stream.next();
  await expectOne(DeleteProjectDocument, { input });
  for (const stream of streams) {
    expect(await stream.ended()).toBeNull();
    expect(stream.received.map(({ extensions }) => extensions?.["seq"])).toEqual([...range(1, 13), 13, 14]);
    const cursors = stream.received.map(({ extensions }) => extensions?.["cursor"]);
    expect(cursors).toEqual(streams[0]?.received.map(({ extensions }) => extensions?.["cursor"]));
    expect(new Set(cursors).size).toBe(14);
    expect(cursors.slice(12, 14)).toEqual([cursor, cursor]);
  }
  expect(streams[0]?.received.map(({ data }) => data)).toEqual(
    [
      "ProjectCreated",
      "ProjectUpdated",
      "MemberAdded",
      "MemberRoleChanged",
      "TaskCreated",
      "TaskUpdated",
      "TaskStatusChanged",
      "TaskStatusChanged",
      "CommentCreated",
      "CommentUpdated",
      "CommentDeleted",
      "TaskDeleted",
      "MemberRemoved",
      "Ready",
      "ProjectDeleted",
    ].map((__typename) => ({ projectActivity: { __typename } })),
  );
});

it("gives Resync and Ready the cursor of the head", async () => {
  const { project } = await ada.expect(BoardDocument, { projectId });
  const stream = ada.watch({ projectId, since: 7 });
  expect(await take(stream, 2)).toEqual(["Resync AHEAD_OF_PROJECT 1", "Ready 1"]);
  const place = { seq: 1, cursor: required(project).cursor };
  expect(stream.received.map(({ extensions }) => extensions)).toEqual([place, place]);
  stream.stop();
});
