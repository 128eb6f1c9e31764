import { expect, it } from "vitest";
import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { dismissIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { grace, projectId } from "../model/fake-server.ts";
import {
  createOutboxScene,
  errorOf,
  inputsOf,
  type OutboxScene,
  refusedOf,
  startScene,
  titleOf,
  told,
} from "./outbox-scene.ts";

type Decide = (scene: OutboxScene, id: string) => Promise<unknown>;

const decisions: Readonly<Record<string, Decide>> = {
  retry: ({ outbox }, id) => retryIntent(outbox, id),
  dismiss: ({ outbox }, id) => dismissIntent(outbox, id),
  resolve: (scene, id) => scene.resolve(id),
  "resolve with another change": (scene, id) => scene.resolve(id, titleOf(0, "Another")),
  cancel: ({ outbox }, id) => cancelIntent(outbox, id),
};

it.each(Object.entries(decisions))("%s: resolves with false for an unknown id", async (name, decide) => {
  const scene = startScene();
  const { id } = scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(100);
  expect(await told(scene, decide(scene, crypto.randomUUID()))).toBe(false);
  // It waits, so there is nothing to decide yet.
  if (name !== "cancel") expect(await told(scene, decide(scene, id))).toBe(false);
  expect(scene.outbox.intents).toMatchObject([{ id, change: titleOf(0, "Mine"), standing: { kind: "waiting" } }]);
});

it.each(["retry", "dismiss", "resolve"])("%s: tells that another tab has decided", async (name) => {
  const scene = await refuse();
  const other = scene.openTab();
  void other.outbox.reread();
  other.follow();
  await scene.time.advance(100);
  const { id = "" } = refusedOf(scene)[0] ?? {};
  expect(await told(scene, dismissIntent(other.outbox, id))).toBe("disk");
  expect(await told(scene, (decisions[name] as Decide)(scene, id))).toBe(false);
  expect(scene.outbox.intents).toEqual([]);
});

it.each(["retry", "dismiss", "resolve"])("%s: tells where the decision stands", async (name) => {
  const scene = await refuse();
  const { id = "" } = refusedOf(scene)[0] ?? {};
  const decision = (decisions[name] as Decide)(scene, id);
  expect(await told(scene, decision)).toBe("disk");
  expect(refusedOf(scene)).toEqual([]);
});

it("submit, resolve: an unknown kind is refused by its name, with the known ones", async () => {
  const scene = await refuse();
  const { id = "" } = refusedOf(scene)[0] ?? {};
  for (const kind of ["createTusk", "constructor", "", undefined]) {
    const change = { kind, input: { title: "Mine" } } as unknown as Change;
    expect(() => scene.submit(change)).toThrow(TypeError);
    expect(() => scene.submit(change)).toThrow(
      `Kind of change "${kind}" is unknown. Use one of createTask, updateTask, `,
    );
    await expect(scene.resolve(id, change)).rejects.toThrow(`Kind of change "${kind}" is unknown.`);
  }
  expect(() => createOutboxScene().submit({ kind: "createTusk" } as unknown as Change)).toThrow(
    '"createTusk" is unknown',
  );
  expect(scene.outbox.intents).toHaveLength(1);
});

const wrongInputs: Readonly<Record<Change["kind"], readonly object[]>> = {
  createTask: [
    { title: 1 },
    { title: "New", labelIds: "red" },
    { title: "New", labelIds: [1] },
    { id: 1, title: "New" },
  ],
  updateTask: [{}, { taskId: 1 }, { taskId: "task-0", title: 5 }, { taskId: "task-0", dueAt: new Date(0) }],
  updateTaskStatus: [{ taskId: "task-0", status: true }, { status: "DONE" }],
  moveTask: [{ taskId: "task-0", afterTaskId: 3 }, { taskId: ["task-0"] }],
  deleteTask: [{}, { taskId: null }, { taskId: 3n }],
  restoreTask: [{}, { taskId: {} }],
  createComment: [{ body: "On nothing" }, { taskId: "task-0", body: ["a"] }, { taskId: "task-0", body: Number.NaN }],
  updateComment: [{ body: "Mine" }, { commentId: "one", body: {} }],
  deleteComment: [{ commentId: 1 }],
  restoreComment: [{ commentId: false }],
  createLabel: [
    { name: 1, color: "RED" },
    { name: "Red", color: Symbol("red") },
  ],
  updateLabel: [{ labelId: "red", name: () => "Red" }, { name: "Red" }],
  deleteLabel: [{}, { labelId: [] }],
};

it.each(Object.entries(wrongInputs))(
  "submit, resolve: refuse a %s with a value of a wrong type",
  async (kind, inputs) => {
    const scene = await refuse();
    const { id = "" } = refusedOf(scene)[0] ?? {};
    for (const input of inputs) {
      const change = { kind, input } as unknown as Change;
      expect(() => scene.submit(change)).toThrow(TypeError);
      expect(() => scene.submit(change)).toThrow(/^"\w+" must be a (string|list of strings)\.$/);
      await expect(scene.resolve(id, change)).rejects.toThrow(TypeError);
    }
    expect(() => scene.submit({ kind, input: null } as unknown as Change)).toThrow(TypeError);
    expect(inputsOf(scene)).toEqual([{ taskId: "task-0", title: "Mine" }]);
  },
);

it("resolve: a corrected new item keeps its id, and what belongs to it goes on; line ends are those of the server", async () => {
  const scene = startScene();
  scene.script.push(errorOf("FORBIDDEN"));
  scene.runner.start();
  const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
  await scene.time.advance(15);
  scene.submit({ kind: "createComment", input: { taskId: id, body: "On it" } });
  await scene.time.advance(1_000);
  expect(refusedOf(scene).map(({ change }) => change.kind)).toEqual(["createTask"]);
  void scene.resolve(id, { kind: "createTask", input: { title: "Newer", description: "one\r\ntwo" } });
  await scene.time.advance(1_000);
  expect(scene.outbox.intents).toEqual([]);
  expect(scene.store.confirmed?.tasks.get(id)).toMatchObject({
    ...{ title: "Newer", description: "one\ntwo", commentCount: 1 },
  });
});

it("resolve: a new item in the place of an edit gets an id", async () => {
  const scene = await refuse();
  const { id = "" } = refusedOf(scene)[0] ?? {};
  void scene.resolve(id, { kind: "createTask", input: { title: "New" } });
  await scene.time.advance(100);
  const [resolved] = scene.outbox.pendingOf(projectId);
  expect(resolved?.change.input).toEqual({ title: "New", id: resolved?.id });
});

it.each([
  ["kind", { change: { kind: "archiveTask", input: { taskId: "task-1" } } }],
  ["form", { format: 2 }],
  ["form without a change", { format: 2, change: undefined }],
])("a change on disk of a %s that only a later version knows stays there, and the others go", async (_, form) => {
  const scene = createOutboxScene();
  const before = startScene();
  before.submit(titleOf(0, "Mine"));
  await before.time.advance(100);
  const [mine] = before.disk.intents.values() as Iterable<StoredIntent>;
  if (!mine) throw new Error("Nothing is on disk.");
  const later = { ...mine, id: "later", ...form };
  scene.disk.intents.set("later", later as unknown as StoredIntent).set(mine.id, mine);
  void scene.outbox.reread();
  scene.follow();
  scene.runner.start();
  await scene.time.advance(1_000);
  expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe("Mine");
  expect([scene.outbox.intents, scene.outbox.durability]).toEqual([[], "disk"]);
  expect([...scene.disk.intents.values()]).toEqual([later]);
});

/** A scene with one refused edit, whose runner has stopped. */
async function refuse(): Promise<OutboxScene> {
  const scene = startScene();
  scene.script.push(errorOf("FORBIDDEN"));
  scene.runner.start();
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(1_000);
  scene.runner.stop();
  scene.server.change(grace, "updateTask", { taskId: "task-1", title: "Hers" });
  await scene.time.advance(100);
  return scene;
}
