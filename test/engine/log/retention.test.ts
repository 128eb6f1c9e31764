import { pino } from "pino";
import { afterEach, beforeEach, expect, inject, it, vi } from "vitest";
import { pruneLog } from "../../../src/engine/log/prune-log.ts";
import { startRetention } from "../../../src/engine/log/retention.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { createTask } from "../../../src/operations/create-task.ts";
import { countActivity, listActivity } from "../../../src/operations/list-activity.ts";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import { projectTables } from "../../../src/operations/project-log.ts";
import { startInstance } from "../../support/instance.ts";
import { range } from "../../support/range.ts";
import { change, createStage, type Stage, take } from "../../support/stage.ts";

const days = 7;
const never = new AbortController().signal;

let stage: Stage;
let ada: OperationContext;
let projectId: string;

beforeEach(async () => {
  stage = await createStage({ ringBytes: 4_000 });
  ada = await stage.user("ada");
  projectId = await stage.project(ada);
  await change(ada, projectId);
});

afterEach(() => stage.close());

it("prunes what is older than so many days, and nothing else", async () => {
  const young = await stage.project(ada);
  await stage.backfill(projectId, 448);
  await age(250);
  expect(await prune()).toBe(250);
  expect(await readLog()).toEqual(range(251, 450));
  expect(await countActivity(ada.pool, ada.viewer.userId, [projectId, young])).toEqual([200, 1]);
  expect(await prune()).toBe(0);
});

it("prunes whole logs, and the numbers go on", async () => {
  await age(2);
  expect(await prune()).toBe(2);
  expect(await countActivity(ada.pool, ada.viewer.userId, [projectId])).toEqual([0]);
  const stream = await stage.watch(ada, { projectId, since: 2 });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([3]);
  expect(await readLog()).toEqual([3]);
  await stream.return();
});

it("gives Resync to a replay that meets what is pruned meanwhile", async () => {
  await stage.backfill(projectId, 448);
  await age(350);
  const stream = await stage.watch(ada, { projectId, since: 0 });
  expect(await take(stream, 100)).toEqual(range(1, 100));
  expect(await prune()).toBe(350);
  const rest = await take(stream, 102);
  expect(rest).toEqual([...range(101, 200), "Resync TOO_OLD 450", "Ready 450"]);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([451]);
  await stream.return();
});

it("forgets clientMutationIds together with the log", async () => {
  const input = { projectId, title: "Once", clientMutationId: "1" };
  const { seq } = await changeProject(ada, createTask, input);
  expect((await changeProject(ada, createTask, input)).seq).toBe(seq);
  await age(seq);
  await prune();
  expect((await changeProject(ada, createTask, input)).seq).toBe(seq + 1);
});

it("loses and counts nothing twice when several instances prune while others write", async () => {
  await stage.backfill(projectId, 998);
  await age(750);
  const writing = change(ada, projectId, 50);
  const pruned = await Promise.all(range(1, 5).map(prune));
  await writing;
  expect(pruned.reduce((sum, count) => sum + count, 0)).toBe(750);
  expect(await readLog()).toEqual(range(751, 1_050));
  expect(await countActivity(ada.pool, ada.viewer.userId, [projectId])).toEqual([300]);
});

it("waits for a writer, and then prunes and counts what it would have", async () => {
  await age(2);
  const writer = await ada.pool.connect();
  await writer.query("BEGIN");
  await writer.query("UPDATE project_heads SET at = now() WHERE project_id = $1", [projectId]);
  const pruning = prune();
  await vi.waitFor(async () => expect(await countWaiting()).toBe(1));
  await writer.query("COMMIT");
  writer.release();
  expect(await pruning).toBe(2);
  expect(await countActivity(ada.pool, ada.viewer.userId, [projectId])).toEqual([0]);
});

it("skips a project that somebody holds for too long, tells of it, and prunes the others", async () => {
  const held = await stage.project(ada);
  await change(ada, held);
  await stage.query("UPDATE activities SET at = at - interval '8 days'");
  const holder = await ada.pool.connect();
  await holder.query("BEGIN");
  await holder.query("UPDATE project_heads SET at = now() WHERE project_id = $1", [held]);
  expect(await pruneLog(ada.pool, projectTables, days, never)).toEqual({
    pruned: 2,
    skipped: [{ streamId: held, reason: expect.stringContaining("lock timeout") }],
  });
  await holder.query("ROLLBACK");
  holder.release();
  expect(await countActivity(ada.pool, ada.viewer.userId, [projectId, held])).toEqual([0, 2]);
  expect(await prune()).toBe(2);
});

it("stops after the batch under way when it is ended", async () => {
  await stage.backfill(projectId, 998);
  await age(1_000);
  await startRetention({
    pool: ada.pool,
    tables: projectTables,
    days,
    interval: 1,
    logger: pino({ level: "silent" }),
  })();
  const [count = 0] = await countActivity(ada.pool, ada.viewer.userId, [projectId]);
  expect(count).toBeGreaterThanOrEqual(900);
  expect(await readLog()).toEqual(range(1_001 - count, 1_000));
});

it("prunes again and again, also after a round that failed", async () => {
  const logger = pino({ level: "silent" });
  const warn = vi.spyOn(logger, "warn");
  await stage.query("ALTER TABLE activities RENAME TO elsewhere");
  const end = startRetention({ pool: ada.pool, tables: projectTables, days, interval: 1, logger });
  await vi.waitFor(() => expect(warn).toHaveBeenCalled());
  await stage.query("ALTER TABLE elsewhere RENAME TO activities");
  await age(1);
  await vi.waitFor(async () => expect(await readLog()).toEqual([2]));
  await age(2);
  await vi.waitFor(async () => expect(await readLog()).toEqual([]));
  await end();
});

it("is what an instance does that is given ACTIVITY_RETENTION_DAYS", async () => {
  await age(1);
  const { rows } = await ada.pool.query<{ name: string }>("SELECT current_database() AS name");
  const databaseUrl = new URL(`/${rows[0]?.name}`, inject("postgres").url).href;
  const instance = await startInstance(databaseUrl, { ACTIVITY_RETENTION_DAYS: String(days) });
  await vi.waitFor(async () => expect(await readLog()).toEqual([2]));
  await instance.close();
});

/** Number of changes that a round without skips prunes. */
async function prune(): Promise<number> {
  const { pruned, skipped } = await pruneLog(ada.pool, projectTables, days, never);
  expect(skipped).toEqual([]);
  return pruned;
}

/** Makes the changes up to this number older than is kept. */
async function age(seq: number): Promise<void> {
  await stage.query("UPDATE activities SET at = at - interval '8 days' WHERE project_id = $1 AND seq <= $2", [
    projectId,
    seq,
  ]);
}

/** Number of connections that wait for a lock. */
async function countWaiting(): Promise<number | null> {
  const { rowCount } = await ada.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rowCount;
}

/** The numbers that the log still has, as history pages show them. */
async function readLog(): Promise<number[]> {
  const [page] = await listActivity(ada.pool, ada.viewer.userId, [projectId], { first: 10_000, after: undefined });
  return (page?.nodes ?? []).map(({ seq }) => seq).reverse();
}
