import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given, takePayload } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteTaskDocument,
  MarkNoticesReadDocument,
  NoticesDocument,
  RemoveMemberDocument,
  RestoreTaskDocument,
  UpdateCommentDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
/** Fresh members of a fresh project of Ada's. */
let grace: Person;
let alan: Person;
let stranger: Person;
let board: Board;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MUTATIONS_PER_MINUTE: "0" });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  [grace, alan, stranger] = (await Promise.all(range(1, 3).map(() => instance.person(randomUUID())))) as [
    Person,
    Person,
    Person,
  ];
  board = await createBoard(ada);
  ({ projectId } = board);
  await board.addMember(grace, "MEMBER");
  await board.addMember(alan, "VIEWER");
});

const mention = ({ id }: { readonly id: string }, name = "Somebody") => `[@${name}](user:${id})`;

/** The notices of a person, oldest first, without that of the membership. */
async function noticesOf(person: Person) {
  const { viewer } = await person.expect(NoticesDocument, { first: 100 });
  const nodes = viewer.notices.nodes.toReversed();
  expect(nodes.map(({ seq }) => seq)).toEqual(range(1, nodes.length));
  return nodes.filter(({ __typename }) => __typename !== "AddedToProject");
}

const typesOf = async (person: Person) => (await noticesOf(person)).map(({ __typename }) => __typename);

describe("TaskAssigned", () => {
  it("goes to the assignee of a new task and of an edit, and not to who takes the task", async () => {
    await board.createTask({ assigneeId: grace.id });
    const { id: taskId } = await board.createTask();
    const edit = (by: Person, input: object) => by.expect(UpdateTaskDocument, { input: { taskId, ...input } });
    await edit(ada, { assigneeId: alan.id });
    await edit(ada, { assigneeId: alan.id, title: "Another" });
    await edit(grace, { assigneeId: grace.id });
    await edit(ada, { assigneeId: null });
    expect(await typesOf(grace)).toEqual(["TaskAssigned"]);
    expect(await noticesOf(alan)).toMatchObject([{ __typename: "TaskAssigned", taskId, actor: { id: ada.id } }]);
    expect(await typesOf(ada)).toEqual([]);
  });
});

describe("Mentioned", () => {
  it("goes to members that a description or a comment mentions, each once, and to nobody else", async () => {
    const both = `${mention(grace)} and ${mention(alan)}, ${mention(grace, "again")}, ${mention(stranger)}, ${mention(ada)}`;
    const task = await board.createTask({ description: both });
    const comment = await board.createComment(task.id, both);
    for (const person of [grace, alan]) {
      expect(await noticesOf(person)).toMatchObject([
        {
          __typename: "Mentioned",
          taskId: task.id,
          commentId: null,
          excerpt: expect.stringMatching(/^@Somebody and @/),
        },
        { __typename: "Mentioned", taskId: task.id, commentId: comment.id },
      ]);
    }
    expect(await typesOf(stranger)).toEqual([]);
    expect(await typesOf(ada)).toEqual([]);
  });

  it("goes by an edit to who is newly mentioned alone", async () => {
    const { id: taskId } = await board.createTask({ description: mention(grace) });
    const comment = await board.createComment(taskId, `See ${mention(grace)}`);
    const edit = (description: string) => ada.expect(UpdateTaskDocument, { input: { taskId, description } });
    await edit(`${mention(grace, "With another name")} ${mention(alan)}`);
    await edit(mention(alan));
    const body = `${mention(alan)} ${mention(grace)}`;
    await ada.expect(UpdateCommentDocument, { input: { commentId: comment.id, body } });
    expect(await typesOf(grace)).toEqual(["Mentioned", "Mentioned"]);
    expect(await noticesOf(alan)).toMatchObject([{ commentId: null }, { commentId: comment.id }]);
  });

  it("precedes an assignment, which precedes a comment: one change gives one notice", async () => {
    const { id: taskId } = await board.createTask({ description: mention(grace), assigneeId: grace.id });
    await board.createComment(taskId, mention(grace));
    await board.createComment(taskId, "Without");
    expect(await typesOf(grace)).toEqual(["Mentioned", "Mentioned", "CommentedOnTask"]);
  });

  it.each([
    ["without brackets", (id: string) => `@Grace (user:${id})`],
    ["with a malformed id", (id: string) => `[@Grace](user:${id}0)`],
    ["over two lines", (id: string) => `[@Gr\nace](user:${id})`],
    ["of nobody", () => "[@Grace](user:)"],
    ["that has no name", (id: string) => `[@](user:${id})`],
    ["that lacks the sign", (id: string) => `[Grace](user:${id})`],
    ["of another kind", (id: string) => `[@Grace](task:${id})`],
    ["whose name is too long", (id: string) => `[@${"x".repeat(401)}](user:${id})`],
    ["with a space in it", (id: string) => `[@Grace] (user:${id})`],
  ])("is not made by a mention %s", async (_what, write) => {
    await board.createTask({ description: write(grace.id) });
    expect(await typesOf(grace)).toEqual([]);
  });

  it("is found in any case of the id and with escaped brackets, and shows a part of a long text", async () => {
    const name = "Grace \\[the first\\]";
    const lead = "word ".repeat(100);
    const description = `First line\n${lead}[@${name}](user:${grace.id.toUpperCase()}) ${"tail ".repeat(100)}`;
    await board.createTask({ description });
    const [notice] = await noticesOf(grace);
    const { excerpt } = notice as { readonly excerpt: string };
    expect(excerpt).toContain("word @Grace [the first] tail");
    expect(excerpt).toMatch(/^….*…$/);
    expect([...excerpt].length).toBeLessThanOrEqual(202);
  });

  it.each([0, 5, 25, 40, 55, 70, 100])("shows whole names before the place, %i characters behind one", async (gap) => {
    const before = `${"x".repeat(50)} ${mention(alan, "Alan Turing")}${" a".repeat(gap / 2)} `;
    const text = `${before}${mention(grace, "Grace")} ${mention(alan, "A").repeat(300)}`;
    await board.createTask({ description: text });
    const [notice] = await noticesOf(grace);
    const { excerpt } = notice as { readonly excerpt: string };
    const plain = text.replaceAll(/\[@([^\]]*)\]\(user:[^)]*\)/g, "@$1");
    expect(excerpt).toMatch(/…$/);
    expect(plain).toContain(excerpt.replaceAll("…", ""));
    expect(excerpt).toContain("@Grace @A@A");
  });
});

