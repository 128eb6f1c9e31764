import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdLog, holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

/**
 * Twice the server's `lock_timeout`, since PostgreSQL counts the wait in its line and the wait for the row each, and
 * some for a slow machine; in milliseconds. One after another the waiting would take a minute.
 */
const inTime = 10_000;

let pair: Pair;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  grace = await pair.two.person("grace");
});

afterAll(() => pair.close());

it("fails all that wait for a project whose lock somebody holds, together and in time; others go on", async () => {
  const stuck = await createBoard(ada);
  await stuck.addMember(grace, "MEMBER");
  const other = await createBoard(ada);
  const createTask = (person: Person, projectId: string) =>
    person.request(CreateTaskDocument, { input: { projectId, title: "A task" } });

  const ended: string[] = [];
  const lock = await holdProject(pair.databaseUrl, stuck.projectId);
  try {
    const began = Date.now();
    // More than an instance has connections.
    const waiting = [ada, grace].flatMap((person) =>
      Array.from({ length: 30 }, () => createTask(person, stuck.projectId).finally(() => ended.push("stuck"))),
    );
    expect(await lock.waiting(2)).toHaveLength(2);
    const others = Array.from({ length: 5 }, () => createTask(ada, other.projectId).finally(() => ended.push("other")));
    expect((await Promise.all(others)).map(codeOf)).toEqual(Array(5).fill(null));
    expect(ended).toEqual(Array(5).fill("other"));

    const failures = await Promise.all(waiting);
    expect(Date.now() - began).toBeLessThan(inTime);
    for (const failure of failures) {
      expect(failure.errors).toMatchObject([{ message: "The project is busy and nothing was changed: try again." }]);
      expect(codeOf(failure)).toBe("RATE_LIMITED");
    }
  } finally {
    await lock.release();
  }

  expect(codeOf(await createTask(ada, stuck.projectId))).toBe(null);
  expect(codeOf(await createTask(grace, stuck.projectId))).toBe(null);
  expect((await stuck.changesAfter(2)).map(({ seq }) => seq)).toEqual([3, 4]);
});

it("leaves nothing of a change whose connection breaks before the commit", async () => {
  const board = await createBoard(ada);
  const task = await board.createTask({ title: "Before" });
  const stream = ada.watch({ projectId: board.projectId });
  await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");

  const lock = await holdLog(pair.databaseUrl);
  try {
    const broken = ada.request(UpdateTaskDocument, { input: { taskId: task.id, title: "Broken" } });
    const [backend] = await lock.waiting(1);
    await administer(pair.databaseUrl, `SELECT pg_terminate_backend(${backend})`);
    expect(codeOf(await broken)).toBe("INTERNAL_SERVER_ERROR");
  } finally {
    await lock.release();
  }

  const after = await ada.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "After" } });
  expect(after.updateTask).toMatchObject({ seq: 3, task: { title: "After", version: 1 } });
  const events = await stream.until(({ extensions }) => extensions?.["seq"] === 3);
  expect(events).toHaveLength(1);
});
