import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { maxWave } from "../../src/engine/log/part.ts";
import { type Board, createBoard, given, take } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  ApplyChangesDocument,
  type ApplyChangesInput,
  type ChangeInput,
  CreateTaskDocument,
  RemoveMemberDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";

let pair: Pair;
/** The same person, at home on both instances. */
let ada: Person;
let adaElsewhere: Person;
let grace: Person;
let board: Board;
let projectId: string;

beforeAll(async () => {
  pair = await startPair();
  [ada, adaElsewhere] = [await pair.one.person("ada"), await pair.two.person("ada")];
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  projectId = board.projectId;
});

afterAll(() => pair.close());

async function apply(changes: readonly ChangeInput[], more: Partial<ApplyChangesInput> = {}, person = ada) {
  const input = { projectId, changes: [...changes], ...more };
  return given((await person.expect(ApplyChangesDocument, { input })).applyChanges);
}

async function createTasks(count: number): Promise<string[]> {
  const ids = range(1, count).map(() => randomUUID());
  const { results } = await apply(ids.map((id, index) => ({ createTask: { id, projectId, title: `Task ${index}` } })));
  expect(results.map(({ __typename }) => __typename)).toEqual(ids.map(() => "CreateTaskPayload"));
  return ids;
}

describe("applyChanges", () => {
  it("makes every kind of change, each on what those before it left", async () => {
    const [task, comment, label] = [randomUUID(), randomUUID(), randomUUID()];
    const kinds = {
      createTask: [{ id: task, projectId, title: "A task" }, "CreateTaskPayload", "TaskCreated"],
      createLabel: [{ id: label, projectId, name: "A label", color: "RED" }, "CreateLabelPayload", "LabelCreated"],
      updateLabel: [{ labelId: label, name: "Renamed" }, "UpdateLabelPayload", "LabelUpdated"],
      updateTask: [
        { taskId: task, title: "Renamed", addLabelIds: [label], expectedVersion: 0 },
        "UpdateTaskPayload",
        "TaskUpdated",
      ],
      updateTaskStatus: [{ taskId: task, status: "DONE" }, "UpdateTaskStatusPayload", "TaskStatusChanged"],
      moveTask: [{ taskId: task, status: "TODO" }, "MoveTaskPayload", "TaskStatusChanged"],
      createComment: [{ id: comment, taskId: task, body: "A comment" }, "CreateCommentPayload", "CommentCreated"],
      updateComment: [{ commentId: comment, body: "Edited" }, "UpdateCommentPayload", "CommentUpdated"],
      deleteComment: [{ commentId: comment }, "DeleteCommentPayload", "CommentDeleted"],
      restoreComment: [{ commentId: comment }, "RestoreCommentPayload", "CommentRestored"],
      deleteTask: [{ taskId: task }, "DeleteTaskPayload", "TaskDeleted"],
      restoreTask: [{ taskId: task }, "RestoreTaskPayload", "TaskRestored"],
      deleteLabel: [{ labelId: label }, "DeleteLabelPayload", "LabelDeleted"],
    } satisfies { readonly [N in keyof ChangeInput]-?: readonly [NonNullable<ChangeInput[N]>, string, string] };
    const names = Object.keys(kinds) as (keyof typeof kinds)[];
    // The compiler does not follow the name into the union of inputs.
    const changes = names.map(
      (name) => ({ [name]: { ...kinds[name][0], clientMutationId: randomUUID() } }) as unknown as ChangeInput,
    );

    const { seq, results } = await apply(changes);
    expect(seq).toBe(1 + names.length);
    expect(results).toMatchObject(
      names.map((name, index) => ({
        __typename: kinds[name][1],
        seq: 2 + index,
        clientMutationId: changes[index]?.[name]?.clientMutationId,
      })),
    );
    const events = await board.changesAfter(1);
    expect(events).toMatchObject(
      names.map((name, index) => ({ __typename: kinds[name][2], seq: 2 + index, actor: { id: ada.id } })),
    );
    const restored = results[names.indexOf("restoreTask")];
    expect(restored).toMatchObject({
      task: { id: task, title: "Renamed", status: "TODO", commentCount: 1, labels: [{ id: label }] },
    });
  });

  it("refuses an item of another project, and what the role of the actor does not allow", async () => {
    const other = await createBoard(ada, "Other");
    const { id: elsewhere } = await other.createTask();
    const foreignLabel = await other.createLabel();
    await board.addMember(grace, "MEMBER");
    const { id: taskId } = await board.createTask();
    const { id: commentId } = await board.createComment(taskId);
    const { results } = await apply(
      [
        { updateTask: { taskId: elsewhere, title: "Mine" } },
        { restoreTask: { taskId: elsewhere } },
        { deleteLabel: { labelId: foreignLabel.id } },
        { createLabel: { projectId: other.projectId, name: "New", color: "RED" } },
        { updateComment: { commentId, body: "Hers" } },
        { updateTask: { taskId, title: "Allowed" } },
      ],
      {},
      grace,
    );
    const codes = results.map((result) => (result.__typename === "ChangeRefused" ? result.code : result.__typename));
    expect(codes).toEqual([...range(1, 4).map(() => "NOT_FOUND"), "FORBIDDEN", "UpdateTaskPayload"]);
    expect(await other.seq()).toBe(3);
  });

  it("keeps the order and each answer among more changes than run at the same time", async () => {
    const ids = await createTasks(2 * maxWave + 10);
    const before = await board.seq();
    const refused = [0, maxWave - 1, maxWave, 2 * maxWave + 5];
    const titleOf = (index: number) => `Renamed ${index}`;
    const { results } = await apply(
      ids.map((id, index) => ({
        updateTask: { taskId: refused.includes(index) ? randomUUID() : id, title: titleOf(index) },
      })),
    );
    let seq = before;
    const expected = ids.map((_, index) => {
      if (refused.includes(index)) return { __typename: "ChangeRefused", code: "NOT_FOUND" };
      seq += 1;
      return { __typename: "UpdateTaskPayload", seq, task: { title: titleOf(index) } };
    });
    expect(results).toMatchObject(expected);
    expect((await board.changesAfter(before)).map((change) => change.seq)).toEqual(range(before + 1, seq));
  });

  it("lets an edit follow earlier changes of the same batch, and of batches before", async () => {
    const [taskId] = await createTasks(1);
    const ids = range(1, 4).map(() => randomUUID());
    const edits = ids.map((clientMutationId, index) => ({
      updateTask: {
        taskId: given(taskId),
        title: `Edit ${index}`,
        expectedVersion: 0,
        following: ids.slice(0, index),
        clientMutationId,
      },
    }));
    const { results } = await apply(edits.slice(0, 3));
    expect(results.map(({ __typename }) => __typename)).toEqual(range(1, 3).map(() => "UpdateTaskPayload"));
    const later = await apply([...edits.slice(3), { deleteTask: { taskId: given(taskId), expectedVersion: 0 } }]);
    expect(later.results).toMatchObject([{ task: { title: "Edit 3", version: 4 } }, { __typename: "TaskConflict" }]);
    const removal = { taskId: given(taskId), expectedVersion: 0, following: ids };
    expect((await apply([{ deleteTask: removal }])).results).toMatchObject([{ __typename: "DeleteTaskPayload" }]);
  });

  it("takes an edit on the version before or after an earlier edit of the same batch", async () => {
    const [taskId] = await createTasks(1);
    const edit = (title: string, expectedVersion: number) => {
      return { updateTask: { taskId: given(taskId), title, expectedVersion } };
    };
    const { results } = await apply([edit("First", 0), edit("Second", 1), edit("Third", 2), edit("Late", 1)]);
    expect(results).toMatchObject([
      { task: { title: "First", version: 1 } },
      { task: { title: "Second", version: 2 } },
      { task: { title: "Third", version: 3 } },
      { task: { title: "Late", version: 4 } },
    ]);
  });

  it("is all or none when it is atomic, and leaves no trace of the others", async () => {
    const [first, second] = await createTasks(2);
    const before = await board.seq();
    const own = randomUUID();
    const changes = [
      { updateTask: { taskId: given(first), title: "Not kept", clientMutationId: own } },
      { createTask: { projectId, title: "Not kept" } },
      { moveTask: { taskId: given(second), status: "DONE", expectedVersion: 9 } },
      { deleteTask: { taskId: given(first) } },
    ] as const;
    const { seq, results } = await apply(changes, { atomic: true });
    const undone = { __typename: "ChangeRefused", code: "NOT_APPLIED" };
    expect(results).toMatchObject([
      { ...undone, clientMutationId: own },
      undone,
      { __typename: "TaskConflict", expectedVersion: 9, currentVersion: 0 },
      undone,
    ]);
    expect([seq, await board.seq()]).toEqual([before, before]);
    // An id of a change that was undone is free.
    expect((await apply(changes.slice(0, 2), { atomic: true })).results).toMatchObject([
      { seq: before + 1, clientMutationId: own },
      { seq: before + 2 },
    ]);
  });

  it("has bounds: 1 to 500 changes, each of exactly one kind", async () => {
    const { id: taskId } = await board.createTask();
    const before = await board.seq();
    const change = { updateTask: { taskId, title: "New" } };
    for (const changes of [[], range(1, 501).map(() => change), [{}], [{ ...change, deleteTask: { taskId } }]]) {
      expect(
        codeOf(await ada.request(ApplyChangesDocument, { input: { projectId, changes: changes as ChangeInput[] } })),
      ).toBe("BAD_USER_INPUT");
    }
    expect(await board.seq()).toBe(before);
    const most = range(1, 500).map((n) => ({ updateTask: { taskId, title: `Title ${n}` } }));
    expect(await apply(most)).toMatchObject({ seq: before + 500 });
  });
});

