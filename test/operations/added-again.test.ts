import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Board, createBoard, given } from "../support/board.ts";
import { document } from "../support/document.ts";
import { RemoveMemberDocument } from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;
/** The number of the change that added Grace again. */
let added: number;
/** A task that was made and commented on while she was no member. */
let secretId: string;
let newest: number;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
  board = await createBoard(ada);
  await board.addMember(grace, "ADMIN");
  await board.createTask({ title: "Seen" });
  await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: grace.id } });
  const secret = await board.createTask({ title: "Secret" });
  await board.createComment(secret.id, "Secret");
  secretId = secret.id;
  await board.addMember(grace, "ADMIN");
  added = await board.seq();
  await board.createTask({ title: "Seen again" });
  newest = await board.seq();
});

afterAll(() => pair.close());

interface Activity {
  readonly nodes: readonly { readonly seq: number; readonly origin: object | null }[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly totalCount: number;
}

const history = document<
  { project: { activity: Activity } },
  { id: string; first: number; after?: string; taskId?: string }
>(`
  query ($id: ID!, $first: Int, $after: String, $taskId: ID) { project(id: $id) {
    activity(first: $first, after: $after, taskId: $taskId) {
    nodes { seq origin { address } } edges { cursor } pageInfo { hasNextPage } totalCount
  } } }`);

async function read(
  person: Person,
  first: number,
  rest: { readonly after?: string; readonly taskId?: string } = {},
): Promise<Activity> {
  const variables = { id: board.projectId, first, ...rest };
  return (await person.expect(history, variables)).project.activity;
}

async function replay(since: number) {
  const watching = grace.watch({ projectId: board.projectId, since });
  const messages = await watching.until(({ data }) => data?.projectActivity.__typename === "Ready");
  watching.stop();
  return messages.map(({ data }) => data?.projectActivity);
}

function cursorOf(seq: number): string {
  return Buffer.from(JSON.stringify([seq])).toString("base64url");
}

describe("Somebody who was removed and added again sees from then on", () => {
  it("in the history, in its count and in its pages", async () => {
    const { nodes, pageInfo, totalCount } = await read(grace, 100);
    expect(nodes.map(({ seq }) => seq)).toEqual([newest, added]);
    expect({ totalCount, ...pageInfo }).toEqual({ totalCount: 2, hasNextPage: false });
    const first = await read(grace, 1);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await read(grace, 1, { after: given(first.edges[0]).cursor });
    expect([second.nodes.map(({ seq }) => seq), second.pageInfo.hasNextPage]).toEqual([[added], false]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8].map((seq) => [seq]))("after any made-up cursor: %i", async (seq) => {
    const { nodes } = await read(grace, 100, { after: cursorOf(seq) });
    expect(nodes.every((change) => change.seq >= added)).toBe(true);
  });

  it.each([0, 1, 2, 3, 4, 5])("in a replay after %i, which is TOO_OLD", async (since) => {
    const events = await replay(since);
    expect(events).toMatchObject([{ __typename: "Resync", reason: "TOO_OLD", seq: newest }, { __typename: "Ready" }]);
  });

  it("in a replay of all since the addition", async () => {
    const events = await replay(added - 1);
    expect(events).toMatchObject([{ seq: added }, { seq: newest }, { __typename: "Ready", seq: newest }]);
  });

  it("in the history of one task, which has its comments too", async () => {
    const { nodes, totalCount } = await read(grace, 100, { taskId: secretId });
    expect([nodes, totalCount]).toEqual([[], 0]);
    const first = await read(ada, 1, { taskId: secretId });
    expect([first.nodes.map(({ seq }) => seq), first.totalCount, first.pageInfo.hasNextPage]).toEqual([
      ...[[added - 1], 2, true],
    ]);
    const second = await read(ada, 1, { after: given(first.edges[0]).cursor, taskId: secretId });
    expect([second.nodes.map(({ seq }) => seq), second.pageInfo.hasNextPage]).toEqual([[added - 2], false]);
  });

  it("while who was always there sees all", async () => {
    const { nodes, totalCount } = await read(ada, 100);
    expect(nodes.map(({ seq }) => seq)).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
    expect(totalCount).toBe(newest);
  });
});
