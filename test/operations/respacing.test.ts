import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { maxPositionLength } from "../../src/operations/find-room.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { BoardDocument, MoveTaskDocument, type TaskPartsFragment } from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;
let ids: string[];

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  ids = [];
  for (let index = 0; index < 6; index += 1) ids.push((await board.createTask({ title: String(index) })).id);
});

afterAll(() => pair.close());

/** Gives the tasks positions, as if the gaps between them had been used for long. */
async function placeAt(positions: readonly string[]): Promise<void> {
  for (const [index, position] of positions.entries()) {
    await administer(pair.databaseUrl, `UPDATE tasks SET position = '${position}' WHERE id = '${ids[index]}'`);
  }
}

async function readColumn(): Promise<readonly TaskPartsFragment[]> {
  const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, first: 100 });
  return given(project).tasks.nodes;
}

/** Checks that what a client makes of the events is what the server has. */
async function expectConverged(before: readonly TaskPartsFragment[], since: number): Promise<void> {
  const known = new Map(before.map((task) => [task.id, task]));
  const changes = await board.changesAfter(since);
  expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_change, index) => since + 1 + index));
  for (const change of changes) {
    if (!("task" in change) || !("position" in change.task)) throw new Error(`A ${change.__typename} came.`);
    expect(change.task.version).toBe((known.get(change.task.id)?.version ?? -1) + 1);
    known.set(change.task.id, change.task);
  }
  const after = await readColumn();
  expect([...known.values()].sort((one, other) => (one.position < other.position ? -1 : 1))).toEqual(after);
  expect(Math.max(...after.map(({ position }) => position.length))).toBeLessThanOrEqual(maxPositionLength);
}

const deep = (length: number, last: string) => `a1${"0".repeat(length - 3)}${last}`;

describe("moveTask into a gap that is used up", () => {
  it("moves the fewest neighbours first, each a change of its own before the move's", async () => {
    await placeAt(["a1", deep(64, "1"), "a3", "a4", "a5", "a6"]);
    const [before, since] = [await readColumn(), await board.seq()];
    const input = { taskId: given(ids[5]), afterTaskId: given(ids[0]), clientMutationId: `move ${board.projectId}` };
    const first = await grace.expect(MoveTaskDocument, { input });

    const changes = await board.changesAfter(since);
    const [neighbour, own] = changes;
    expect(changes).toMatchObject([
      { __typename: "TaskUpdated", taskChanges: ["POSITION"], clientMutationId: null, actor: { id: grace.id } },
      { __typename: "TaskUpdated", taskChanges: ["POSITION"], task: { id: ids[5] }, seq: since + 2 },
    ]);
    expect(own?.clientMutationId).toBe(input.clientMutationId);
    expect(own?.at).toBe(neighbour?.at);
    expect(first.moveTask).toMatchObject({ seq: since + 2 });
    expect((await readColumn()).map(({ title }) => title).join("")).toBe("051234");
    await expectConverged(before, since);
    // A retry is answered with the move, and moves nothing.
    expect(await grace.expect(MoveTaskDocument, { input })).toEqual(first);
    expect(await board.seq()).toBe(since + 2);
  });

  it("tells a subscriber of another instance all of it in order", async () => {
    await placeAt(["a1", deep(64, "1"), "a3", "a4", "a5", "a6"]);
    const since = await board.seq();
    const watching = grace.watch({ projectId: board.projectId });
    await watching.until(({ data }) => data?.projectActivity.__typename === "Ready");
    await ada.expect(MoveTaskDocument, { input: { taskId: given(ids[5]), afterTaskId: given(ids[0]) } });
    const events = await watching.until(({ extensions }) => extensions?.["seq"] === since + 2);
    expect(events.map(({ extensions }) => extensions?.["seq"])).toEqual([since + 1, since + 2]);
    watching.stop();
  });

  it.each([
    ["one", ["a1", `a1${"V".repeat(200)}`, "a3", "a4", "a5", "a6"]],
    ["all but one", ["a1", ...[1, 2, 3, 4, 5].map((index) => `a1${"V".repeat(2_000)}${index}`)]],
    ["all", [1, 2, 3, 4, 5, 6].map((index) => `a1${"V".repeat(300)}${index}`)],
  ])("heals positions that are too long already: %s", async (_which, positions) => {
    await placeAt(positions);
    const [before, since] = [await readColumn(), await board.seq()];
    await ada.expect(MoveTaskDocument, { input: { taskId: given(ids[5]), afterTaskId: given(ids[0]) } });
    expect((await readColumn()).map(({ title }) => title).join("")).toBe("051234");
    await expectConverged(before, since);
  });

  it("heals them by a task that is made at the column's end", async () => {
    await placeAt([1, 2, 3, 4, 5, 6].map((index) => `a1${"V".repeat(300)}${index}`));
    await board.createTask({ title: "6" });
    const after = await readColumn();
    expect(after.map(({ title }) => title).join("")).toBe("0123456");
    expect(Math.max(...after.map(({ position }) => position.length))).toBeLessThanOrEqual(maxPositionLength);
  });

  it("by several people at once on two instances keeps one order for all", async () => {
    await placeAt(["a1", deep(62, "1"), deep(62, "2"), "a3", "a4", "a5"]);
    const [before, since] = [await readColumn(), await board.seq()];
    const target = given(ids[0]);
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? ada : grace).expect(MoveTaskDocument, {
          input: { taskId: given(ids[1 + (index % 5)]), afterTaskId: target },
        }),
      ),
    );
    await expectConverged(before, since);
  });
});