describe("A retry of a batch", () => {
  const batchOf = (count: number) =>
    range(1, count).map((n) => ({ createTask: { projectId, title: `Task ${n}`, clientMutationId: randomUUID() } }));

  it.each([false, true])(
    "by its own id has the whole answer again, also at the same time (atomic: %s)",
    async (atomic) => {
      const { id: taskId } = await board.createTask();
      const more = { atomic, clientMutationId: randomUUID() };
      const changes = [
        { createTask: { projectId, title: "Without an id" } },
        { updateTask: { taskId, title: "Conflict", expectedVersion: 5 } },
        { deleteComment: { commentId: randomUUID() } },
      ];
      const answers = await Promise.all([
        ...[ada, adaElsewhere, ada, adaElsewhere].map((person) => apply(changes, more, person)),
      ]);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      await ada.expect(UpdateTaskDocument, { input: { taskId, title: "Later" } });
      expect(await apply(changes, more, adaElsewhere)).toEqual(answers[0]);
      expect(await board.seq()).toBe(atomic ? 3 : 4);
    },
  );

  it("by the ids of its changes executes each once, whatever batches they come in", async () => {
    const changes = batchOf(9);
    const parts = [changes, changes.slice(0, 4), changes.slice(2, 7), changes.toReversed()];
    const answers = await Promise.all(
      parts.map((part, index) => apply(part, {}, index % 2 === 0 ? ada : adaElsewhere)),
    );
    expect(await board.seq()).toBe(1 + changes.length);
    const bySeq = new Map(
      answers.flatMap(({ results }) => results).map((result) => [Reflect.get(result, "seq"), result]),
    );
    expect([...bySeq.keys()].sort((a, b) => a - b)).toEqual(range(2, 10));
    for (const { results } of answers) {
      for (const result of results) expect(result).toEqual(bySeq.get(Reflect.get(result, "seq")));
    }
  });

  it("makes the rest where single mutations made a part, and both are answered alike", async () => {
    const changes = batchOf(4);
    const [first, , third] = changes;
    const alone = [];
    for (const change of [given(third), given(first)]) {
      alone.unshift(given((await adaElsewhere.expect(CreateTaskDocument, { input: change.createTask })).createTask));
    }
    const { results } = await apply(changes);
    expect(results.map((result) => Reflect.get(result, "seq"))).toEqual([3, 4, 2, 5]);
    expect([results[0], results[2]]).toMatchObject(alone.map(({ task, seq }) => ({ task, seq })));
    const [, second] = changes;
    const again = await adaElsewhere.expect(CreateTaskDocument, { input: given(second).createTask });
    expect(again.createTask).toMatchObject({ seq: 4 });
    expect(await board.seq()).toBe(5);
  });

  it("with other input under a known id is refused: alone the change, or the whole batch", async () => {
    const [change] = batchOf(1);
    const { createTask } = given(change);
    const own = randomUUID();
    await apply([given(change)], { clientMutationId: own });
    const other = { createTask: { ...createTask, title: "Other" } };
    const path = ["input", "changes", "0", "createTask", "clientMutationId"];
    expect((await apply([other, ...batchOf(1)])).results).toMatchObject([
      { __typename: "ChangeRefused", code: "BAD_USER_INPUT", path },
      { __typename: "CreateTaskPayload" },
    ]);
    const alone = randomUUID();
    await ada.expect(CreateTaskDocument, { input: { ...createTask, clientMutationId: alone } });
    for (const clientMutationId of [own, alone]) {
      const input = { projectId, changes: [other], clientMutationId };
      expect(codeOf(await ada.request(ApplyChangesDocument, { input }))).toBe("BAD_USER_INPUT");
    }
    const single = { projectId, title: "Single", clientMutationId: own };
    expect(codeOf(await ada.request(CreateTaskDocument, { input: single }))).toBe("BAD_USER_INPUT");
  });

  it("is answered to who is no member any more if all of it is remembered, and refused as a whole otherwise", async () => {
    await board.addMember(grace, "MEMBER");
    const changes = batchOf(3);
    const whole = { clientMutationId: randomUUID() };
    const answer = await apply(changes, whole, grace);
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    expect(await apply(changes, whole, grace)).toEqual(answer);
    expect((await apply(changes.slice(1), {}, grace)).results).toEqual(answer.results.slice(1));
    const input = { projectId, changes: [...changes, ...batchOf(1)] };
    expect(codeOf(await grace.request(ApplyChangesDocument, { input }))).toBe("NOT_FOUND");
  });
});

