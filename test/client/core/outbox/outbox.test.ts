import { describe, expect, it } from "vitest";
import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { dismissIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace } from "../model/fake-server.ts";
import {
  conflictsOf,
  createOutboxScene,
  inputsOf,
  type OutboxScene,
  startScene,
  titleOf,
  told,
} from "./outbox-scene.ts";

const taskId = "task-0";

describe("changes that were never sent", () => {
  it("a burst of edits of one field is one change with the last value", () => {
    const scene = startScene();
    for (const letter of "typed") scene.submit(titleOf(0, letter));
    expect(inputsOf(scene)).toEqual([{ taskId, title: "d" }]);
  });

  it("edits of other fields, or of other items, stay by themselves", () => {
    const scene = startScene();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "updateTask", input: { taskId, priority: "HIGH" } });
    scene.submit(titleOf(1, "Other"));
    expect(inputsOf(scene)).toHaveLength(3);
  });

  it("an edit goes into the creation of its item", () => {
    const scene = startScene();
    const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
    const carried = scene.submit({
      kind: "updateTask",
      input: { taskId: String(id), title: "Newer", priority: "LOW" },
    });
    expect(carried.id).toBe(id);
    expect(inputsOf(scene)).toEqual([{ id, title: "Newer", priority: "LOW", labelIds: [] }]);
  });

  it("labels that are added and removed add up", () => {
    const scene = startScene();
    const label = (add: string[], remove: string[]): Change => {
      return { kind: "updateTask", input: { taskId, priority: "LOW", addLabelIds: add, removeLabelIds: remove } };
    };
    scene.submit(label(["a", "b"], []));
    scene.submit(label(["c"], ["a"]));
    expect(inputsOf(scene)).toEqual([{ taskId, priority: "LOW", addLabelIds: ["b", "c"], removeLabelIds: ["a"] }]);
  });

  it("a deletion cancels the edits of its item, and an unsent item goes with all that belongs to it", () => {
    const scene = startScene();
    scene.submit(titleOf(0, "Mine"));
    scene.submit({ kind: "deleteTask", input: { taskId } });
    const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "createComment", input: { taskId: String(id), body: "On it" } });
    const deletion = scene.submit({ kind: "deleteTask", input: { taskId: id } });
    expect(inputsOf(scene)).toEqual([{ taskId }, { taskId: id }]);
    const kinds = scene.outbox.find(deletion.id)?.displaced?.map(({ change }) => change.kind);
    expect(kinds).toEqual(["createTask", "createComment"]);
  });

  it("a new item that was deleted can return, also after a reload, until changes are sent, and the server hears nothing of it", async () => {
    const scene = startScene();
    const deletions = ["Back", "Gone"].map((title) => {
      const { id } = scene.submit({ kind: "createTask", input: { title } });
      scene.submit({ kind: "createComment", input: { taskId: id, body: `On ${title}` } });
      return scene.submit({ kind: "deleteTask", input: { taskId: id } }).id;
    });
    await scene.time.advance(100);
    const tab = scene.openTab();
    void tab.outbox.reread();
    tab.follow();
    await tab.time.advance(100);
    expect(tab.store.column("TODO")).toHaveLength(4);
    expect(await told(tab, cancelIntent(tab.outbox, deletions[0] ?? ""))).toBe(true);
    expect(tab.store.column("TODO").map(({ title }) => title)).toContain("Back");
    tab.runner.start();
    await tab.time.advance(1_000);
    expect([tab.outbox.intents, tab.disk.intents.size]).toEqual([[], 0]);
    const made = tab.server.data.log.slice(-2).map((event) => event.__typename);
    expect(made).toEqual(["TaskCreated", "CommentCreated"]);
    expect(tab.requests.flat().map((change) => Object.keys(change)[0])).toEqual(["createTask", "createComment"]);
  });

  it("the last move counts, and goes where it was made", () => {
    const scene = startScene();
    scene.submit({ kind: "moveTask", input: { taskId, status: "DONE" } });
    scene.submit({ kind: "moveTask", input: { taskId: "task-1", status: "DONE" } });
    scene.submit({ kind: "moveTask", input: { taskId, status: "DONE", afterTaskId: "task-1" } });
    expect(inputsOf(scene)).toEqual([
      { taskId: "task-1", status: "DONE" },
      { taskId, status: "DONE", afterTaskId: "task-1" },
    ]);
  });

  it("an edit stays behind what it needs", () => {
    const scene = startScene();
    scene.submit({ kind: "updateTask", input: { taskId, priority: "LOW" } });
    const { id } = scene.submit({ kind: "createLabel", input: { name: "Red", color: "RED" } });
    scene.submit({ kind: "updateTask", input: { taskId, priority: "HIGH", addLabelIds: [String(id)] } });
    expect(scene.outbox.intents.map(({ change }) => change.kind)).toEqual(["updateTask", "createLabel", "updateTask"]);
  });

  it("can be cancelled, one by one", async () => {
    const scene = startScene();
    const { id } = scene.submit(titleOf(0, "Mine"));
    const cancelled = cancelIntent(scene.outbox, String(id));
    await scene.time.advance(100);
    expect(await cancelled).toBe(true);
    expect([scene.outbox.intents, scene.store.task(taskId)?.title]).toEqual([[], "Task 0"]);
  });

  it("return when their deletion is cancelled, also in another tab", async () => {
    for (const isOther of [false, true]) {
      const scene = startScene();
      scene.submit(titleOf(0, "Mine"));
      const { id, accepted } = scene.submit({ kind: "deleteTask", input: { taskId } });
      expect(await told(scene, accepted)).toBe("disk");
      const tab = isOther ? scene.openTab() : scene;
      void tab.outbox.reread();
      tab.follow();
      await scene.time.advance(100);
      expect(tab.store.task(taskId)).toBeUndefined();
      expect(await told(scene, cancelIntent(tab.outbox, id))).toBe(true);
      expect([inputsOf(tab), tab.store.task(taskId)?.title]).toEqual([[{ taskId, title: "Mine" }], "Mine"]);
      expect(await told(scene, cancelIntent(tab.outbox, id))).toBe(false);
    }
  });

  it.each([
    ["waits", false],
    ["is done", true],
  ])("a new item returns with all that belongs to it when its deletion %s and is cancelled", async (_, isSent) => {
    const scene = startScene();
    const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "createComment", input: { taskId: id, body: "On it" } });
    const deletion = scene.submit({ kind: "deleteTask", input: { taskId: id } });
    await scene.time.advance(10);
    scene.submit(titleOf(1, "Other"));
    await scene.time.advance(100);
    expect([scene.store.task(id), scene.disk.intents.size]).toEqual([undefined, 2]);
    if (isSent) {
      scene.runner.start();
      await scene.time.advance(1_000);
      expect(scene.outbox.intents).toEqual([]);
      scene.runner.stop();
    }
    const cancelled = [cancelIntent(scene.outbox, deletion.id), cancelIntent(scene.outbox, deletion.id)];
    expect(await told(scene, Promise.all(cancelled))).toContain(true);
    const kinds = ["createTask", "createComment", ...(isSent ? [] : ["updateTask"])];
    expect(scene.outbox.intents.map(({ change }) => change.kind)).toEqual(kinds);
    expect(scene.store.task(id)).toMatchObject({ title: "New", commentCount: 1 });
    scene.runner.start();
    await scene.time.advance(1_000);
    expect([scene.outbox.intents, scene.disk.intents.size]).toEqual([[], 0]);
    expect(scene.store.confirmed?.tasks.get(id)).toMatchObject({ title: "New", commentCount: 1 });
  });

  it("return when their deletion conflicts and is dismissed", async () => {
    const scene = startScene();
    scene.submit({ kind: "updateTask", input: { taskId, priority: "HIGH" } });
    const { id } = scene.submit({ kind: "deleteTask", input: { taskId } });
    scene.server.change(grace, "updateTask", { taskId, title: "Hers" });
    scene.runner.start();
    await scene.time.advance(1_000);
    expect(conflictsOf(scene).map((each) => each.id)).toEqual([id]);
    void dismissIntent(scene.outbox, id);
    await scene.time.advance(1_000);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.store.confirmed?.tasks.get(taskId)).toMatchObject({ title: "Hers", priority: "HIGH" });
  });

  it("line ends are those of the server", () => {
    const scene = startScene();
    scene.submit({ kind: "updateTask", input: { taskId, description: "one\r\ntwo\rthree" } });
    expect(inputsOf(scene)).toEqual([{ taskId, description: "one\ntwo\nthree" }]);
  });

  it("nothing can be put in before the project is loaded", () => {
    const scene = createOutboxScene();
    expect(() => scene.submit(titleOf(0, "Mine"))).toThrow("not loaded");
  });
});

