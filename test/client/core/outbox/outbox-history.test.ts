import { describe, expect, it } from "vitest";
import { dismissIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace, projectId } from "../model/fake-server.ts";
import { conflictsOf, type OutboxScene, startScene, titleOf, told } from "./outbox-scene.ts";

const taskId = "task-0";

describe("after a restore of the server", () => {
  /** The intent was sent before, and its answer lost, or it was not sent. */
  describe.each([true, false])("a change that was sent (%s)", (isSent) => {
    async function restore(change: (scene: OutboxScene) => void): Promise<OutboxScene> {
      const scene = startScene();
      scene.server.change(grace, "updateTask", { taskId, priority: "LOW" });
      await scene.time.advance(100);
      scene.script.push({ kind: "timeout" });
      if (isSent) scene.runner.start();
      scene.submit(titleOf(0, "Mine"));
      await scene.time.advance(9);
      scene.runner.stop();
      scene.store.receive({ kind: "interrupted" });
      scene.server.restore();
      change(scene);
      scene.follow(true);
      await scene.time.advance(10);
      scene.runner.start();
      await scene.time.advance(5_000);
      return scene;
    }

    it("goes on where the item has what the person saw", async () => {
      const scene = await restore(() => {});
      expect([scene.outbox.intents, scene.store.task(taskId)?.title]).toEqual([[], "Mine"]);
      expect(scene.server.data.seq).toBe(5);
    });

    it("is done where the item says the same", async () => {
      const scene = await restore(({ server }) => server.change(grace, "updateTask", { taskId, title: "Mine" }));
      expect([scene.outbox.pendingOf(projectId), scene.store.task(taskId)?.title]).toEqual([[], "Mine"]);
    });

    it("is a conflict with its text where the item differs", async () => {
      const scene = await restore(({ server }) => server.change(grace, "updateTask", { taskId, title: "Hers" }));
      expect(conflictsOf(scene).map(({ change }) => change)).toEqual([titleOf(0, "Mine")]);
      expect(scene.store.task(taskId)?.title).toBe("Hers");
    });
  });

  it("a creation that was lost is made again, once", async () => {
    const scene = startScene();
    scene.runner.start();
    scene.submit({ kind: "createTask", input: { title: "New" } });
    await scene.time.advance(15);
    scene.store.receive({ kind: "interrupted" });
    scene.server.restore();
    await scene.time.advance(100);
    scene.follow(true);
    await scene.time.advance(5_000);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.server.data.log.filter(({ __typename }) => __typename === "TaskCreated")).toHaveLength(5);
  });
});

it("a deletion after a restore builds on the edit on which those were typed that it cancels", async () => {
  const scene = startScene();
  const describeTask = (description: string): Change => ({ kind: "updateTask", input: { taskId, description } });
  scene.script.push({ kind: "timeout" });
  scene.runner.start();
  scene.submit(describeTask("sent"));
  await scene.time.advance(9);
  scene.runner.stop();
  scene.submit(describeTask("sent, and more"));
  scene.submit({ kind: "deleteTask", input: { taskId } });
  scene.store.receive({ kind: "interrupted" });
  scene.server.restore();
  scene.follow(true);
  await scene.time.advance(10);
  scene.runner.start();
  await scene.time.advance(5_000);
  expect([conflictsOf(scene), scene.server.data.tasks.has(taskId)]).toEqual([[], false]);
});

it.each(["edit", "comment"])("an own %s returns with a deletion that a restored server refuses", async (kind) => {
  const scene = startScene();
  const { server, store, time, outbox } = scene;
  server.onCommit = () => {};
  scene.runner.start();
  scene.submit(kind === "edit" ? titleOf(0, "Mine") : { kind: "createComment", input: { taskId, body: "Mine" } });
  await time.advance(20);
  const { id } = scene.submit({ kind: "deleteTask", input: { taskId } });
  await time.advance(20);
  expect(outbox.intents.map(({ standing }) => standing.kind)).toEqual(["answered", "answered"]);
  store.receive({ kind: "interrupted" });
  server.restore();
  for (const priority of ["LOW", "HIGH"]) server.change(grace, "updateTask", { taskId, priority });
  // The stream goes on at a number that both histories have.
  store.receive({ kind: "events", events: server.eventsAfter(4), seq: server.data.seq, cursor: server.cursor });
  store.receive({ kind: "ready", seq: server.data.seq, cursor: server.cursor, present: [] });
  await time.advance(1_000);
  expect(conflictsOf(scene).map((each) => each.id)).toEqual([id]);
  await told(scene, dismissIntent(outbox, id));
  await time.advance(1_000);
  const task = server.data.tasks.get(taskId)?.value;
  expect([outbox.pendingOf(projectId).every(({ standing }) => standing.kind === "answered"), task]).toMatchObject([
    true,
    kind === "edit" ? { title: "Mine" } : { commentCount: 1 },
  ]);
});

