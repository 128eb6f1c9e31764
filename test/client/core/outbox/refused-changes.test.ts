import { expect, it } from "vitest";
import { dismissIntent } from "../../../../client/core/outbox/decide-intents.ts";
import { Random } from "../../../simulation/random.ts";
import { errorOf, type OutboxScene, refusedOf, resultsOf, startRunning, titleOf } from "./outbox-scene.ts";

it("a change that is bad alone is found by halves, and costs no other one", async () => {
  const scene = await startRunning();
  for (let made = 0; made < 64; made += 1) {
    scene.submit({ kind: "createTask", input: { title: made === 37 ? "POISON" : `New ${made}` } });
  }
  await scene.time.advance(10_000);
  expect(scene.outbox.intents.map(({ standing }) => standing)).toEqual([
    expect.objectContaining({ kind: "refused", code: "BAD_USER_INPUT" }),
  ]);
  expect(scene.server.data.seq).toBe(4 + 63);
  // Six halvings, what is left before and behind the culprit, and a few that grow again.
  expect(scene.requests.length).toBeLessThan(25);
});

it.each([1, 2, 40, 400])("a server that fails at everything for a minute refuses none of %i changes", async (count) => {
  for (const outcome of [errorOf("INTERNAL_SERVER_ERROR"), { kind: "http", status: 403 } as const]) {
    let fails = true;
    const scene = await startRunning({ intercept: () => (fails ? outcome : null) });
    for (let made = 0; made < count; made += 1) {
      scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
    }
    await scene.time.advance(60_000);
    expect(scene.outbox.intents.filter(({ standing }) => standing.kind !== "waiting")).toEqual([]);
    expect(scene.runner.holdup(scene.store.projectId)).toMatchObject({ kind: "retrying" });
    expect(scene.requests.length).toBeLessThan(45);
    fails = false;
    await scene.time.advance(15_000);
    expect([scene.outbox.intents, scene.server.data.seq]).toEqual([[], 4 + count]);
  }
});

it.each([0, 20, 39])("change %i of 40, at which the server fails while it takes others, is refused", async (bad) => {
  const scene = await startRunning({
    intercept: (changes) =>
      changes.some((change) => change["createTask"]?.["title"] === `New ${bad}`)
        ? errorOf("INTERNAL_SERVER_ERROR")
        : null,
  });
  for (let made = 0; made < 40; made += 1) {
    scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
  }
  await scene.time.advance(5_000);
  expect([scene.outbox.intents.length, scene.server.data.seq]).toEqual([1, 4 + 39]);
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(30_000);
  expect(scene.outbox.intents.map(({ standing }) => standing)).toEqual([
    expect.objectContaining({ kind: "refused", code: "INTERNAL_SERVER_ERROR" }),
  ]);
});

it("the only change, at which the server fails while it takes others, is refused after six tries", async () => {
  const fails = (change: object) => JSON.stringify(change).includes("New");
  const scene = await startRunning({
    intercept: (changes) => (changes.some(fails) ? errorOf("INTERNAL_SERVER_ERROR") : null),
  });
  const { seq } = scene.server.data;
  scene.submit({ kind: "createTask", input: { title: "New" } });
  await scene.time.advance(20_000);
  expect(refusedOf(scene)).toMatchObject([{ change: { input: { title: "New" } } }]);
  expect(refusedOf(scene)[0]?.standing).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  expect(scene.requests.filter((changes) => changes.some(fails))).toHaveLength(6);
  // Nothing that it was asked for besides has changed anything.
  expect(scene.server.data.seq).toBe(seq);
});

it("10 of 500 changes that do not validate are refused by name, and cost one request more", async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const scene = await startRunning({ namesInvalid: true });
    const random = new Random(seed);
    const invalid = new Set<number>();
    while (invalid.size < 10) invalid.add(random.int(0, 499));
    for (let made = 0; made < 500; made += 1) {
      scene.submit({ kind: "createTask", input: { title: invalid.has(made) ? "" : `New ${made}` } });
    }
    await scene.time.advance(200);
    expect(scene.outbox.intents.map(({ standing }) => standing)).toEqual(
      Array.from(invalid, () => ({
        ...{ kind: "refused", code: "BAD_USER_INPUT", message: "The title must not be empty." },
        path: ["createTask", "title"],
      })),
    );
    expect(scene.server.data.seq).toBe(4 + 490);
    expect(scene.requests.length).toBeLessThanOrEqual(3);
  }
});

