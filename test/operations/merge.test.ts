import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  CreateCommentDocument,
  TaskDetailDocument,
  type TaskPartsFragment,
  UpdateCommentDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  type UpdateTaskInput,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;
let task: TaskPartsFragment;

beforeAll(async () => {
  pair = await startPair();
  [ada, grace] = [await pair.one.person("ada"), await pair.two.person("grace")];
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  task = await board.createTask({ description: "one\ntwo\nthree\nfour\nfive" });
});

afterAll(() => pair.close());

async function update(person: Person, input: Omit<UpdateTaskInput, "taskId">) {
  return given((await person.expect(UpdateTaskDocument, { input: { taskId: task.id, ...input } })).updateTask);
}

async function readTask() {
  return given((await ada.expect(TaskDetailDocument, { taskId: task.id })).task);
}

describe("updateTask with expectedVersion", () => {
  it("merges edits of different lines of the description and tells that it did", async () => {
    await update(grace, { description: "ONE\ntwo\nthree\nfour\nfive" });
    const clientMutationId = randomUUID();
    const description = "one\ntwo\nthree\nfour\nFIVE\nsix";
    const mine = { description, title: "Mine", expectedVersion: 0, clientMutationId };
    const merged = "ONE\ntwo\nthree\nfour\nFIVE\nsix";

    const answer = await update(ada, mine);
    expect(answer).toMatchObject({
      __typename: "UpdateTaskPayload",
      seq: 5,
      mergedFields: ["DESCRIPTION"],
      task: { description: merged, title: "Mine", version: 2 },
    });
    expect(await update(ada, mine)).toEqual(answer);
    expect(await board.changesAfter(4)).toMatchObject([
      { __typename: "TaskUpdated", taskChanges: ["TITLE", "DESCRIPTION"], task: { description: merged } },
    ]);
    expect(await update(grace, { priority: "LOW", expectedVersion: 0 })).toMatchObject({ mergedFields: [] });
  });

  it.each([
    ["one line", "one\ntwo\n3\nfour\nfive"],
    ["neighbouring lines", "one\n2\nthree\nfour\nfive"],
    ["insertions at one place", "one\ntwo\nthree\nnew\nfour\nfive"],
    ["a line and its removal", "one\ntwo\nfour\nfive"],
    ["the whole text", null],
  ])("conflicts for edits of %s", async (_, description) => {
    await update(grace, { description: "one\ntwo\nTHREE\nalso new\nfour\nfive" });
    expect(await update(ada, { description, expectedVersion: 0 })).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["DESCRIPTION"],
      currentVersion: 1,
      task: { version: 1 },
    });
    expect(await board.seq()).toBe(4);
  });

  it("conflicts where another field does, and then names the description too", async () => {
    await update(grace, { title: "Hers", description: "ONE\ntwo\nthree\nfour\nfive" });
    const description = "one\ntwo\nthree\nfour\nFIVE";
    expect(await update(ada, { title: "Mine", description, expectedVersion: 0 })).toMatchObject({
      conflictingFields: ["TITLE", "DESCRIPTION"],
    });
    expect((await readTask()).description).toBe("ONE\ntwo\nthree\nfour\nfive");
  });

  it("conflicts above the current version, with a pruned base, with a result that is too long", async () => {
    await update(grace, { description: `ONE\ntwo\nthree\nfour\nfive\n${"a".repeat(40_000)}` });
    const long = `${"b".repeat(40_000)}\none\ntwo\nthree\nfour\nfive`;
    const short = "one\ntwo\nTHREE\nfour\nfive";
    expect(await update(ada, { description: short, expectedVersion: 2 })).toMatchObject({ currentVersion: 1 });
    expect(await update(ada, { description: long, expectedVersion: 0 })).toMatchObject({ currentVersion: 1 });
    await administer(pair.databaseUrl, `DELETE FROM activities WHERE project_id = '${board.projectId}' AND seq <= 3`);
    expect(await update(ada, { description: short, expectedVersion: 0 })).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["DESCRIPTION"],
    });
  });

  it("conflicts for texts that differ too much to be compared", async () => {
    const lines = range(1, 1_000).map(String);
    task = await board.createTask({ description: lines.join("\n") });
    await update(grace, { description: [...lines].reverse().join("\n") });
    expect(await update(ada, { description: ["0", ...lines].join("\n"), expectedVersion: 0 })).toMatchObject({
      conflictingFields: ["DESCRIPTION"],
    });
  });

  it("changes nothing where the others' text holds the same edits", async () => {
    await update(grace, { description: "ONE\ntwo\nthree\nfour\nFIVE" });
    expect(await update(ada, { description: "ONE\ntwo\nthree\nfour\nfive", expectedVersion: 0 })).toMatchObject({
      seq: 4,
      mergedFields: ["DESCRIPTION"],
      task: { description: "ONE\ntwo\nthree\nfour\nFIVE", version: 1 },
    });
    expect(await board.seq()).toBe(4);
  });

  it("merges a text again that was merged since, also for who follows the last change", async () => {
    task = await board.createTask({ description: "1\n2\n3\n4\n5\n6\n7" });
    const [first, second] = [randomUUID(), randomUUID()];
    const mine = { expectedVersion: 0, following: [] as string[] };
    await update(grace, { description: "one\n2\n3\n4\n5\n6\n7" });
    await update(ada, { ...mine, description: "1\n2\nthree\n4\n5\n6\n7", clientMutationId: first });
    // Her text lacks what Grace wrote, which she has not seen.
    const next = { ...mine, following: [first], description: "1\n2\nthree\n4\nfive\n6\n7" };
    expect(await update(ada, { ...next, clientMutationId: second })).toMatchObject({
      mergedFields: ["DESCRIPTION"],
      task: { description: "one\n2\nthree\n4\nfive\n6\n7" },
    });
    await update(grace, { description: "uno\n2\nthree\n4\nfive\n6\n7" });
    const last = { ...mine, following: [first, second], description: "1\n2\nthree\n4\nfive\n6\nseven" };
    expect(await update(ada, last)).toMatchObject({ task: { description: "uno\n2\nthree\n4\nfive\n6\nseven" } });
    // An edit of a text that holds the merge sets the text.
    const { version } = await readTask();
    const own = randomUUID();
    await update(ada, { description: "all new", expectedVersion: version, clientMutationId: own });
    const again = { description: "all newer", expectedVersion: version, following: [own] };
    expect(await update(ada, again)).toMatchObject({ mergedFields: [], task: { description: "all newer" } });
  });

  it("takes an edit of a text that was changed and changed back, and conflicts with one that was emptied", async () => {
    await update(grace, { description: null });
    await update(grace, { description: "one\ntwo\nthree\nfour\nfive" });
    expect(await update(ada, { description: null, expectedVersion: 0 })).toMatchObject({ task: { description: null } });
    expect(await update(grace, { description: "mine", expectedVersion: 0 })).toMatchObject({
      conflictingFields: ["DESCRIPTION"],
    });
  });

  it("reads the base and merges while no transaction is open", async () => {
    await update(grace, { description: "ONE\ntwo\nthree\nfour\nfive" });
    const statements = await recordStatements(() =>
      update(ada, { description: "one\ntwo\nthree\nfour\nFIVE", expectedVersion: 0 }),
    );
    const ends = statements.map((name, index) => (/^(BEGIN|ROLLBACK|COMMIT)/.test(name) ? index : -1));
    const [, rollback, begin] = ends.filter((index) => index >= 0);
    const base = statements.indexOf("merge-base-description");
    expect(statements[rollback ?? 0]).toBe("ROLLBACK");
    expect(base).toBeGreaterThan(rollback ?? 0);
    expect(base).toBeLessThan(begin ?? 0);
  });

  it("keeps every line of writers that edit at once, on two instances", async () => {
    const count = 12;
    const base = range(1, count).flatMap((line) => [`line ${line}`, `between ${line}`]);
    task = await board.createTask({ description: base.join("\n") });
    const before = await board.seq();
    const results = await Promise.all(
      range(1, count).map((line) => {
        const lines = base.map((text) => (text === `line ${line}` ? `edited ${line}` : text));
        const person = line % 2 === 0 ? ada : grace;
        return update(person, {
          description: lines.join("\n"),
          expectedVersion: 0,
          clientMutationId: `${task.id} ${line}`,
        });
      }),
    );
    const { description } = await readTask();
    const saved = description?.split("\n") ?? [];
    const made = results.flatMap((result, index) => (result.__typename === "UpdateTaskPayload" ? [index + 1] : []));
    const events = await board.changesAfter(before);
    expect(saved.filter((line) => line.startsWith("edited"))).toEqual(made.map((line) => `edited ${line}`));
    expect(events.map(({ clientMutationId }) => clientMutationId).sort()).toEqual(
      made.map((line) => `${task.id} ${line}`).sort(),
    );
    // The others are in conflict, visibly; each instance lets one change a text at a time, so there are few.
    expect(made.length).toBeGreaterThan(count / 2);
  });
});