describe("a tab that begins after a restore sends what was answered before", () => {
  /** A creation stands as answered on disk: the tab has ended before its event came. The server has lost it. */
  async function restoreAnswered(titles: readonly string[]): Promise<OutboxScene> {
    const scene = startScene();
    scene.server.onCommit = () => {};
    scene.runner.start();
    scene.submit({ kind: "createTask", input: { title: "New" } });
    await scene.time.advance(20);
    expect([...scene.disk.intents.values()].map(({ standing }) => standing)).toEqual([{ kind: "answered", seq: 5 }]);
    scene.runner.stop();
    scene.server.restore();
    for (const title of titles) scene.server.change(grace, "updateTask", { taskId, title });
    return scene.openTab();
  }

  it.each([
    { name: "where the project has passed its number", titles: ["One", "Two"], isLate: false },
    { name: "where the project has not reached its number", titles: [], isLate: false },
    { name: "where the disk is read after the project has passed its number", titles: ["One", "Two"], isLate: true },
    { name: "where the disk is read later, and the project has not reached its number", titles: [], isLate: true },
  ])("$name", async ({ titles, isLate }) => {
    const tab = await restoreAnswered(titles);
    tab.disk.isFull = isLate;
    void tab.outbox.reread();
    await tab.time.advance(100);
    tab.follow();
    tab.runner.start();
    tab.disk.isFull = false;
    await tab.time.advance(6_000);
    expect(tab.server.data.log.map(({ __typename }) => __typename).slice(4 + titles.length)).toEqual(["TaskCreated"]);
    expect(tab.outbox.intents).toEqual([]);
  });

  it("where the disk tells of it before the answer to another change comes", async () => {
    const tab = await restoreAnswered(["One", "Two"]);
    tab.follow();
    await tab.time.advance(10);
    tab.submit(titleOf(1, "Mine"));
    tab.runner.start();
    await tab.time.advance(6_000);
    const titles = [...tab.server.data.tasks.values()].map(({ value }) => value.title);
    expect([titles, tab.outbox.intents]).toEqual([["Two", "Mine", "Task 2", "Task 3", "New"], []]);
  });
});

it("a change whose answer the server may have forgotten is compared before it is sent again", async () => {
  const scene = startScene();
  scene.script.push({ kind: "timeout" });
  scene.runner.start();
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(15);
  scene.runner.stop();
  scene.store.receive({ kind: "interrupted" });
  scene.server.data.remembered.clear();
  scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
  scene.time.now += 8 * 24 * 60 * 60 * 1_000;
  scene.runner.start();
  await scene.time.advance(100);
  const tries = scene.requests.length;
  scene.follow();
  await scene.time.advance(5_000);
  expect(scene.requests).toHaveLength(tries);
  expect(conflictsOf(scene)).toHaveLength(1);
});

it("an answer that could not be stored before a restore retires nothing of the lost history later", async () => {
  const scene = startScene();
  const { server, disk, outbox, runner, time } = scene;
  server.onCommit = () => {};
  runner.start();
  scene.submit({ kind: "createTask", input: { title: "New" } });
  await time.advance(10);
  disk.isFull = true;
  await time.advance(10);
  expect(outbox.intents.map(({ standing }) => standing.kind)).toEqual(["answered"]);
  expect([...disk.intents.values()].map(({ standing }) => standing.kind)).toEqual(["waiting"]);
  runner.stop();
  scene.store.receive({ kind: "interrupted" });
  server.restore();
  for (const title of ["One", "Two"]) server.change(grace, "updateTask", { taskId, title });
  scene.follow();
  disk.isFull = false;
  void outbox.reread();
  await time.advance(10);
  runner.start();
  await time.advance(1_000);
  expect(server.data.log.map(({ __typename }) => __typename).slice(6)).toEqual(["TaskCreated"]);
});
