import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { changeProject } from "../../src/operations/change-project.ts";
import { createTask } from "../../src/operations/create-task.ts";
import { createInboxLog } from "../../src/operations/inbox-log.ts";
import { createProjectLog } from "../../src/operations/project-log.ts";
import { unlimitedStorage } from "../../src/operations/storage-limits.ts";
import { TextMerger } from "../../src/operations/text-merger.ts";
import { administer } from "../support/administer.ts";
import { createBoard, take } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdLog, holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";

/**
 * Milliseconds: twice the server's `lock_timeout`, and some for a slow machine. PostgreSQL counts the wait in its queue
 * and the wait for the row separately. One after another the waiting would take a minute.
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
  const addTask = (person: Person, projectId: string) =>
    person.request(CreateTaskDocument, { input: { projectId, title: "A task" } });

  const ended: string[] = [];
  const lock = await holdProject(pair.databaseUrl, stuck.projectId);
  try {
    const began = Date.now();
    // More than an instance has connections.
    const waiting = [ada, grace].flatMap((person) =>
      Array.from({ length: 30 }, () => addTask(person, stuck.projectId).finally(() => ended.push("stuck"))),
    );
    expect(await lock.waiting(2)).toHaveLength(2);
    const others = Array.from({ length: 5 }, () => addTask(ada, other.projectId).finally(() => ended.push("other")));
    expect((await Promise.all(others)).map(codeOf)).toEqual(Array(5).fill(null));
    expect(ended).toEqual(Array(5).fill("other"));

    const failures = await Promise.all(waiting);
    expect(Date.now() - began).toBeLessThan(inTime);
    for (const failure of failures) {
      expect(failure.errors).toMatchObject([
        { message: "Too many changes are waiting. Nothing was changed; try again in 1 s." },
      ]);
      expect(codeOf(failure)).toBe("RATE_LIMITED");
    }
  } finally {
    await lock.release();
  }

  expect(codeOf(await addTask(ada, stuck.projectId))).toBe(null);
  expect(codeOf(await addTask(grace, stuck.projectId))).toBe(null);
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
    expect(codeOf(await broken)).toBe("UNAVAILABLE");
  } finally {
    await lock.release();
  }

  const after = await ada.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "After" } });
  expect(after.updateTask).toMatchObject({ seq: 3, task: { title: "After", version: 1 } });
  const events = await stream.until(({ extensions }) => extensions?.["seq"] === 3);
  expect(events).toHaveLength(1);
});

it("stops no stream: live ones, replays of the stuck project and new subscriptions go on", async () => {
  const [stuck, other] = [await createBoard(ada), await createBoard(ada)];
  const boards = [stuck, other];
  for (const board of boards) await board.addMember(grace, "MEMBER");
  const people = [ada, grace];
  const ofStuck = [ada.watch({ projectId: stuck.projectId })];
  const ofOther = people.map((person) => person.watch({ projectId: other.projectId }));
  for (const stream of [...ofStuck, ...ofOther]) expect(await take(stream, 1)).toEqual(["Ready 2"]);

  const addTask = (projectId: string) => ada.request(CreateTaskDocument, { input: { projectId, title: "A task" } });
  const lock = await holdProject(pair.databaseUrl, stuck.projectId);
  try {
    const waiting = addTask(stuck.projectId);
    await lock.waiting(1);
    await addTask(other.projectId);
    for (const stream of ofOther) expect(await take(stream, 1)).toEqual([3]);
    // On the second instance nobody has followed the stuck project so far: there it is read from the log.
    for (const person of people) {
      const fromNow = person.watch({ projectId: stuck.projectId });
      expect(await take(fromNow, 1)).toEqual(["Ready 2"]);
      const replay = person.watch({ projectId: stuck.projectId, since: 0 });
      expect(await take(replay, 3)).toEqual([1, 2, "Ready 2"]);
      ofStuck.push(fromNow, replay);
    }
    await lock.release();
    await waiting;
  } finally {
    await lock.release();
  }
  await addTask(stuck.projectId);
  const last = await stuck.seq();
  for (const stream of ofStuck) expect(await take(stream, last - 2)).toEqual(range(3, last));
});

it("asks nothing more on a connection that was not answered in time, and keeps it for nobody", async () => {
  const { projectId } = await createBoard(ada);
  const proxy = await startPostgresProxy(pair.databaseUrl);
  const pool = new Pool({ connectionString: proxy.url, query_timeout: 2_000 });
  try {
    const context = {
      viewer: {
        userId: ada.id,
        name: ada.name,
        email: ada.email,
        expiresAt: Number.POSITIVE_INFINITY,
        sessionId: null,
        access: null,
      },
      pool,
      log: createProjectLog({ pool, logPool: pool, replayPool: pool }),
      inbox: { log: createInboxLog({ pool, logPool: pool, replayPool: pool }), renames: { tell: () => {} } },
      merger: new TextMerger(pool),
      itemProjects: new Map(),
      answeredAt: () => {},
      verifiesAddresses: false,
      restoreDays: 30,
      storageLimits: unlimitedStorage,
      origin: { address: null, userAgent: null },
    };
    await changeProject(context, createTask, { projectId, title: "Before" });
    expect(pool.idleCount).toBe(1);
    proxy.stall();
    const statements = await recordStatements(async () => {
      await expect(changeProject(context, createTask, { projectId, title: "Meanwhile" })).rejects.toThrow(
        "Query read timeout",
      );
    });
    expect(statements).toContain("BEGIN ISOLATION LEVEL READ COMMITTED");
    expect(statements).not.toContain("ROLLBACK");
    expect(pool.totalCount).toBe(0);
    proxy.resume();
    expect(await changeProject(context, createTask, { projectId, title: "After" })).toMatchObject({ seq: 3 });
  } finally {
    await pool.end();
    await proxy.close();
  }
});
