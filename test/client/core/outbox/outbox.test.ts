import { describe, expect, it } from "vitest";
import { dismissIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace } from "../model/fake-server.ts";
import { createOutboxScene, errorOf, type OutboxScene, titleOf } from "./outbox-scene.ts";

const taskId = "task-0";

describe("changes that were never sent", () => {
  it("a burst of edits of one field is one change with the last value", () => {
    const scene = start();
    for (const letter of "typed") scene.submit(titleOf(0, letter));
    expect(inputs(scene)).toEqual([{ taskId, title: "d" }]);
  });

  it("edits of other fields, or of other items, stay by themselves", () => {
    const scene = start();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "updateTask", input: { taskId, priority: "HIGH" } });
    scene.submit(titleOf(1, "Other"));
    expect(inputs(scene)).toHaveLength(3);
  });

  it("an edit goes into the creation of its item", () => {
    const scene = start();
    const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
    const carried = scene.submit({
      kind: "updateTask",
      input: { taskId: String(id), title: "Newer", priority: "LOW" },
    });
    expect(carried.id).toBe(id);
    expect(inputs(scene)).toEqual([{ id, title: "Newer", priority: "LOW", labelIds: [] }]);
  });

  it("labels that are added and removed add up", () => {
    const scene = start();
    const label = (add: string[], remove: string[]): Change => {
      return { kind: "updateTask", input: { taskId, priority: "LOW", addLabelIds: add, removeLabelIds: remove } };
    };
    scene.submit(label(["a", "b"], []));
    scene.submit(label(["c"], ["a"]));
    expect(inputs(scene)).toEqual([{ taskId, priority: "LOW", addLabelIds: ["b", "c"], removeLabelIds: ["a"] }]);
  });

  it("a deletion cancels the edits of its item, and an unsent item goes with all that belongs to it", () => {
    const scene = start();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "deleteTask", input: { taskId } });
    const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "createComment", input: { taskId: String(id), body: "On it" } });
    const deletion = scene.submit({ kind: "deleteTask", input: { taskId: id } });
    expect(scene.outbox.find(deletion.id)).toBeUndefined();
    expect(inputs(scene)).toEqual([{ taskId }]);
  });

  it("the last move counts, and goes where it was made", () => {
    const scene = start();
    scene.submit({ kind: "moveTask", input: { taskId, status: "DONE" } });
    scene.submit({ kind: "moveTask", input: { taskId: "task-1", status: "DONE" } });
    scene.submit({ kind: "moveTask", input: { taskId, status: "DONE", afterTaskId: "task-1" } });
    expect(inputs(scene)).toEqual([
      { taskId: "task-1", status: "DONE" },
      { taskId, status: "DONE", afterTaskId: "task-1" },
    ]);
  });

  it("an edit stays behind what it needs", () => {
    const scene = start();
    scene.submit({ kind: "updateTask", input: { taskId, priority: "LOW" } });
    const { id } = scene.submit({ kind: "createLabel", input: { name: "Red", color: "RED" } });
    scene.submit({ kind: "updateTask", input: { taskId, priority: "HIGH", addLabelIds: [String(id)] } });
    expect(scene.outbox.intents.map(({ change }) => change.kind)).toEqual(["updateTask", "createLabel", "updateTask"]);
  });

  it("can be cancelled, one by one", async () => {
    const scene = start();
    const { id } = scene.submit(titleOf(0, "Mine"));
    const cancelled = scene.outbox.cancel(String(id));
    await scene.time.advance(100);
    expect(await cancelled).toBe(true);
    expect([scene.outbox.intents, scene.store.task(taskId)?.title]).toEqual([[], "Task 0"]);
  });

  it("line ends are those of the server", () => {
    const scene = start();
    scene.submit({ kind: "updateTask", input: { taskId, description: "one\r\ntwo\rthree" } });
    expect(inputs(scene)).toEqual([{ taskId, description: "one\ntwo\nthree" }]);
  });

  it("nothing can be put in before the project is loaded", () => {
    const scene = createOutboxScene();
    expect(() => scene.submit(titleOf(0, "Mine"))).toThrow("not loaded");
  });
});

