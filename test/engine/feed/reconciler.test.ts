import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startReconciler } from "../../../src/engine/feed/reconciler.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { deleteProject } from "../../../src/operations/delete-project.ts";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import { createOutage } from "../../support/outage.ts";
import { range } from "../../support/range.ts";
import { change, createStage, type Stage, take } from "../../support/stage.ts";

let stage: Stage;
let ada: OperationContext;
let projectId: string;
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  projectId = await stage.project(ada);
  stage.bus.carry(() => {});
});

afterEach(async () => {
  await stop?.();
  stop = undefined;
  await stage.close();
});

/** One that asks often, or only when it is called. */
function reconcile(interval = 50): void {
  const { feeds, log, bus } = stage;
  stop = startReconciler({ feeds, log, bus, interval, logger: pino({ level: "silent" }) });
}

it("finds changes of which no message came, with one query for all feeds", async () => {
  const projects = await Promise.all(range(1, 20).map(() => stage.project(ada)));
  const streams = await Promise.all(projects.map((id) => stage.watch(ada, { projectId: id, since: 1 })));
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 1"]);
  for (const id of projects) await change(ada, id);
  reconcile(3_600_000);
  for (const stream of streams) expect(await take(stream, 1)).toEqual([2]);
  expect(stage.log.reads.readHeads).toBe(1);
  await Promise.all(streams.map((stream) => stream.return()));
});

it("goes on asking, and reads no more than where the feeds stand as long as nothing is missing", async () => {
  stage.bus.carry();
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const { readStream } = stage.log.reads;
  reconcile(1);
  await vi.waitFor(() => expect(stage.log.reads.readHeads).toBeGreaterThan(5));
  expect(stage.log.reads.readStream).toBe(readStream);
  // It may be asked about a change before the message of it has arrived, which costs a read.
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  stage.bus.carry(() => {});
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([3]);
  await stream.return();
});

it("takes a feed that went on while it asked neither for behind nor for of another history", async () => {
  stage.bus.carry();
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const { readStream } = stage.log.reads;
  const round = new Promise<void>((resolve) => {
    stage.log.script("readHeads", async (read) => {
      const heads = await read();
      await change(ada, projectId);
      expect(await take(stream, 1)).toEqual([2]);
      return heads;
    });
    stage.log.script("readHeads", (read) => {
      resolve();
      return read();
    });
  });
  reconcile(1);
  await round;
  expect(stage.log.reads.readStream).toBe(readStream);
  await stream.return();
});

it("asks nothing while no feed is open", async () => {
  reconcile(1);
  await change(ada, projectId, 10);
  expect(stage.log.reads.readHeads).toBe(0);
});

it("asks at once when the bus is back, also when a round is under way that asked before", async () => {
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  stage.log.script("readHeads", async (read) => {
    const heads = await read();
    await change(ada, projectId);
    stage.bus.reconnect();
    return heads;
  });
  reconcile(3_600_000);
  expect(await take(stream, 1)).toEqual([2]);
  await change(ada, projectId);
  stage.bus.reconnect();
  expect(await take(stream, 1)).toEqual([3]);
  await stream.return();
});

it("outlasts a log that cannot be read", async () => {
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  for (const _try of range(1, 3)) stage.log.script("readHeads", () => Promise.reject(createOutage()));
  reconcile();
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  await stream.return();
});

it("finds that a project was deleted, and that one is gone", async () => {
  const gone = await stage.project(ada);
  const [first, second] = await Promise.all([stage.watch(ada, { projectId }), stage.watch(ada, { projectId: gone })]);
  expect([...(await take(first, 1)), ...(await take(second, 1))]).toEqual(["Ready 1", "Ready 1"]);
  await changeProject(ada, deleteProject, { projectId });
  await stage.query(
    `WITH h AS (DELETE FROM project_heads WHERE project_id = $1), m AS (DELETE FROM memberships WHERE project_id = $1)
     DELETE FROM activities WHERE project_id = $1`,
    [gone],
  );
  reconcile();
  expect(await take(first, 2)).toEqual([2, "done"]);
  await expect(second.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("finds that the history is another: the head behind the feed, or another token", async () => {
  await change(ada, projectId);
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await stage.query("DELETE FROM activities WHERE project_id = $1 AND seq = 2", [projectId]);
  await stage.query("UPDATE project_heads SET seq = 1 WHERE project_id = $1", [projectId]);
  reconcile();
  expect(await take(stream, 2)).toEqual(["Resync OTHER_HISTORY 1", "Ready 1"]);
  await stage.query("UPDATE activities SET token = 7 WHERE project_id = $1", [projectId]);
  expect(await take(stream, 1)).toEqual(["Resync OTHER_HISTORY 1"]);
  await stream.return();
});

it("waits for the round under way when it is ended, and begins no other", async () => {
  const stream = await stage.watch(ada, { projectId });
  let isAnswered = false;
  const begun = new Promise<void>((resolve) => {
    stage.log.script("readHeads", async (read) => {
      resolve();
      const heads = await read();
      isAnswered = true;
      return heads;
    });
  });
  reconcile(1);
  await begun;
  stage.bus.reconnect();
  await stop?.();
  expect(isAnswered).toBe(true);
  await change(ada, projectId, 5);
  stage.bus.reconnect();
  expect(stage.log.reads.readHeads).toBe(1);
  await stream.return();
});