describe("updateComment with expectedVersion", () => {
  it("merges edits of different lines of the body", async () => {
    const comment = await board.createComment(task.id, "one\ntwo\nthree\nfour\nfive");
    const save = async (body: string, more: object = {}) => {
      const input = { commentId: comment.id, body, ...more };
      return given((await ada.expect(UpdateCommentDocument, { input })).updateComment);
    };
    await save("ONE\ntwo\nthree\nfour\nfive");
    const mine = { expectedVersion: 0, clientMutationId: randomUUID() };
    const body = "one\ntwo\nTHREE\nfour\nfive";
    const answer = await save(body, mine);
    expect(answer).toMatchObject({
      comment: { body: "ONE\ntwo\nTHREE\nfour\nfive", version: 2 },
      mergedFields: ["BODY"],
    });
    expect(await save(body, mine)).toEqual(answer);
    const following = [mine.clientMutationId];
    expect(await save("one\ntwo\nTHREE\nfour\nFIVE", { expectedVersion: 0, following })).toMatchObject({
      comment: { body: "ONE\ntwo\nTHREE\nfour\nFIVE" },
    });
    expect(await save("one\n2\nthree\nfour\nfive", { expectedVersion: 0 })).toMatchObject({
      __typename: "CommentConflict",
      conflictingFields: ["BODY"],
    });
  });

  it("conflicts where nothing visible would be left", async () => {
    const comment = await board.createComment(task.id, "one\n\nthree");
    const save = async (body: string, expectedVersion?: number) => {
      const input = { commentId: comment.id, body, ...(expectedVersion !== undefined && { expectedVersion }) };
      return given((await ada.expect(UpdateCommentDocument, { input })).updateComment);
    };
    await save("\nthree");
    expect(await save("one\n", 0)).toMatchObject({ __typename: "CommentConflict" });
  });
});

describe("Ends of lines", () => {
  it("are normalised in descriptions and comments", async () => {
    const { id } = await board.createTask({ description: "a\r\nb\rc\n" });
    expect(given((await ada.expect(TaskDetailDocument, { taskId: id })).task).description).toBe("a\nb\nc\n");
    expect(await update(ada, { description: "one\r\ntwo\r\nthree\r\nfour\r\nfive" })).toMatchObject({ seq: 4 });
    const input = { taskId: id, body: "a\r\nb" };
    const { createComment } = await ada.expect(CreateCommentDocument, { input });
    const comment = given(createComment).comment;
    expect(comment.body).toBe("a\nb");
    const edited = { input: { commentId: comment.id, body: "a\rb\r\n" } };
    expect((await ada.expect(UpdateCommentDocument, edited)).updateComment).toMatchObject({
      comment: { body: "a\nb\n" },
    });
    const project = { input: { projectId: board.projectId, description: "a\r\nb" } };
    expect((await ada.expect(UpdateProjectDocument, project)).updateProject).toMatchObject({
      project: { description: "a\nb" },
    });
  });

  it("do not count twice towards the limit", async () => {
    expect(await update(ada, { description: "\r\n".repeat(65_536) })).toMatchObject({ seq: 4 });
  });
});