describe("a change that was sent", () => {
  it("never changes; later edits name it, and wait for its answer", async () => {
    const scene = start();
    scene.runner.start();
    scene.script.push({ kind: "timeout" });
    const first = scene.submit(titleOf(0, "First"));
    await scene.time.advance(5);
    const second = scene.submit(titleOf(0, "Second"));
    expect(scene.outbox.intents.map(({ wire }) => wire !== null)).toEqual([true, false]);
    expect(scene.outbox.intents[1]).toMatchObject({ id: second.id, following: [first.id] });
    expect(scene.store.task(taskId)?.title).toBe("Second");
    await scene.time.advance(5_000);
    expect(scene.requests.map((changes) => changes.length)).toEqual([1, 1, 1]);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.store.confirmed?.tasks.get(taskId)?.title).toBe("Second");
  });

  it("cannot be cancelled any more", async () => {
    const scene = start();
    scene.runner.start();
    scene.script.push({ kind: "timeout" });
    const { id } = scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(5);
    const cancelled = scene.outbox.cancel(String(id));
    await scene.time.advance(5);
    expect(await cancelled).toBe(false);
  });

  it("is settled by its own event when the answer is lost", async () => {
    const scene = start();
    scene.runner.start();
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(5);
    scene.server.change(scene.store.me ?? grace, "updateTask", { ...firstInput(scene) });
    scene.runner.stop();
    await scene.time.advance(100);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.store.task(taskId)?.title).toBe("Mine");
  });

  it("text typed on own text is merged onto what the server made of that", async () => {
    const scene = start();
    scene.runner.start();
    const text = (line: number, word: string): Change => {
      const lines = (scene.store.task(taskId)?.description ?? "").split("\n");
      return { kind: "updateTask", input: { taskId, description: lines.with(line, word).join("\n") } };
    };
    scene.submit(text(0, "mine"));
    await scene.time.advance(5);
    const description = ["one", "two", "three", "four", "five", "six", "theirs"].join("\n");
    scene.server.change(grace, "updateTask", { taskId, description });
    scene.submit(text(2, "mine, too"));
    await scene.time.advance(5_000);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.store.task(taskId)?.description?.split("\n")).toEqual([
      "mine",
      "two",
      "mine, too",
      "four",
      "five",
      "six",
      "theirs",
    ]);
  });
});

describe("own words", () => {
  it("stay in a conflict, with what was typed since, until they are resolved or dismissed", async () => {
    const scene = start();
    const first = scene.submit(titleOf(0, "Mine"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(8);
    const newer = scene.submit(titleOf(0, "Mine, newer"));
    await scene.time.advance(1_000);
    const [conflict, ...others] = scene.outbox.conflicts;
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
    const scene = start();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "createComment", input: { taskId, body: "My comment" } });
    scene.store.receive({ kind: "ended", reason });
    expect(scene.outbox.refused.map(({ change }) => change.input)).toEqual([
      { taskId, title: "Mine" },
      expect.objectContaining({ body: "My comment" }),
    ]);
    expect(scene.store.task(taskId)).toBeUndefined();
    expect(scene.store.toCopy()).toBeNull();
  });

  it.each(["unauthenticated", "failed"] as const)("wait when the stream is %s", (reason) => {
    const scene = start();
    scene.submit(titleOf(0, "Mine"));
    scene.store.receive({ kind: "ended", reason });
    expect(scene.outbox.pending).toHaveLength(1);
    expect(scene.store.task(taskId)?.title).toBe("Mine");
  });

  it.each(["resolved", "dismissed"])("stay beside a conflict that another tab has %s meanwhile", async (action) => {
    const scene = start();
    const { id } = scene.submit(titleOf(0, "Mine"));
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(1_000);
    const tab = scene.openTab();
    tab.follow();
    void tab.outbox.reread();
    await scene.time.advance(100);
    expect([scene, tab].map(({ outbox }) => outbox.conflicts.length)).toEqual([1, 1]);
    void (action === "resolved" ? scene.resolve(id, titleOf(0, "One")) : dismissIntent(scene.outbox, id));
    await scene.time.advance(100);
    // It has not read yet what the other tab has decided.
    void tab.resolve(id, titleOf(0, "Two"));
    tab.runner.start();
    await scene.time.advance(1_000);
    const logged = scene.server.data.log.filter((event) => "task" in event && "title" in event.task);
    const titles = JSON.stringify([logged, tab.outbox.conflicts.map(({ change }) => change)]);
    expect(titles).toContain('"title":"Two"');
    expect(titles.includes('"title":"One"')).toBe(action === "resolved");
    expect(tab.outbox.pending).toEqual([]);
  });

  it("are sent once where both tabs resolve a conflict in the same way", async () => {
    const scene = start();
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
    expect(inputs(tab)).toEqual([{ taskId, title: "Both" }]);
  });

  it("stay in a dismissed conflict that another tab has written into meanwhile", async () => {
    const scene = start();
    const { id } = scene.submit(titleOf(0, "Mine"));
    void scene.outbox.refuseProject(scene.store.projectId, "FORBIDDEN", "No.");
    await scene.time.advance(10);
    const [stored] = scene.disk.intents.values();
    if (!stored) throw new Error("It is not on disk.");
    scene.disk.intents.set(stored.id, { ...stored, revision: stored.revision + 1, change: titleOf(0, "Newer") });
    void dismissIntent(scene.outbox, String(id));
    await scene.time.advance(50);
    expect(inputs(scene)).toEqual([{ taskId, title: "Newer" }]);
  });
});