it("batches are cut by count and by bytes, and one that is larger goes alone", async () => {
  const scene = await startRunning({ limits: { count: 3, bytes: 1_000 } });
  const lengths = [10, 10, 10, 10, 400, 400, 5_000, 10];
  for (const [index, length] of lengths.entries()) {
    scene.submit({ kind: "createTask", input: { title: `New ${index}`, description: "x".repeat(length) } });
  }
  await scene.time.advance(5_000);
  expect(scene.requests.map((changes) => changes.length)).toEqual([3, 2, 1, 1, 1]);
  expect(scene.outbox.intents).toEqual([]);
});

it("changes that build on one that fails wait for it, and everything else goes", async () => {
  const scene = await startRunning();
  const { id } = scene.submit({ kind: "createTask", input: { title: "POISON" } });
  const taskId = String(id);
  scene.submit({ kind: "moveTask", input: { taskId, status: "DONE" } });
  scene.submit({ kind: "createComment", input: { taskId, body: "On it" } });
  scene.submit(titleOf(0, "Beside it"));
  await scene.time.advance(5_000);
  expect(scene.store.task("task-0")?.title).toBe("Beside it");
  expect(scene.outbox.intents.map(({ change, standing }) => [change.kind, standing.kind])).toEqual([
    ["createTask", "refused"],
    ["moveTask", "waiting"],
    ["createComment", "waiting"],
  ]);
  // A corrected creation takes its dependents along.
  void scene.resolve(taskId, { kind: "createTask", input: { id: taskId, title: "Good" } });
  await scene.time.advance(5_000);
  expect(scene.outbox.intents).toEqual([]);
  expect(scene.store.task(taskId)).toMatchObject({ title: "Good", status: "DONE", commentCount: 1 });
});

it("a change that builds on one that was dismissed becomes an item with its own text", async () => {
  const scene = await startRunning();
  const { id } = scene.submit({ kind: "createTask", input: { title: "POISON" } });
  scene.submit({ kind: "createComment", input: { taskId: String(id), body: "On it" } });
  await scene.time.advance(5_000);
  void dismissIntent(scene.outbox, String(id));
  await scene.time.advance(100);
  const [comment] = scene.outbox.intents;
  expect(comment?.standing).toMatchObject({ kind: "refused", code: "NOT_FOUND" });
  expect(comment?.change.input).toMatchObject({ body: "On it" });
});

const labelId = crypto.randomUUID();

/** A new label, and an edit that puts it on a task. Returns the label's intent, once its request was answered. */
async function putNewLabel(answer: object): Promise<{ scene: OutboxScene; id: string }> {
  const scene = await startRunning();
  scene.script.push(resultsOf(1, answer));
  const { id } = scene.submit({ kind: "createLabel", input: { id: labelId, name: "New", color: "RED" } });
  scene.submit({ kind: "updateTask", input: { taskId: "task-0", title: "Mine", addLabelIds: [labelId] } });
  await scene.time.advance(5_000);
  expect(scene.requests[0]?.flatMap((change) => Object.keys(change))).toEqual(["createLabel"]);
  return { scene, id };
}

const refusedLabel = { __typename: "ChangeRefused", code: "BAD_USER_INPUT", message: "The name is taken." };

it("a new label is put on a task once it is made", async () => {
  const label = { id: labelId, name: "New", color: "RED", version: 0 };
  const { scene } = await putNewLabel({ __typename: "CreateLabelPayload", seq: 4, label });
  expect(scene.requests.slice(1).map(([change]) => change?.["updateTask"]?.["addLabelIds"])).toEqual([[labelId]]);
  expect(scene.outbox.intents).toEqual([]);
});

it("an edit with a refused label waits for the decision, and goes without the label once it is dismissed", async () => {
  const { scene, id } = await putNewLabel(refusedLabel);
  expect(scene.requests).toHaveLength(1);
  expect(scene.runner.holdup(scene.store.projectId)).toEqual({ kind: "blocked" });
  void dismissIntent(scene.outbox, id);
  await scene.time.advance(1_000);
  expect(scene.requests.slice(1).map(([change]) => change?.["updateTask"]?.["addLabelIds"])).toEqual([[]]);
  expect([scene.outbox.intents, scene.store.confirmed?.tasks.get("task-0")?.title]).toEqual([[], "Mine"]);
});

it("an edit that only puts a refused label on a task goes with it when it is dismissed", async () => {
  const scene = await startRunning();
  scene.script.push(resultsOf(1, refusedLabel));
  const { id } = scene.submit({ kind: "createLabel", input: { id: labelId, name: "New", color: "RED" } });
  scene.submit({ kind: "updateTask", input: { taskId: "task-0", addLabelIds: [labelId] } });
  await scene.time.advance(1_000);
  void dismissIntent(scene.outbox, id);
  await scene.time.advance(1_000);
  expect([scene.outbox.intents, scene.requests.length]).toEqual([[], 1]);
});
