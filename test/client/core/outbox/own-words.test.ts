import { describe, expect, it } from "vitest";
import { dismissIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import { grace, projectId } from "../model/fake-server.ts";
import { conflictsOf, inputsOf, type OutboxScene, refusedOf, startScene, titleOf } from "./outbox-scene.ts";

const taskId = "task-0";

describe("own words", () => {
  it("typed last count, also after the clock was set back: in a conflict", async () => {
    const scene = startScene();
    scene.submit(titleOf(0, "One"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(8);
    scene.environment.shift = -3_600_000;
    scene.submit(titleOf(0, "Two"));
    await scene.time.advance(1_000);
    expect(conflictsOf(scene).map(({ change }) => change)).toEqual([titleOf(0, "Two")]);
  });

  it("typed last count, also after the clock was set back: from one editor", () => {
    const scene = startScene();
    const seen = scene.store.task(taskId);
    scene.outbox.submit(scene.store.projectId, titleOf(0, "One"), seen);
    scene.environment.shift = -60_000;
    scene.outbox.submit(scene.store.projectId, titleOf(0, "Two"), seen);
    expect([inputsOf(scene), scene.store.task(taskId)?.title]).toEqual([[{ taskId, title: "Two" }], "Two"]);
  });

  it("typed last count, also after the clock was set back: after what the server has confirmed", async () => {
    const scene = startScene();
    const seen = scene.store.task(taskId);
    scene.runner.start();
    scene.submit(titleOf(0, "One"));
    await scene.time.advance(1_000);
    scene.environment.shift = -60_000;
    scene.outbox.submit(scene.store.projectId, titleOf(0, "Two"), seen);
    await scene.time.advance(1_000);
    expect([scene.outbox.intents, scene.server.data.tasks.get(taskId)?.value.title]).toEqual([[], "Two"]);
  });

  it("typed last count, also after the clock was set back: a deletion", () => {
    const scene = startScene();
    scene.submit(titleOf(0, "One"));
    scene.environment.shift = -60_000;
    scene.submit({ kind: "deleteTask", input: { taskId } });
    expect(inputsOf(scene)).toEqual([{ taskId }]);
  });

  it("stay in a conflict, with what was typed since, until they are resolved or dismissed", async () => {
    const scene = startScene();
    const first = scene.submit(titleOf(0, "Mine"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(8);
    const newer = scene.submit(titleOf(0, "Mine, newer"));
    await scene.time.advance(1_000);
    const [conflict, ...others] = conflictsOf(scene);
    expect(others).toEqual([]);
    expect([first, newer].map(({ id }) => scene.outbox.find(id))).toEqual([conflict, conflict]);
    expect(conflict?.change.input).toEqual({ taskId, title: "Mine, newer" });
    expect(conflict?.standing).toMatchObject({ fields: ["TITLE"], current: { title: "Hers" } });
    expect(scene.store.task(taskId)?.title).toBe("Hers");
    void scene.resolve(newer.id, titleOf(0, "Both"));
    expect([first, newer].map(({ id }) => scene.outbox.find(id)?.change)).toEqual(Array(2).fill(titleOf(0, "Both")));
    await scene.time.advance(1_000);
    expect([scene.outbox.intents, scene.store.task(taskId)?.title]).toEqual([[], "Both"]);
  });

  it.each(["removed", "deleted", "not-found"] as const)("stay when the project is %s; other people's go", (reason) => {
    const scene = startScene();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "createComment", input: { taskId, body: "My comment" } });
    scene.store.receive({ kind: "ended", reason });
    expect(refusedOf(scene).map(({ change }) => change.input)).toEqual([
      { taskId, title: "Mine" },
      expect.objectContaining({ body: "My comment" }),
    ]);
    expect(scene.store.task(taskId)).toBeUndefined();
    expect(scene.store.toCopy()).toBeNull();
  });

  it("put in after the end of the project are those of any other change: with an id and the server's line ends", async () => {
    const scene = startScene();
    await scene.time.advance(100);
    scene.store.receive({ kind: "ended", reason: "removed" });
    const { id } = scene.submit({ kind: "createTask", input: { title: "New", description: "one\r\ntwo" } });
    expect(refusedOf(scene)).toMatchObject([{ id, standing: { code: "FORBIDDEN" } }]);
    expect(inputsOf(scene)).toEqual([{ id, title: "New", description: "one\ntwo" }]);
    const seen = scene.server.board().tasks.find((task) => task.id === taskId);
    scene.outbox.submit(scene.store.projectId, titleOf(0, "Mine"), seen);
    await scene.time.advance(100);
    expect(JSON.stringify([...scene.disk.intents.values()])).not.toContain("Task 0");
    scene.follow();
    for (const each of refusedOf(scene)) void retryIntent(scene.outbox, each.id);
    scene.runner.start();
    await scene.time.advance(1_000);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.store.task(id)?.description).toBe("one\ntwo");
    expect(scene.store.task(taskId)?.title).toBe("Mine");
  });

  it("stay alone of what is held when the access is lost: in conflicts, refusals and deletions, also on disk", async () => {
    const scene = await holdAll();
    const before = inputsOf(scene);
    expect(JSON.stringify([...scene.disk.intents.values()])).toContain("Hers");
    scene.store.receive({ kind: "ended", reason: "removed" });
    await scene.time.advance(100);
    expect(inputsOf(scene)).toEqual(before);
    expect(scene.outbox.intents.map(({ standing }) => standing.kind)).toEqual(["conflict", "refused", "refused"]);
    const [conflict] = conflictsOf(scene);
    expect(conflict?.standing).toMatchObject({ fields: ["TITLE"], current: null });
    for (const intents of [scene.outbox.intents, [...scene.disk.intents.values()]]) {
      expect(intents).toHaveLength(3);
      const text = JSON.stringify(intents);
      expect(text).toContain("Mine");
      for (const others of ["Hers", "Task 0", "Task 1", "Task 2", "three"]) expect(text).not.toContain(others);
    }
    // A project that is looked for again ends again, and nothing is written for it.
    const { intents } = scene.outbox;
    scene.store.receive({ kind: "ended", reason: "not-found" });
    expect(scene.outbox.intents).toBe(intents);
  });

  it("refused for a lost access overwrite nothing that others wrote meanwhile, once it is back", async () => {
    const scene = await holdAll();
    scene.store.receive({ kind: "ended", reason: "removed" });
    await scene.time.advance(100);
    for (const id of [1, 2]) scene.server.change(grace, "updateTask", { taskId: `task-${id}`, title: "Meanwhile" });
    scene.follow();
    for (const { id } of refusedOf(scene)) void retryIntent(scene.outbox, id);
    scene.runner.start();
    await scene.time.advance(5_000);
    expect(conflictsOf(scene).map(({ change }) => change.kind)).toEqual(["updateTask", "updateTask", "deleteTask"]);
    for (const id of [1, 2]) expect(scene.store.confirmed?.tasks.get(`task-${id}`)?.title).toBe("Meanwhile");
    // The person decides with the values of now in sight.
    const [conflict] = conflictsOf(scene);
    void scene.resolve(conflict?.id ?? "");
    await scene.time.advance(1_000);
    expect(scene.store.confirmed?.tasks.get(taskId)?.title).toBe("Mine 0");
  });

  it.each(["unauthenticated", "failed"] as const)("wait when the stream is %s", (reason) => {
    const scene = startScene();
    scene.submit(titleOf(0, "Mine"));
    scene.store.receive({ kind: "ended", reason });
    expect(scene.outbox.pendingOf(projectId)).toHaveLength(1);
    expect(scene.store.task(taskId)?.title).toBe("Mine");
  });

  it.each(["resolved", "dismissed"])("stay beside a conflict that another tab has %s meanwhile", async (action) => {
    const scene = startScene();
    const { id } = scene.submit(titleOf(0, "Mine"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(1_000);
    const tab = scene.openTab();
    tab.follow();
    void tab.outbox.reread();
    await scene.time.advance(100);
    expect([scene, tab].map((each) => conflictsOf(each).length)).toEqual([1, 1]);
    void (action === "resolved" ? scene.resolve(id, titleOf(0, "One")) : dismissIntent(scene.outbox, id));
    await scene.time.advance(100);
    // It has not read yet what the other tab has decided.
    void tab.resolve(id, titleOf(0, "Two"));
    tab.runner.start();
    await scene.time.advance(1_000);
    const logged = scene.server.data.log.filter((event) => "task" in event && "title" in event.task);
    const titles = JSON.stringify([logged, conflictsOf(tab).map(({ change }) => change)]);
    expect(titles).toContain('"title":"Two"');
    expect(titles.includes('"title":"One"')).toBe(action === "resolved");
    expect(tab.outbox.pendingOf(projectId)).toEqual([]);
  });

  it("are sent once where both tabs resolve a conflict in the same way", async () => {
    const scene = startScene();
    const { id } = scene.submit(titleOf(0, "Mine"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(1_000);
    scene.runner.stop();
    const tab = scene.openTab();
    tab.follow();
    void tab.outbox.reread();
    await scene.time.advance(100);
    for (const { resolve } of [scene, tab]) {
      void resolve(id, titleOf(0, "Both"));
      await scene.time.advance(100);
    }
    expect(inputsOf(tab)).toEqual([{ taskId, title: "Both" }]);
  });

  it("stay in a dismissed conflict that another tab has written into meanwhile", async () => {
    const scene = startScene();
    const { id } = scene.submit(titleOf(0, "Mine"));
    scene.store.receive({ kind: "ended", reason: "removed" });
    await scene.time.advance(10);
    const [stored] = scene.disk.intents.values();
    if (!stored) throw new Error("It is not on disk.");
    scene.disk.intents.set(stored.id, { ...stored, revision: stored.revision + 1, change: titleOf(0, "Newer") });
    void dismissIntent(scene.outbox, String(id));
    await scene.time.advance(50);
    expect(inputsOf(scene)).toEqual([{ taskId, title: "Newer" }]);
  });
});

/** A scene with a conflict over Grace's title, an edit that waits, and a deletion that has taken an edit out. */

async function holdAll(): Promise<OutboxScene> {
  const scene = startScene();
  scene.submit(titleOf(0, "Mine 0"));
  scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
  scene.runner.start();
  await scene.time.advance(1_000);
  scene.runner.stop();
  scene.submit(titleOf(1, "Mine 1"));
  scene.submit({ kind: "updateTask", input: { taskId: "task-2", description: "Mine 2" } });
  scene.submit({ kind: "deleteTask", input: { taskId: "task-2" } });
  await scene.time.advance(100);
  expect(scene.outbox.intents.map(({ standing }) => standing.kind)).toEqual(["conflict", "waiting", "waiting"]);
  return scene;
}