describe("CommentedOnTask", () => {
  it("goes to creator, assignee and earlier commenters, not to the author, and not by edits or restorations", async () => {
    const { createTask } = await grace.expect(CreateTaskDocument, {
      input: { projectId, title: "Hers", assigneeId: alan.id },
    });
    const { id: taskId } = given(createTask).task;
    const comment = await board.createComment(taskId, "  First\n\nand second line ");
    expect(await noticesOf(grace)).toMatchObject([
      { __typename: "CommentedOnTask", taskId, commentId: comment.id, excerpt: "First and second line" },
    ]);
    expect(await typesOf(alan)).toEqual(["TaskAssigned", "CommentedOnTask"]);
    await grace.expect(CreateCommentDocument, { input: { taskId, body: "Mine" } });
    expect(await typesOf(ada)).toEqual(["CommentedOnTask"]);
    await ada.expect(UpdateCommentDocument, { input: { commentId: comment.id, body: "Edited" } });
    await ada.expect(DeleteTaskDocument, { input: { taskId } });
    await ada.expect(RestoreTaskDocument, { input: { taskId } });
    expect(await typesOf(grace)).toEqual(["CommentedOnTask"]);
  });
});

it("markNoticesRead: writes an entry where a notice was unread, and none otherwise", async () => {
  await board.createTask({ assigneeId: grace.id });
  const head = async () => (await grace.expect(NoticesDocument, { first: 1 })).viewer.cursor;
  const mark = async (upTo: number) => {
    const { markNoticesRead } = await grace.expect(MarkNoticesReadDocument, { input: { upTo } });
    return given(markNoticesRead).unreadCount;
  };
  expect(await mark(1)).toBe(1);
  expect(await mark(2)).toBe(0);
  const before = await head();
  // The numbers 3 and 4 are those of the two entries that tell what was read.
  for (const upTo of [4, 3, 2, 1, 0]) expect(await mark(upTo)).toBe(0);
  expect(await head()).toBe(before);
  await board.createTask({ assigneeId: grace.id });
  for (const upTo of [4, 3, 2]) expect(await mark(upTo)).toBe(1);
  expect(await mark(5)).toBe(0);
  for (const upTo of [7, -1]) {
    const refused = await grace.request(MarkNoticesReadDocument, { input: { upTo } });
    expect(codeOf(refused)).toBe("BAD_USER_INPUT");
  }
});

describe("a former member", () => {
  it("is told of the removal, and of nothing after it", async () => {
    const { id: taskId } = await board.createTask({ assigneeId: grace.id });
    await grace.expect(CreateCommentDocument, { input: { taskId, body: "Mine" } });
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    await board.createComment(taskId, mention(grace));
    await ada.expect(UpdateTaskDocument, { input: { taskId, description: mention(grace) } });
    expect(await typesOf(grace)).toEqual(["TaskAssigned", "RemovedFromProject"]);
  });

  it("is not told of leaving by itself", async () => {
    await grace.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    expect(await typesOf(grace)).toEqual([]);
  });
});

