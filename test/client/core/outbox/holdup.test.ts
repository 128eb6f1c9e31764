import { expect, it } from "vitest";
import type { Outcome } from "../../../../client/core/types.ts";
import { ada, grace } from "../model/fake-server.ts";
import { createOutboxScene, errorOf, type OutboxScene, refusedOf, type SceneOptions, titleOf } from "./outbox-scene.ts";

const [minute, day] = [60_000, 24 * 3_600_000];

const refused: Outcome = { kind: "http", status: 403 };

it.each([-400, 6, 8, 400])("a change whose answer is lost goes after the clock was set by %i days", async (days) => {
  const scene = await start();
  scene.script.push({ kind: "timeout" });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(50);
  scene.environment.shift = days * day;
  await scene.time.advance(minute);
  expect([scene.outbox.intents, told(scene)]).toEqual([[], null]);
  expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe("Mine");
});

it("a change that the server may have forgotten waits for another proof of the history, and says so", async () => {
  let isLost = true;
  const scene = await start({
    intercept(changes) {
      if (!isLost) return null;
      isLost = false;
      // The server takes the change. Neither its answer nor its event arrives.
      scene.server.applyChanges(ada, changes);
      scene.server.data.remembered.clear();
      return { kind: "timeout" };
    },
  });
  scene.server.onCommit = () => {};
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(30);
  expect(scene.server.data.seq).toBe(5);
  scene.environment.shift = 8 * day;
  const kinds: unknown[] = [];
  scene.outbox.subscribe(() => kinds.push(told(scene)?.kind));
  await scene.time.advance(minute);
  expect(kinds).toContain("stream");
  expect([scene.outbox.intents, scene.server.data.seq]).toEqual([[], 5]);
});

it("a change that something on the way refuses for a week is compared with a fresh board, and goes on", async () => {
  let isBlocked = true;
  const scene = await start({ intercept: () => (isBlocked ? refused : null) });
  scene.submit(titleOf(0, "Mine"));
  for (let days = 0; days < 8; days += 1) {
    scene.environment.shift = days * day;
    await scene.time.advance(minute);
    expect(told(scene)).not.toBeNull();
  }
  isBlocked = false;
  await scene.time.advance(minute);
  expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe("Mine");
});

it("tells of full storage also when more was typed since", async () => {
  const scene = await start();
  scene.store.receive({ kind: "interrupted" });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(50);
  scene.disk.isFull = true;
  scene.submit(titleOf(0, "Mine, and more"));
  scene.submit({ kind: "moveTask", input: { taskId: "task-0", status: "DONE" } });
  await scene.time.advance(50);
  scene.follow();
  await scene.time.advance(minute);
  expect(told(scene)).toEqual({
    kind: "storage",
    reason: "The browser's storage is full. Free some space on the device.",
  });
  scene.disk.isFull = false;
  await scene.time.advance(minute);
  expect([scene.outbox.intents, told(scene)]).toEqual([[], null]);
});

it("tells why a new task and all that was planned for it wait", async () => {
  const scene = await start({ intercept: (changes) => (JSON.stringify(changes).includes("Odd") ? refused : null) });
  const { id } = scene.submit({ kind: "createTask", input: { title: "Odd" } });
  const taskId = taskOf(scene, id);
  scene.submit({ kind: "moveTask", input: { taskId, status: "DONE" } });
  scene.submit({ kind: "createComment", input: { taskId, body: "On it" } });
  await scene.time.advance(20);
  const kinds = new Set<unknown>();
  for (let looks = 0; looks < 6_000 && refusedOf(scene).length === 0; looks += 1) {
    kinds.add(told(scene)?.kind);
    await scene.time.advance(10);
  }
  expect([...kinds]).toEqual(["retrying"]);
  expect(told(scene)).toEqual({ kind: "blocked" });
});

