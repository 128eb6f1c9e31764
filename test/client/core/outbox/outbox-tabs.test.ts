import { describe, expect, it } from "vitest";
import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace } from "../model/fake-server.ts";
import {
  conflictsOf,
  errorOf,
  inputsOf,
  type OutboxScene,
  refusedOf,
  startScene,
  startTabs,
  titleOf,
  told,
} from "./outbox-scene.ts";

const taskId = "task-0";

describe("two tabs", () => {
  it("an edit keeps the version that its author saw, also behind another tab's later deletion", async () => {
    const scene = startScene();
    const seen = scene.store.task(taskId);
    scene.server.change(grace, "updateTask", { taskId, description: "Hers" });
    await scene.time.advance(100);
    scene.submit({ kind: "deleteTask", input: { taskId } });
    const change: Change = { kind: "updateTask", input: { taskId, description: "Mine" } };
    scene.outbox.submit(scene.store.projectId, change, seen);
    expect(scene.outbox.intents.map(({ base }) => base)).toEqual([1, 0]);
  });

  it("a text that one tab has sent while storage was full loses no words of another tab", async () => {
    const [one, other] = startTabs();
    await one.time.advance(10);
    const lines = String(one.store.task(taskId)?.description).split("\n");
    const write = (line: number, word: string): Change => {
      return { kind: "updateTask", input: { taskId, description: lines.with(line, word).join("\n") } };
    };
    one.disk.isFull = true;
    one.submit(write(4, "one"));
    await one.time.advance(1);
    other.submit(write(6, "other"));
    one.runner.start();
    // Between the answer and the event it makes the next request ready.
    await one.time.advance(20);
    one.submit(titleOf(1, "Next"));
    await one.time.advance(1_000);
    expect(one.server.data.tasks.get(taskId)?.value.description).toBe(lines.with(4, "one").join("\n"));
    one.disk.isFull = false;
    await told(one, other.outbox.reread());
    await told(one, one.outbox.reread());
    await one.time.advance(10_000);
    const description = lines.with(4, "one").with(6, "other").join("\n");
    expect(one.server.data.tasks.get(taskId)?.value.description).toBe(description);
  });

  it("a new item returns when its deletion is cancelled, also where another tab has edited it meanwhile", async () => {
    const [one, other] = startTabs();
    const { id } = one.submit({ kind: "createTask", input: { title: "New" } });
    await one.time.advance(10);
    await told(one, other.outbox.reread());
    const deletion = other.submit({ kind: "deleteTask", input: { taskId: id } });
    await one.time.advance(10);
    // It goes into the creation, of which it does not know yet that it is gone.
    expect(one.submit({ kind: "updateTask", input: { taskId: id, priority: "LOW" } }).id).toBe(id);
    await one.time.advance(10);
    expect(await told(one, cancelIntent(one.outbox, deletion.id))).toBe(true);
    one.runner.start();
    await one.time.advance(2_000);
    expect(one.outbox.intents).toEqual([]);
    expect(one.server.data.tasks.get(id)?.value).toMatchObject({ title: "New", priority: "LOW" });
  });

  it.each([
    ["a title", (id: string): Change => ({ kind: "updateTask", input: { taskId: id, title: "Later" } })],
    ["a comment", (id: string): Change => ({ kind: "createComment", input: { taskId: id, body: "Later" } })],
  ])("a new item's deletion takes no words that another tab has typed later: %s", async (_, edit) => {
    const one = startScene();
    const late = one.openTab(20);
    void late.outbox.reread();
    late.follow();
    const { id } = one.submit({ kind: "createTask", input: { title: "New" } });
    await one.time.advance(10);
    await told(one, late.outbox.reread());
    late.submit({ kind: "deleteTask", input: { taskId: id } });
    await one.time.advance(1);
    one.submit(edit(id));
    await one.time.advance(100);
    void one.outbox.reread();
    one.runner.start();
    await one.time.advance(2_000);
    const made = one.server.committed.map(({ event }) => JSON.stringify(event));
    expect([...made, ...refusedOf(one).map(({ change }) => JSON.stringify(change))].join()).toContain("Later");
    expect(one.server.data.tasks.has(id)).toBe(false);
  });

  it("see each other's changes after a reread, and write on top of them", async () => {
    const one = startScene();
    const tab = one.openTab();
    tab.follow();
    one.submit(titleOf(0, "One"));
    tab.submit(titleOf(1, "Other"));
    await one.time.advance(100);
    void one.outbox.reread();
    void tab.outbox.reread();
    await one.time.advance(100);
    expect(inputsOf(one)).toEqual(inputsOf(tab));
    expect(inputsOf(one)).toHaveLength(2);
    expect(tab.store.task(taskId)?.title).toBe("One");
  });

  it("a change is found by the id that was told, also once another tab's intent has taken it up", async () => {
    const [one, tab] = startTabs();
    one.submit(titleOf(0, "One"));
    await one.time.advance(100);
    // It has not read yet what the other tab has written.
    void tab.outbox.reread();
    const { id } = tab.submit(titleOf(0, "Two"));
    await one.time.advance(100);
    expect(inputsOf(tab)).toEqual([{ taskId, title: "Two" }]);
    expect(tab.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
    // After a reload, too.
    const reloaded = tab.openTab();
    void reloaded.outbox.reread();
    await one.time.advance(100);
    expect(reloaded.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
    void cancelIntent(reloaded.outbox, id);
    await one.time.advance(100);
    expect([reloaded.outbox.find(id), one.disk.intents.size]).toEqual([undefined, 0]);
  });

  it("a change is found by the id that was told, also once the intent that took it up was sent", async () => {
    const [one, tab] = startTabs();
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
    expect(inputsOf(one)).toEqual([{ taskId, title: "Two" }]);
    expect(one.outbox.find(id)?.change).toEqual(titleOf(0, "Two"));
  });

  it("a deletion is found that another tab's send has turned into a change of its own", async () => {
    const [one, tab] = startTabs();
    const created = one.submit({ kind: "createTask", input: { title: "New" } });
    await one.time.advance(100);
    void tab.outbox.reread();
    await one.time.advance(100);
    tab.script.push({ kind: "unreachable" });
    tab.runner.start();
    await one.time.advance(10);
    const deletion = one.submit({ kind: "deleteTask", input: { taskId: created.id } });
    const kinds = () => one.outbox.find(deletion.id)?.displaced?.map(({ change }) => change.kind);
    expect(kinds()).toEqual(["createTask"]);
    await one.time.advance(20);
    expect([one.outbox.find(deletion.id)?.change.kind, kinds()]).toEqual(["deleteTask", []]);
  });

  it("an edit on one that another tab's deletion cancels is refused with its text, and conflicts with nobody", async () => {
    const [one, tab] = startTabs();
    one.submit(titleOf(0, "First"));
    await one.time.advance(100);
    void tab.outbox.reread();
    await one.time.advance(100);
    one.submit({ kind: "deleteTask", input: { taskId } });
    await one.time.advance(100);
    // It has not read yet what the other tab has deleted.
    tab.submit(titleOf(0, "Second"));
    await one.time.advance(100);
    tab.runner.start();
    await one.time.advance(1_000);
    expect(tab.server.data.tasks.has(taskId)).toBe(false);
    expect(tab.outbox.intents.map(({ change }) => change)).toEqual([titleOf(0, "Second")]);
    expect(refusedOf(tab)).toMatchObject([{ standing: { code: "NOT_FOUND" } }]);
  });

  it("a tab that was frozen neither revives nor overwrites what went meanwhile", async () => {
    const frozen = startScene();
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

it("an edit that was sent from memory joins no edit that another tab has stored, and is sent once", async () => {
  const [one, other] = startTabs();
  one.submit(titleOf(0, "First"));
  await one.time.advance(50);
  one.disk.isFull = true;
  other.runner.start();
  other.submit(titleOf(0, "Second"));
  await one.time.advance(100);
  expect(other.server.data.tasks.get(taskId)?.value.title).toBe("Second");
  one.disk.isFull = false;
  void other.outbox.reread();
  await one.time.advance(5_000);
  expect([other.requests.flat().length, other.outbox.intents, other.disk.intents.size]).toEqual([1, [], 0]);
  expect(other.server.data.tasks.get(taskId)?.value.title).toBe("Second");
});

it("a conflict takes up the edits of several tabs in the order in which they were typed", async () => {
  const tabs = startTabs();
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
  expect(conflictsOf(one).map(({ change }) => change)).toContainEqual(titleOf(0, "Third"));
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
    const [one, other] = startTabs();
    one.submit(rewrite("Start", "LOW"));
    await one.time.advance(50);
    void other.outbox.reread();
    await one.time.advance(50);
    await typeInBoth([one, other]);
    expect(inputsOf(one)).toEqual([{ taskId, title: "Second", priority: "HIGH" }]);
    expect(inputsOf(other)).toEqual(inputsOf(one));
  });

  it("in a conflict that takes up the edits of both", async () => {
    const [one, other] = startTabs();
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
    expect(conflictsOf(one).map(({ change }) => change)).toEqual([rewrite("Second", "HIGH")]);
    expect(one.outbox.intents).toHaveLength(1);
  });

  it("in a conflict that is resolved by a newer value", async () => {
    const [one, other] = startTabs();
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
    expect(inputsOf(other)).toEqual([{ taskId, title: "Third", priority: "LOW" }]);
  });
});

it("a conflict takes up no text of a tab that had not seen what it took up before", async () => {
  const [one, other] = startTabs();
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
  const left = JSON.stringify(inputsOf(one));
  expect([left.includes("by one"), left.includes("by the other")]).toEqual([true, true]);
});

it("an answer that only a closed tab has seen does not wait for the next event", async () => {
  const [one, other] = startTabs();
  const { id } = one.submit(titleOf(0, "Mine"));
  await one.time.advance(50);
  const stored = one.disk.intents.get(id);
  if (!stored) throw new Error("It is on disk.");
  const wire = { updateTask: { taskId, title: "Mine", clientMutationId: id, expectedVersion: 0 } };
  const standing = { kind: "answered", seq: 4 } as const;
  one.disk.intents.set(id, { ...stored, wire, standing, sentAt: one.time.now, revision: stored.revision + 1 });
  other.runner.start();
  void other.outbox.reread();
  await one.time.advance(1_000);
  expect(other.outbox.intents).toEqual([]);
  expect(other.store.confirmed?.tasks.get(taskId)?.title).toBe("Mine");
});