describe("one change", () => {
  it("tells at most 100 people, those who stand first in the text", async () => {
    const { id: taskId } = await board.createTask({ assigneeId: alan.id });
    const before = await typesOf(alan);
    const members = range(1, 200).map(() => randomUUID());
    await administer(
      database.url,
      `WITH people (id) AS (SELECT unnest('{${members.join()}}'::uuid[])), made AS (
         INSERT INTO users (id, issuer, subject, name) SELECT id, 'test', id::text, 'Member' FROM people RETURNING id)
       INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_seq, joined_at)
       SELECT gen_random_uuid(), '${projectId}', id, 'VIEWER', 1, 3, now() FROM made`,
    );
    await board.createComment(taskId, members.map((id) => mention({ id })).join(" "));
    const told = await administer(
      database.url,
      `SELECT person_id AS id FROM notices WHERE type = 'Mentioned' AND person_id IN (${members.map((id) => `'${id}'`).join()})`,
    );
    expect(told.map(({ id }) => id).toSorted()).toEqual(members.slice(0, 100).toSorted());
    expect(await typesOf(alan)).toEqual(before);
  });

  it("in a batch tells for itself, and none does that was refused or undone", async () => {
    const taskIds = (await Promise.all(range(1, 3).map(() => board.createTask()))).map(({ id }) => id);
    const assign = (taskId: string | undefined, assigneeId: string) => ({
      updateTask: { taskId: String(taskId), assigneeId },
    });
    const send = (changes: object[], atomic: boolean) =>
      ada.expect(ApplyChangesDocument, { input: { projectId, changes: changes as never, atomic } });
    await send([assign(taskIds[0], grace.id), assign(taskIds[1], stranger.id)], true);
    expect(await typesOf(grace)).toEqual([]);
    await send([assign(taskIds[0], grace.id), assign(taskIds[1], stranger.id), assign(taskIds[2], grace.id)], false);
    expect((await noticesOf(grace)).map((notice) => "taskId" in notice && notice.taskId)).toEqual([
      taskIds[0],
      taskIds[2],
    ]);
  });

  it("tells once, however often it is sent", async () => {
    const input = { projectId, title: "Once", assigneeId: grace.id, clientMutationId: "once" };
    for (const _ of range(1, 2)) await ada.expect(CreateTaskDocument, { input });
    expect(await typesOf(grace)).toEqual(["TaskAssigned"]);
  });
});

describe("a change", () => {
  const isOfInbox = (name: string) => name.startsWith("inbox-") || name.startsWith("notice-");

  it("sends no statement for notices where it concerns nobody else", async () => {
    const { id: taskId } = await board.createTask();
    const edit = (input: object) => ada.expect(UpdateTaskDocument, { input: { taskId, ...input } });
    const works: (() => Promise<unknown>)[] = [
      () => board.createTask({ description: "Plain", assigneeId: ada.id }),
      () => edit({ title: "Another" }),
      () => edit({ description: "Another" }),
      () => edit({ assigneeId: ada.id }),
      () => board.createComment(taskId, "Plain"),
      () => edit({ assigneeId: null }),
    ];
    for (const work of works) expect((await recordStatements(work)).filter(isOfInbox)).toEqual([]);
  });

  it("sends three more where it concerns somebody, and one for the people whom a description mentions", async () => {
    const { id: taskId } = await board.createTask();
    const edit = (input: object) => ada.expect(UpdateTaskDocument, { input: { taskId, ...input } });
    const write = ["inbox-lock-heads", "inbox-read-heads", "inbox-append"];
    const statements = async (work: () => Promise<unknown>) => (await recordStatements(work)).filter(isOfInbox);
    expect(await statements(() => edit({ assigneeId: grace.id }))).toEqual(write);
    expect(await statements(() => board.createComment(taskId, `${mention(grace)} ${mention(alan)}`))).toEqual([
      ...write,
      "inbox-append",
    ]);
    expect(await statements(() => edit({ description: mention(alan) }))).toEqual(["notice-members", ...write]);
  });
});

it("updateTask: a merge tells only those whom its author mentions", async () => {
  const task = await board.createTask({ description: "one\ntwo\nthree\nfour\nfive" });
  const edit = async (description: string) => {
    const input = { taskId: task.id, expectedVersion: 0, description };
    const { updateTask } = await ada.expect(UpdateTaskDocument, { input });
    return takePayload(updateTask);
  };
  await edit(`${mention(grace)}\ntwo\nthree\nfour\nfive`);
  expect((await edit(`one\ntwo\nthree\nfour\n${mention(alan)}`)).mergedFields).toEqual(["DESCRIPTION"]);
  expect(await typesOf(grace)).toEqual(["Mentioned"]);
  expect(await typesOf(alan)).toEqual(["Mentioned"]);
});