it("tells of another person's changes beside own ones that wait for them", async () => {
  const scene = await start();
  scene.store.receive({ kind: "interrupted" });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(50);
  void scene.outbox.run((intents) => intents.map((intent) => ({ ...intent, actorId: "somebody" })));
  scene.submit(titleOf(0, "Mine, later"));
  await scene.time.advance(50);
  scene.follow();
  await scene.time.advance(minute);
  expect([scene.requests, told(scene)]).toEqual([[], { kind: "other-account" }]);
});

it("a change that something on the way always refuses fails with its text, and later ones go", async () => {
  const scene = await start({
    intercept: (changes) => (JSON.stringify(changes).includes("<script>") ? refused : null),
  });
  scene.submit(titleOf(0, "how to <script>"));
  await scene.time.advance(20);
  scene.submit(titleOf(1, "Beside it"));
  scene.submit(titleOf(0, "harmless now"));
  await scene.time.advance(minute);
  expect(refusedOf(scene).map(({ standing }) => standing)).toEqual([
    {
      kind: "refused",
      code: "HTTP 403",
      message: "Something between this device and the server refuses this change.",
    },
  ]);
  expect(scene.outbox.intents).toHaveLength(1);
  const [intent] = refusedOf(scene);
  expect(intent?.change.input).toEqual({ taskId: "task-0", title: "how to <script>" });
  expect(scene.store.confirmed?.tasks.get("task-1")?.title).toBe("Beside it");
});

it("nothing is refused while something on the way refuses all, also where others' changes arrive", async () => {
  const scene = await start({ intercept: () => refused });
  for (let made = 0; made < 40; made += 1) scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
  for (let minutes = 0; minutes < 5; minutes += 1) {
    await scene.time.advance(minute);
    scene.server.change(grace, "updateTask", { taskId: "task-3", title: `Grace ${minutes}` });
  }
  expect(scene.store.confirmed?.tasks.get("task-3")?.title).toBe("Grace 3");
  expect(refusedOf(scene)).toEqual([]);
});

it("no change fails where each request is too large for something on the way", async () => {
  let isBlocked = true;
  const scene = await start({ intercept: () => (isBlocked ? { kind: "http", status: 413 } : null) });
  for (let made = 0; made < 200; made += 1) scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
  await scene.time.advance(5 * minute);
  expect([refusedOf(scene), told(scene)?.kind]).toEqual([[], "retrying"]);
  isBlocked = false;
  await scene.time.advance(20_000);
  expect([scene.outbox.intents, scene.server.data.seq]).toEqual([[], 204]);
});

it("a change of more than 8 KiB that is too large for something on the way fails, and the others go", async () => {
  const scene = await start({
    intercept: (changes) => (JSON.stringify(changes).length > 20_000 ? { kind: "http", status: 413 } : null),
  });
  scene.submit({ kind: "createTask", input: { title: "Large", description: "x".repeat(21_000) } });
  scene.submit(titleOf(0, "Small"));
  await scene.time.advance(10_000);
  expect(refusedOf(scene).map(({ standing }) => standing)).toMatchObject([{ code: "TOO_LARGE" }]);
  expect(scene.outbox.intents).toHaveLength(1);
});

it("names the server's fault while it is not settled whose fault it is", async () => {
  const scene = await start({
    intercept: (changes) => (JSON.stringify(changes).includes("Odd") ? errorOf("INTERNAL_SERVER_ERROR") : null),
  });
  scene.submit({ kind: "createTask", input: { title: "Odd" } });
  scene.submit(titleOf(0, "Beside it"));
  await scene.time.advance(1_000);
  expect(told(scene)).toMatchObject({ kind: "retrying", code: "INTERNAL_SERVER_ERROR" });
});

async function start(options?: SceneOptions): Promise<OutboxScene> {
  const scene = createOutboxScene(options);
  void scene.outbox.reread();
  scene.follow();
  scene.runner.start();
  await scene.time.advance(50);
  return scene;
}

function told({ runner, store }: OutboxScene) {
  return runner.holdup(store.projectId);
}

function taskOf({ outbox }: OutboxScene, id: string): string {
  const { change } = outbox.find(id) ?? {};
  return change?.kind === "createTask" ? String(change.input.id) : "";
}
