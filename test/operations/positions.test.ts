import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Board, createBoard, given, takePayload } from "../support/board.ts";
import {
  BoardDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  type MoveTaskInput,
  type TaskStatus,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
let board: Board;
/** The ids of tasks by their titles. */
let tasks: Record<"a" | "b" | "c" | "d", string>;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
  const create = async (title: string) => (await board.createTask({ title })).id;
  tasks = { a: await create("a"), b: await create("b"), c: await create("c"), d: await create("d") };
});

afterAll(() => pair.close());

type Place = Omit<MoveTaskInput, "taskId">;

async function move(taskId: string, place: Place, person = ada) {
  return takePayload((await person.expect(MoveTaskDocument, { input: { taskId, ...place } })).moveTask);
}

/** Deletes a task that it made; its id. */
async function deleteNew({ createTask }: Board): Promise<string> {
  const { id: taskId } = await createTask({ title: "gone" });
  await ada.expect(DeleteTaskDocument, { input: { taskId } });
  return taskId;
}

/** The titles of a column in their order. */
async function readColumn(status: TaskStatus = "TODO"): Promise<string> {
  const { project } = await ada.expect(BoardDocument, {
    projectId: board.projectId,
    first: 100,
    filter: { status: [status] },
  });
  const nodes = given(project).tasks.nodes;
  const positions = nodes.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort());
  return nodes.map(({ title }) => title).join("");
}

describe("moveTask", () => {
  it.each<[string, "a" | "b" | "c" | "d", () => Place, string]>([
    ["between two neighbours", "d", () => ({ afterTaskId: tasks.a, beforeTaskId: tasks.b }), "adbc"],
    ["behind one", "a", () => ({ afterTaskId: tasks.c }), "bcad"],
    ["behind the last", "a", () => ({ afterTaskId: tasks.d }), "bcda"],
    ["before one", "d", () => ({ beforeTaskId: tasks.b }), "adbc"],
    ["before the first", "c", () => ({ beforeTaskId: tasks.a }), "cabd"],
    ["to the end", "b", () => ({}), "acdb"],
    [
      "behind the first of two that others lie between",
      "d",
      () => ({ afterTaskId: tasks.a, beforeTaskId: tasks.c }),
      "adbc",
    ],
  ])("places a task %s", async (_, title, place, order) => {
    const { task, seq } = await move(tasks[title], place());

    expect(task).toMatchObject({ version: 1, status: "TODO" });
    expect(await readColumn()).toBe(order);
    const changes = await board.changesAfter(6);
    expect(changes).toMatchObject([{ __typename: "TaskUpdated", seq, taskChanges: ["POSITION"], task }]);
    expect(seq).toBe(7);
  });

  it.each<[string, () => Place, string]>([
    ["into an empty column", () => ({ status: "DONE" }), "a"],
    ["to the end of another column", () => ({ status: "IN_REVIEW" }), "xya"],
    ["to a place in another column", () => ({ status: "IN_REVIEW", beforeTaskId: tasks.d }), "xay"],
  ])("brings a task %s in one change", async (_, place, order) => {
    await board.createTask({ title: "x", status: "IN_REVIEW" });
    tasks.d = (await board.createTask({ title: "y", status: "IN_REVIEW" })).id;
    const { task, seq } = await move(tasks.a, place());

    expect(await readColumn(place().status ?? "TODO")).toBe(order);
    expect(await readColumn()).toBe("bcd");
    expect(await board.changesAfter(8)).toMatchObject([
      { __typename: "TaskStatusChanged", seq, from: "TODO", to: place().status, task: { ...task, version: 1 } },
    ]);
  });

  it.each<[string, () => Place]>([
    ["between the neighbours that it has", () => ({ afterTaskId: tasks.a, beforeTaskId: tasks.c })],
    ["between neighbours further away", () => ({ afterTaskId: tasks.a, beforeTaskId: tasks.d })],
    ["behind the one that it is behind", () => ({ afterTaskId: tasks.a })],
    ["before the one that it is before", () => ({ beforeTaskId: tasks.c, status: "TODO" })],
  ])("changes nothing %s", async (_, place) => {
    const { task, seq } = await move(tasks.b, place());
    expect({ version: task.version, seq }).toEqual({ version: 0, seq: 6 });
    expect(await board.seq()).toBe(6);
  });

  it("changes nothing at the end where it is", async () => {
    expect(await move(tasks.d, {})).toMatchObject({ seq: 6, task: { version: 0 } });
  });

  it.each<[string, () => Place, keyof MoveTaskInput]>([
    ["neighbours in the wrong order", () => ({ afterTaskId: tasks.c, beforeTaskId: tasks.b }), "beforeTaskId"],
    ["one neighbour for both", () => ({ afterTaskId: tasks.c, beforeTaskId: tasks.c }), "beforeTaskId"],
  ])("refuses %s", async (_, place, field) => {
    const { errors } = await ada.request(MoveTaskDocument, { input: { taskId: tasks.a, ...place() } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["input", field] }] } }]);
    expect(await readColumn()).toBe("abcd");
  });

  it.each<[string, "afterTaskId" | "beforeTaskId", () => Promise<string>]>([
    ["that was deleted", "afterTaskId", () => deleteNew(board)],
    ["that was deleted", "beforeTaskId", () => deleteNew(board)],
    ["that never was", "afterTaskId", async () => "no id"],
    ["of another column", "beforeTaskId", async () => (await board.createTask({ status: "DONE" })).id],
    ["of another project", "afterTaskId", async () => (await (await createBoard(ada)).createTask()).id],
    ["that is the task itself", "beforeTaskId", async () => tasks.a],
  ])("passes over a neighbour %s as %s: the other one decides, else the column's end", async (_, name, make) => {
    const other = name === "afterTaskId" ? { beforeTaskId: tasks.c } : { afterTaskId: tasks.b };
    const neighbour = { [name]: await make() };
    await move(tasks.a, { ...neighbour, ...other });
    expect(await readColumn()).toBe("bacd");
    await move(tasks.a, neighbour);
    expect(await readColumn()).toBe("bcda");
  });

  it("conflicts when status or position changed after the expected version, and changes nothing", async () => {
    await ada.expect(UpdateTaskDocument, { input: { taskId: tasks.a, title: "a" } });
    await ada.expect(UpdateTaskDocument, { input: { taskId: tasks.a, priority: "HIGH" } });
    expect((await move(tasks.a, { afterTaskId: tasks.b, expectedVersion: 0 }, grace)).task.version).toBe(2);
    await move(tasks.a, { status: "DONE" });
    const seq = await board.seq();
    const input = { taskId: tasks.a, status: "TODO", afterTaskId: tasks.d } as const;
    const late = async (expectedVersion: number) =>
      (await grace.expect(MoveTaskDocument, { input: { ...input, expectedVersion } })).moveTask;

    expect(await late(2)).toMatchObject({
      __typename: "TaskConflict",
      expectedVersion: 2,
      currentVersion: 3,
      conflictingFields: ["STATUS", "POSITION"],
      task: { status: "DONE", version: 3 },
    });
    expect(await late(4)).toMatchObject({ __typename: "TaskConflict", currentVersion: 3 });
    expect([await board.seq(), await readColumn("DONE")]).toEqual([seq, "a"]);
    expect(await late(3)).toMatchObject({ __typename: "MoveTaskPayload", task: { version: 4 } });
  });

  it("conflicts with a later move within the column, but not for a place where the task lies already", async () => {
    await move(tasks.a, { afterTaskId: tasks.c });
    const input = { taskId: tasks.a, expectedVersion: 0 };
    expect((await grace.expect(MoveTaskDocument, { input })).moveTask).toMatchObject({
      __typename: "TaskConflict",
      conflictingFields: ["POSITION"],
    });
    const agreed = { ...input, beforeTaskId: tasks.d };
    expect((await grace.expect(MoveTaskDocument, { input: agreed })).moveTask).toMatchObject({
      __typename: "MoveTaskPayload",
      task: { version: 1 },
    });
  });

  it("finds room at one place again and again, with keys that stay short", async () => {
    let longest = 0;
    for (let round = 0; round < 100; round += 1) {
      for (const title of ["c", "d"] as const) {
        const { task } = await move(tasks[title], { afterTaskId: tasks.a });
        longest = Math.max(longest, task.position.length);
      }
    }
    expect(await readColumn()).toBe("adcb");
    // A key halves the room that is left; a character halves it about six times.
    expect(longest).toBeLessThan(200 / 5);
  });

  it("takes tasks to the top again and again without longer keys", async () => {
    const order = ["a", "b", "c", "d"] as const;
    let longest = 0;
    for (let round = 0; round < 100; round += 1) {
      const first = given(order[round % 4]);
      const { task } = await move(tasks[given(order[(round + 1) % 4])], { beforeTaskId: tasks[first] });
      longest = Math.max(longest, task.position.length);
    }
    expect(longest).toBeLessThan(5);
  });
});

