import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPurge } from "../../src/operations/purge-deleted.ts";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { DeleteProjectDocument, InviteMemberDocument, RestoreTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let pool: Pool;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  pool = new Pool({ connectionString: database.url, max: 4 });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await pool.end();
  await instance.close();
  await database.close();
});

async function readItems(projectId: string) {
  const { rows } = await pool.query<{ count: number; contents: number }>(
    "SELECT count(*)::int, count(content)::int AS contents FROM deleted_items WHERE project_id = $1",
    [projectId],
  );
  return rows[0];
}

it("removes old contents in batches, from several instances at once, and keeps the ids", async () => {
  const board = await createBoard(ada);
  const { projectId } = board;
  const { id: taskId } = await board.createTask();
  await pool.query(
    `INSERT INTO comments (id, task_id, author_id, body, created_seq, created_at, updated_at)
     SELECT gen_random_uuid(), $1, $2, repeat('x', 500), n, now(), now() FROM generate_series(100, 449) n`,
    [taskId, ada.id],
  );
  await board.deleteTask(taskId);
  const { id: young } = await board.createTask();
  expect(await readItems(projectId)).toEqual({ count: 351, contents: 351 });
  await pool.query("UPDATE deleted_items SET deleted_at = now() - interval '31 days' WHERE project_id = $1", [
    projectId,
  ]);
  await board.deleteTask(young);

  const options = { pool, days: 30, interval: 5, logger: pino({ level: "silent" }) };
  const ends = [startPurge(options), startPurge(options)];
  await expect.poll(() => readItems(projectId)).toEqual({ count: 352, contents: 1 });
  await Promise.all(ends.map((end) => end()));

  expect(codeOf(await ada.request(RestoreTaskDocument, { input: { taskId } }))).toBe("NOT_FOUND");
  await ada.expect(RestoreTaskDocument, { input: { taskId: young } });
});

it("waits for nobody who restores an item, and takes it in a later round", async () => {
  const board = await createBoard(ada);
  const { projectId } = board;
  const [held, free] = [await board.createTask(), await board.createTask()];
  for (const { id } of [held, free]) await board.deleteTask(id);
  await pool.query("UPDATE deleted_items SET deleted_at = now() - interval '31 days' WHERE project_id = $1", [
    projectId,
  ]);
  const holder = await pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT FROM deleted_items WHERE id = $1 FOR UPDATE", [held.id]);
  const end = startPurge({ pool, days: 30, interval: 5, logger: pino({ level: "silent" }) });
  await expect.poll(() => readItems(projectId)).toEqual({ count: 2, contents: 1 });
  await holder.query("COMMIT");
  holder.release();
  await expect.poll(() => readItems(projectId)).toEqual({ count: 2, contents: 0 });
  await end();
});

it("goes on with other projects while the lock of one is held for too long, whichever comes first", async () => {
  const [one, other] = await Promise.all([createBoard(ada), createBoard(ada)]);
  const impatient = new Pool({ connectionString: database.url, max: 1, lock_timeout: 50 });
  for (const [held, free] of [
    [one, other],
    [other, one],
  ] as const) {
    for (const board of [held, free]) await board.deleteTask((await board.createTask()).id);
    await pool.query("UPDATE deleted_items SET deleted_at = now() - interval '31 days' WHERE project_id = ANY($1)", [
      [held.projectId, free.projectId],
    ]);
    const holder = await pool.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM project_heads WHERE project_id = $1 FOR UPDATE", [held.projectId]);
    const end = startPurge({ pool: impatient, days: 30, interval: 5, logger: pino({ level: "silent" }) });
    await expect.poll(() => readItems(free.projectId)).toMatchObject({ contents: 0 });
    expect(await readItems(held.projectId)).toMatchObject({ contents: 1 });
    await holder.query("COMMIT");
    holder.release();
    await expect.poll(() => readItems(held.projectId)).toMatchObject({ contents: 0 });
    await end();
  }
  await impatient.end();
});

it("removes invitations that have expired, and keeps those of a deleted project, which may be restored", async () => {
  const board = await createBoard(ada);
  const { projectId } = board;
  const invite = async (email: string) => {
    const { inviteMember } = await ada.expect(InviteMemberDocument, { input: { projectId, email, role: "MEMBER" } });
    return inviteMember?.invitation.id;
  };
  const [expired, open] = [await invite("old@example.com"), await invite("new@example.com")];
  await ada.expect(DeleteProjectDocument, { input: { projectId } });
  await pool.query("UPDATE invitations SET expires_at = now() WHERE id = $1", [expired]);
  const left = async () => (await pool.query("SELECT id FROM invitations WHERE project_id = $1", [projectId])).rows;
  const end = startPurge({ pool, days: 30, interval: 5, logger: pino({ level: "silent" }) });
  await expect.poll(left).toEqual([{ id: open }]);
  await end();
});