describe("The events of a batch", () => {
  it("have contiguous numbers among those of other writers, and leave a socket in one system call", async () => {
    const stream = ada.watch({ projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const taskIds = await createTasks(30);
    await board.addMember(grace, "MEMBER");
    await take(stream, 31);

    const writtenFrames = recordFrames();
    await apply(taskIds.map((taskId) => ({ moveTask: { taskId, status: "DONE" } })));
    expect(await take(stream, 30)).toEqual(range(33, 62));
    expect(writtenFrames()).toEqual([30]);
  });

  it("cost one lock, one read of the basis, and one statement for the log, however many they are", async () => {
    const taskIds = await createTasks(40);
    const changes = taskIds.map((taskId) => ({ updateTaskStatus: { taskId, status: "DONE" as const } }));
    const statements = await recordStatements(() => apply(changes));
    expect(statements.filter((name) => name === "COMMIT" || /-(lock-\w+|basis|append)$/.test(name))).toEqual([
      expect.stringMatching(/^project-lock-/),
      "project-basis",
      "project-append",
      "COMMIT",
    ]);
    expect(statements.filter((name) => name.includes("SAVEPOINT"))).toEqual([]);
  });
});

/** Counts the text messages that this process writes to sockets as WebSocket servers do, by system call. */
function recordFrames(): () => number[] {
  const write = vi.spyOn(Socket.prototype, "_write");
  const writev = vi.spyOn(Socket.prototype, "_writev");
  return () => {
    const ofParts = writev.mock.calls.map(([parts]) =>
      (parts as unknown as { readonly chunk: unknown }[]).map(({ chunk }) => chunk),
    );
    const chunks = [...write.mock.calls.map(([chunk]) => [chunk]), ...ofParts];
    write.mockRestore();
    writev.mockRestore();
    return chunks
      .filter((parts) => parts.every(Buffer.isBuffer))
      .map((parts) => countFrames(Buffer.concat(parts)))
      .filter((count) => count > 0);
  };
}

/** Number of the unmasked text frames that the bytes consist of, compressed or not; 0: they are something else. */
function countFrames(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count += 1) {
    const length = bytes[at + 1];
    if ((bytes[at] !== 0x81 && bytes[at] !== 0xc1) || length === undefined || length > 126) return 0;
    at += length < 126 ? 2 + length : 4 + bytes.readUInt16BE(at + 2);
  }
  return count;
}
