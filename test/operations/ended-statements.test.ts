import { parse } from "graphql";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdLog } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { DATABASE_LOCK_TIMEOUT_SECONDS: "3", DATABASE_STATEMENT_TIMEOUT_SECONDS: "4" };
  instance = await startInstance(database.url, variables, {}, logger);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
  expect(lines.filter(({ level, err }) => level >= 50 || err)).toEqual([]);
});

const message = "The database cannot be reached. Nothing was done; try again.";

it("repeats a change that PostgreSQL ended to resolve a deadlock", async () => {
  const board = await createBoard(ada);
  const task = await board.createTask({ title: "Before" });
  const [other, observer] = [new Client(database.url), new Client(database.url)];
  await Promise.all([other.connect(), observer.connect()]);
  await other.query("SET deadlock_timeout = '1min'; BEGIN");
  await other.query("SELECT FROM tasks WHERE id = $1 FOR UPDATE", [task.id]);
  const change = ada.request(UpdateTaskDocument, { input: { taskId: task.id, title: "After" } });
  await untilWaiting(observer);
  const locked = other.query("SELECT FROM project_heads WHERE project_id = $1 FOR UPDATE", [board.projectId]);
  // PostgreSQL ends the change, whose wait it looks at after a second; what the change locked comes here.
  await locked;
  await other.query("COMMIT");
  await Promise.all([other.end(), observer.end()]);
  const answer = await change;
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({ updateTask: { seq: 3, task: { title: "After", version: 1 } } });
});

it("tells that nothing was done when a change waits too long for a table", async () => {
  const board = await createBoard(ada);
  const task = await board.createTask({ title: "Before" });
  const lock = await holdLog(database.url);
  try {
    const answer = await ada.request(UpdateTaskDocument, { input: { taskId: task.id, title: "After" } });
    expect(answer.errors).toMatchObject([{ message, extensions: { code: "UNAVAILABLE", outcome: "NOTHING_DONE" } }]);
  } finally {
    await lock.release();
  }
  expect(await board.seq()).toBe(2);
});

it("tells that nothing was done when a statement of a change runs for too long", async () => {
  const board = await createBoard(ada);
  await administer(
    database.url,
    `CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'`,
  );
  await administer(database.url, "CREATE TRIGGER sleep BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION sleep()");
  const input = { projectId: board.projectId, title: "A task" };
  const answer = await ada.request(CreateTaskDocument, { input });
  await administer(database.url, "DROP TRIGGER sleep ON tasks");
  expect(answer.errors).toMatchObject([{ message, extensions: { code: "UNAVAILABLE", outcome: "NOTHING_DONE" } }]);
  expect(await board.seq()).toBe(1);
});

it.each(["HTTP", "WebSocket"])(
  "tells over %s that the outcome is unknown when only what a committed change answers cannot be read",
  async (way) => {
    const board = await createBoard(ada);
    const query = `mutation ($input: CreateTaskInput!) {
      createTask(input: $input) { seq task { comments(first: 1) { nodes { id } } } }
    }`;
    const variables = { input: { projectId: board.projectId, title: "A task" } };
    const client = new Client(database.url);
    await client.connect();
    await client.query("BEGIN; LOCK TABLE comments IN ACCESS EXCLUSIVE MODE");
    const answer = await (way === "HTTP"
      ? ada.request(parse(query), variables)
      : execute(ada.socket, { query, variables }));
    await client.end();
    expect(answer.errors).toMatchObject([
      {
        message: "The database cannot be reached. The outcome is unknown; try again.",
        path: ["createTask", "task", "comments"],
        extensions: { code: "UNAVAILABLE", outcome: "UNKNOWN" },
      },
    ]);
    expect(await board.seq()).toBe(2);
  },
);

/** Asks over an open connection: PostgreSQL looks for a deadlock once, a second after a wait began. */
async function untilWaiting(observer: Client): Promise<void> {
  const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await observer.query(waiting)).rowCount === 0);
}
