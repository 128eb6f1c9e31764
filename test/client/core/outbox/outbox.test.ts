import { describe, expect, it } from "vitest";
import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { dismissIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace, projectId } from "../model/fake-server.ts";
import {
  conflictsOf,
  createOutboxScene,
  inputsOf,
  type OutboxScene,
  refusedOf,
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

function firstInput({ outbox }: OutboxScene): object {
  return Object.values(outbox.intents[0]?.wire ?? {})[0] as object;
}