describe("after a restore of the server", () => {
  /** The intent was sent before, and its answer lost, or it was not sent. */
  describe.each([true, false])("a change that was sent (%s)", (isSent) => {
    async function restore(change: (scene: OutboxScene) => void): Promise<OutboxScene> {
      const scene = start();
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
      expect([scene.outbox.pending, scene.store.task(taskId)?.title]).toEqual([[], "Mine"]);
    });

    it("is a conflict with its text where the item differs", async () => {
      const scene = await restore(({ server }) => server.change(grace, "updateTask", { taskId, title: "Hers" }));
      expect(scene.outbox.conflicts.map(({ change }) => change)).toEqual([titleOf(0, "Mine")]);
      expect(scene.store.task(taskId)?.title).toBe("Hers");
    });
  });

  it("a creation that was lost is made again, once", async () => {
    const scene = start();
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

it("a tab that begins after a restore sends what was answered before, whatever number the project has reached", async () => {
  const scene = start();
  scene.runner.start();
  // The answer comes before the event, and the tab ends between them.
  scene.submit({ kind: "createTask", input: { title: "New" } });
  await scene.time.advance(20);
  expect([...scene.disk.intents.values()].map(({ standing }) => standing)).toEqual([{ kind: "answered", seq: 5 }]);
  scene.runner.stop();
  scene.store.receive({ kind: "interrupted" });
  scene.server.restore();
  for (const title of ["One", "Two"]) scene.server.change(grace, "updateTask", { taskId, title });
  const tab = scene.openTab();
  void tab.outbox.reread();
  await scene.time.advance(100);
  tab.follow();
  tab.runner.start();
  await scene.time.advance(1_000);
  expect(scene.server.data.log.map(({ __typename }) => __typename).slice(6)).toEqual(["TaskCreated"]);
  expect(tab.outbox.intents).toEqual([]);
});

it("a conflict takes up the edits of several tabs in the order in which they were typed", async () => {
  const tabs = startTwo();
  const [one, other] = tabs;
  one.server.change(grace, "updateTask", { taskId, title: "Hers" });
  one.disk.isFull = true;
  one.submit(titleOf(0, "First"));
  other.submit(titleOf(0, "Second"));
  await one.time.advance(10);
  // Each tab keeps a change in memory. The later one comes to the disk first.
  one.submit(titleOf(0, "Third"));
  one.disk.isFull = false;
  for (let round = 0; round < 3; round += 1) {
    await one.time.advance(5_000);
    for (const { outbox } of tabs) void outbox.reread();
  }
  one.runner.start();
  await one.time.advance(5_000);
  expect(one.outbox.conflicts.map(({ change }) => change)).toContainEqual(titleOf(0, "Third"));
});

describe("a value that was typed last counts, though another value was typed later in another tab", () => {
  const rewrite = (title: string, priority: "LOW" | "HIGH"): Change => {
    return { kind: "updateTask", input: { taskId, title, priority } };
  };
  const raise: Change = { kind: "updateTask", input: { taskId, priority: "HIGH" } };

  /** One tab types a title, the other a later one, then the first a priority, which comes to the disk first. */
  async function typeInBoth([one, other]: [OutboxScene, OutboxScene]): Promise<void> {
    one.disk.isFull = true;
    one.submit(rewrite("First", "LOW"));
    await one.time.advance(10);
    other.submit(titleOf(0, "Second"));
    await one.time.advance(10);
    one.disk.isFull = false;
    one.submit(raise);
    // Storage that failed is tried again meanwhile.
    await one.time.advance(5_000);
    void one.outbox.reread();
    await one.time.advance(100);
  }

  it("in a change that both have seen", async () => {
    const [one, other] = startTwo();
    one.submit(rewrite("Start", "LOW"));
    await one.time.advance(50);
    void other.outbox.reread();
    await one.time.advance(50);
    await typeInBoth([one, other]);
    expect(inputs(one)).toEqual([{ taskId, title: "Second", priority: "HIGH" }]);
    expect(inputs(other)).toEqual(inputs(one));
  });

  it("in a conflict that takes up the edits of both", async () => {
    const [one, other] = startTwo();
    one.submit(rewrite("Start", "LOW"));
    await one.time.advance(50);
    void other.outbox.reread();
    await one.time.advance(50);
    one.server.change(grace, "updateTask", { taskId, title: "Hers" });
    one.script.push({ kind: "unreachable" });
    one.runner.start();
    await one.time.advance(15);
    one.runner.stop();
    void other.outbox.reread();
    await one.time.advance(10);
    await typeInBoth([one, other]);
    one.runner.start();
    await one.time.advance(5_000);
    expect(one.outbox.conflicts.map(({ change }) => change)).toEqual([rewrite("Second", "HIGH")]);
    expect(one.outbox.intents).toHaveLength(1);
  });

  it("in a conflict that is resolved by a newer value", async () => {
    const [one, other] = startTwo();
    const { id } = one.submit(rewrite("Start", "LOW"));
    await one.time.advance(50);
    one.server.change(grace, "updateTask", { taskId, title: "Hers" });
    one.runner.start();
    await one.time.advance(500);
    one.runner.stop();
    one.disk.isFull = true;
    other.submit(titleOf(0, "Second"));
    await one.time.advance(10);
    one.disk.isFull = false;
    void one.resolve(id, rewrite("Third", "LOW"));
    await one.time.advance(10);
    void other.outbox.reread();
    await one.time.advance(5_000);
    expect(inputs(other)).toEqual([{ taskId, title: "Third", priority: "LOW" }]);
  });
});

it("a conflict takes up no text of a tab that had not seen what it took up before", async () => {
  const [one, other] = startTwo();
  const text = (line: number, word: string): Change => {
    const lines = ["mine", "two", "three", "four", "five", "six", "seven"];
    return { kind: "updateTask", input: { taskId, description: lines.with(line, word).join("\n") } };
  };
  one.submit(text(0, "mine"));
  await one.time.advance(50);
  void other.outbox.reread();
  await one.time.advance(50);
  one.server.change(grace, "updateTask", { taskId, description: "hers" });
  one.script.push({ kind: "unreachable" });
  one.runner.start();
  await one.time.advance(20);
  void other.outbox.reread();
  await one.time.advance(20);
  // Both build on the text that is on its way, and neither sees the other's.
  one.submit(text(2, "by one"));
  other.submit(text(4, "by the other"));
  await one.time.advance(20);
  void one.outbox.reread();
  await one.time.advance(5_000);
  const left = JSON.stringify(inputs(one));
  expect([left.includes("by one"), left.includes("by the other")]).toEqual([true, true]);
});

it("a change whose answer the server may have forgotten is compared before it is sent again", async () => {
  const scene = start();
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
  expect(scene.outbox.conflicts).toHaveLength(1);
});

describe("storage", () => {
  it("says so when it is full in the middle of the work, and takes everything later", async () => {
    const scene = start();
    expect(await told(scene, scene.submit(titleOf(0, "On disk")).accepted)).toBe("disk");
    scene.disk.isFull = true;
    expect(await told(scene, scene.submit(titleOf(1, "In memory")).accepted)).toBe("memory");
    expect([scene.outbox.durability, scene.disk.intents.size]).toEqual(["memory", 1]);
    expect(scene.store.task("task-1")?.title).toBe("In memory");
    scene.disk.isFull = false;
    await scene.time.advance(6_000);
    expect([scene.outbox.durability, scene.disk.intents.size]).toEqual(["disk", 2]);
  });

  it("keeps no change from the server where it takes nothing", async () => {
    const scene = start();
    scene.runner.start();
    scene.disk.isFull = true;
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(1_000);
    expect(scene.server.data.seq).toBe(5);
    expect(scene.outbox.intents).toEqual([]);
  });

  it("holds back a change that stands on it in another form while it takes nothing", async () => {
    const scene = start();
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(100);
    scene.disk.isFull = true;
    scene.runner.start();
    await scene.time.advance(1_000);
    expect(scene.requests).toEqual([]);
    expect(scene.runner.holdup(scene.store.projectId)).toEqual({ kind: "storage" });
    scene.disk.isFull = false;
    await scene.time.advance(6_000);
    expect(scene.requests).toHaveLength(1);
  });

  it("keeps the form of a change that went from memory", async () => {
    const scene = start();
    scene.disk.isFull = true;
    scene.runner.start();
    scene.script.push({ kind: "timeout" });
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(15);
    scene.server.change(grace, "updateTask", { taskId, priority: "LOW" });
    scene.disk.isFull = false;
    await scene.time.advance(10_000);
    expect(scene.server.violations).toEqual([]);
    expect(scene.outbox.intents).toEqual([]);
  });
});

describe("two tabs", () => {
  it("see each other's changes after a reread, and write on top of them", async () => {
    const one = start();
    const tab = one.openTab();
    tab.follow();
    one.submit(titleOf(0, "One"));
    tab.submit(titleOf(1, "Other"));
    await one.time.advance(100);
    void one.outbox.reread();
    void tab.outbox.reread();
    await one.time.advance(100);
    expect(inputs(one)).toEqual(inputs(tab));
    expect(inputs(one)).toHaveLength(2);
    expect(tab.store.task(taskId)?.title).toBe("One");
  });

  it("a change is found by the id that was told, also once another tab's intent has taken it up", async () => {
    const [one, tab] = startTwo();
    one.submit(titleOf(0, "One"));
    await one.time.advance(100);
    // It has not read yet what the other tab has written.
    void tab.outbox.reread();
    const { id } = tab.submit(titleOf(0, "Two"));
    await one.time.advance(100);
    expect(inputs(tab)).toEqual([{ taskId, title: "Two" }]);
    expect(tab.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
    // After a reload, too.
    const reloaded = tab.openTab();
    void reloaded.outbox.reread();
    await one.time.advance(100);
    expect(reloaded.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
    void reloaded.outbox.cancel(id);
    await one.time.advance(100);
    expect([reloaded.outbox.find(id), one.disk.intents.size]).toEqual([undefined, 0]);
  });

  it("a change is found by the id that was told, also once the intent that took it up was sent", async () => {
    const [one, tab] = startTwo();
    const { id } = one.submit(titleOf(0, "One"));
    await one.time.advance(100);
    void tab.outbox.reread();
    await one.time.advance(100);
    // The first edit is done at the second try; the second edit stays on its way.
    tab.script.push({ kind: "unreachable" }, null, ...Array.from({ length: 20 }, () => errorOf("UNAVAILABLE")));
    tab.runner.start();
    await one.time.advance(10);
    // It does not know that the other tab has sent the first edit.
    const second = one.submit(titleOf(0, "Two"));
    expect(second.id).toBe(id);
    await one.time.advance(20);
    expect(one.outbox.intents.map(({ wire }) => wire !== null)).toEqual([true, false]);
    void tab.outbox.reread();
    await one.time.advance(2_000);
    void one.outbox.reread();
    await one.time.advance(100);
    expect(inputs(one)).toEqual([{ taskId, title: "Two" }]);
    expect(one.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
  });

  it("a deletion is found that another tab's send has turned into a change of its own", async () => {
    const [one, tab] = startTwo();
    const created = one.submit({ kind: "createTask", input: { title: "New" } });
    await one.time.advance(100);
    void tab.outbox.reread();
    await one.time.advance(100);
    tab.script.push({ kind: "unreachable" });
    tab.runner.start();
    await one.time.advance(10);
    const deletion = one.submit({ kind: "deleteTask", input: { taskId: created.id } });
    expect(one.outbox.find(deletion.id)).toBeUndefined();
    await one.time.advance(20);
    expect(one.outbox.find(deletion.id)?.change.kind).toBe("deleteTask");
  });

  it("a tab that was frozen neither revives nor overwrites what went meanwhile", async () => {
    const frozen = start();
    frozen.submit(titleOf(0, "Mine"));
    await frozen.time.advance(100);
    const tab = frozen.openTab();
    tab.follow();
    void tab.outbox.reread();
    tab.runner.start();
    await frozen.time.advance(1_000);
    expect(tab.outbox.intents).toEqual([]);
    // It still believes that the change waits.
    frozen.submit(titleOf(0, "Newer"));
    await frozen.time.advance(100);
    void tab.outbox.reread();
    await frozen.time.advance(1_000);
    expect(tab.store.confirmed?.tasks.get(taskId)?.title).toBe("Newer");
    expect(frozen.disk.intents.size).toBe(0);
    expect(tab.server.violations).toEqual([]);
  });
});

function start(): OutboxScene {
  const scene = createOutboxScene();
  void scene.outbox.reread();
  scene.follow();
  return scene;
}

/** Two tabs of one browser. Neither hears of the other's writes. */
function startTwo(): [OutboxScene, OutboxScene] {
  const one = start();
  const other = one.openTab();
  void other.outbox.reread();
  other.follow();
  return [one, other];
}

function inputs({ outbox }: OutboxScene): readonly object[] {
  return outbox.intents.map(({ change }) => change.input);
}

function firstInput({ outbox }: OutboxScene): object {
  return Object.values(outbox.intents[0]?.wire ?? {})[0] as object;
}

async function told<T>({ time }: OutboxScene, accepted: Promise<T>): Promise<T> {
  await time.advance(100);
  return accepted;
}