describe("a change that was sent", () => {
  it("never changes; later edits name it, and wait for its answer", async () => {
    const scene = startScene();
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

  it("does not conflict with a deletion that cancels what was typed on it", async () => {
    const scene = startScene();
    scene.runner.start();
    const type = (description: string) => scene.submit({ kind: "updateTask", input: { taskId, description } });
    const first = type("One");
    await scene.time.advance(5);
    type("One two");
    const deletion = scene.submit({ kind: "deleteTask", input: { taskId } });
    expect(scene.outbox.find(deletion.id)?.following).toEqual([first.id]);
    await scene.time.advance(5_000);
    expect(scene.outbox.intents).toEqual([]);
    expect(scene.server.data.tasks.has(taskId)).toBe(false);
  });

  it.each<Change>([titleOf(0, "Mine"), { kind: "moveTask", input: { taskId, status: "DONE" } }])(
    "lets a deletion know what the person has seen since ($kind)",
    async (change) => {
      const scene = startScene();
      scene.runner.start();
      scene.script.push({ kind: "timeout" });
      scene.submit(change);
      await scene.time.advance(5);
      scene.server.change(grace, "createComment", { id: "comment", taskId, body: "Seen" });
      await scene.time.advance(30);
      const deletion = scene.submit({ kind: "deleteTask", input: { taskId } });
      expect(scene.outbox.find(deletion.id)?.base).toBe(1);
      await scene.time.advance(5_000);
      expect(scene.outbox.intents).toEqual([]);
      expect(scene.server.data.tasks.has(taskId)).toBe(false);
    },
  );

  it("cannot be cancelled any more", async () => {
    const scene = startScene();
    scene.runner.start();
    scene.script.push({ kind: "timeout" });
    const { id } = scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(5);
    const cancelled = cancelIntent(scene.outbox, String(id));
    await scene.time.advance(5);
    expect(await cancelled).toBe(false);
  });

  it("is settled by its own event when the answer is lost", async () => {
    const scene = startScene();
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
    const scene = startScene();
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

function firstInput({ outbox }: OutboxScene): object {
  return Object.values(outbox.intents[0]?.wire ?? {})[0] as object;
}
