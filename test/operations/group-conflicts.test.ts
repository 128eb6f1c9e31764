import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import {
  CreateTaskDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import type { Answer, Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

interface Items {
  readonly taskId: string;
  readonly commentId: string;
  readonly labelId: string;
}

type Document = TypedDocumentNode<unknown, { input: Record<string, unknown> }>;

/** A change of one of the items, made on the version 0. `by` tells the two apart. */
type Change = readonly [document: unknown, toInput: (items: Items, by: string) => Record<string, unknown>];

const text = "one\ntwo\nthree\nfour\nfive\nsix\nseven";
const onBoth = (name: string, change: Change) => [name, change, change] as const;
const rename: Change = [UpdateTaskDocument, ({ taskId }, by) => ({ taskId, title: `By ${by}` })];

const pairs: readonly (readonly [name: string, first: Change, second: Change])[] = [
  onBoth("titles", rename),
  onBoth("one line of a description", [
    UpdateTaskDocument,
    ({ taskId }, by) => ({ taskId, description: text.replace("two", by) }),
  ]),
  [
    "lines of a description that are far apart",
    [UpdateTaskDocument, ({ taskId }) => ({ taskId, description: text.replace("one", "first") })],
    [UpdateTaskDocument, ({ taskId }) => ({ taskId, description: text.replace("seven", "last") })],
  ],
  ["different fields", rename, [UpdateTaskDocument, ({ taskId }) => ({ taskId, priority: "HIGH" })]],
  [
    "two columns",
    [UpdateTaskStatusDocument, ({ taskId }) => ({ taskId, status: "DONE" })],
    [UpdateTaskStatusDocument, ({ taskId }) => ({ taskId, status: "IN_PROGRESS" })],
  ],
  [
    "two places",
    [MoveTaskDocument, ({ taskId }) => ({ taskId, status: "DONE" })],
    [MoveTaskDocument, ({ taskId }) => ({ taskId, status: "IN_PROGRESS" })],
  ],
  ["a title and a deletion", rename, [DeleteTaskDocument, ({ taskId }) => ({ taskId })]],
  ["a deletion and a title", [DeleteTaskDocument, ({ taskId }) => ({ taskId })], rename],
  onBoth("bodies of a comment", [UpdateCommentDocument, ({ commentId }, by) => ({ commentId, body: `By ${by}` })]),
  onBoth("names of a label", [UpdateLabelDocument, ({ labelId }, by) => ({ labelId, name: `By ${by}` })]),
  [
    "a name and a deletion of a label",
    [UpdateLabelDocument, ({ labelId }, by) => ({ labelId, name: `By ${by}` })],
    [DeleteLabelDocument, ({ labelId }) => ({ labelId })],
  ],
];

/** Senders of the pair. */
const senders = { "two people": () => [ada, grace] as const, "two tabs": () => [ada, ada] as const };

describe.each(Object.entries(senders))("changes of %s at once", (who, findSenders) => {
  it.each(pairs)("%s: the answers in one transaction are those one after the other", async (_, ...pair) => {
    const alone = await makeItems();
    const expected: unknown[] = [];
    const send = (items: Items, index: number): Promise<Answer<unknown>> => {
      const [document, toInput] = pair[index] as Change;
      const input = { ...toInput(items, `${who} ${index}`), expectedVersion: 0 };
      // Only the author edits a comment.
      const sender = "commentId" in input ? ada : findSenders()[index];
      return (sender as Person).request(document as Document, { input });
    };
    for (const index of [0, 1]) expected.push(describeAnswer(await send(alone.items, index)));

    // A merge that was not prepared is made again in a transaction of its own.
    const mayPart = expected.some((answer) => Object(answer).merged?.length > 0);
    const together = await sendTogether((items, index) => send(items, index), mayPart);
    expect(together).toEqual(expected);
  });
});

it("an edit of one person that follows the other of the same transaction does not conflict", async () => {
  const [first, second] = await sendTogether(({ taskId }, index) => {
    const more = index === 0 ? { clientMutationId: "first" } : { clientMutationId: "second", following: ["first"] };
    const input = { taskId, title: `Edit ${index}`, expectedVersion: 0, ...more };
    return ada.request(UpdateTaskDocument as Document, { input });
  });
  expect([first, second]).toMatchObject([{ kind: "UpdateTaskPayload" }, { kind: "UpdateTaskPayload" }]);
});

/**
 * Sends two changes, one after the other, while a third waits for its project, so that they wait behind it. Repeats it
 * with new items until both were made in one transaction, or only one of them was made.
 */
async function sendTogether(
  send: (items: Items, index: 0 | 1) => Promise<Answer<unknown>>,
  mayPart = false,
): Promise<unknown[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { board, items } = await makeItems();
    const lock = await holdProject(database.url, board.projectId);
    const before = await board.seq();
    const front = ada.request(CreateTaskDocument, { input: { projectId: board.projectId, title: "In front" } });
    await lock.waiting(1);
    const sent: Promise<Answer<unknown>>[] = [];
    for (const index of [0, 1] as const) {
      sent.push(send(items, index));
      // It has found its project once it is known to wait; a statement of the same pool is behind its own.
      await board.seq();
    }
    await lock.release();
    await front;
    const answers = await Promise.all(sent);
    const transactions = await administer(
      database.url,
      `SELECT DISTINCT xmin FROM activities WHERE project_id = '${board.projectId}' AND seq > ${before + 1}`,
    );
    if (mayPart || transactions.length <= 1) return answers.map(describeAnswer);
    if (Date.now() > deadline) throw new Error("The changes never met in one transaction.");
  }
}

async function makeItems(): Promise<{ readonly board: Board; readonly items: Items }> {
  const board = await createBoard(ada);
  await board.addMember(grace, "ADMIN");
  const [task, commented, { id: labelId }] = [
    await board.createTask({ description: text }),
    await board.createTask(),
    await board.createLabel(),
  ];
  const { id: commentId } = await board.createComment(commented.id);
  return { board, items: { taskId: task.id, commentId, labelId } };
}

/** Kind of the answer, fields in conflict, and texts as they stand after it. */
function describeAnswer({ data, errors }: Answer<unknown>): unknown {
  if (errors) return { codes: errors.map(({ extensions }) => extensions?.["code"]) };
  // biome-ignore lint/suspicious/noExplicitAny: answers of several mutations.
  const [answer] = Object.values(data as any) as any[];
  const { title, description, status } = answer.task ?? {};
  const state = { title, description, status, body: answer.comment?.body, name: answer.label?.name };
  return { kind: answer.__typename, fields: answer.conflictingFields, merged: answer.mergedFields, ...state };
}