describe("Two people at once", () => {
  async function race(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
    const lock = await holdProject(pair.databaseUrl, board.projectId);
    await lock.lineUp(first, second);
  }

  it("move the same task: the last one wins", async () => {
    await race(
      () => move(tasks.a, { afterTaskId: tasks.b }),
      () => move(tasks.a, { afterTaskId: tasks.c }, grace),
    );
    expect(await readColumn()).toBe("bcad");
    expect(await board.changesAfter(6)).toMatchObject([{ task: { version: 1 } }, { task: { version: 2 } }]);
  });

  it("put two tasks at the same place: both find room", async () => {
    const place = { afterTaskId: tasks.a, beforeTaskId: tasks.b };
    await race(
      () => move(tasks.c, place),
      () => move(tasks.d, place, grace),
    );
    expect(await readColumn()).toBe("adcb");
  });

  it("send tasks to the end of one column: both find room, in the order of the changes", async () => {
    await race(
      () => ada.expect(UpdateTaskStatusDocument, { input: { taskId: tasks.b, status: "DONE" } }),
      () => grace.expect(UpdateTaskStatusDocument, { input: { taskId: tasks.a, status: "DONE" } }),
    );
    expect(await readColumn("DONE")).toBe("ba");
  });

  it("many times: positions never collide", async () => {
    const place = { afterTaskId: tasks.a };
    const people = [ada, grace];
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const person = given(people[index % 2]);
        if (index % 3 === 0) await board.createTask({ title: "x" });
        else await move(index % 3 === 1 ? tasks.b : tasks.c, place, person);
      }),
    );
    expect(await readColumn()).toMatch(/^a(bc|cb)dx{20}$/);
  });
});
