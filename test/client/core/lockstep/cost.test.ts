import { afterEach, expect, it } from "vitest";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { createTestStorage, FakeServer } from "../../../../client/testing/index.ts";

const count = 50;

let lockstep: Lockstep | undefined;

afterEach(() => lockstep?.close());

const tasks = Array.from({ length: 2 * count }, () => crypto.randomUUID());

/** Changes that nothing joins, one for each task. */
const kinds: Readonly<Record<string, (taskId: string) => Change>> = {
  moves: (taskId) => ({ kind: "moveTask", input: { taskId, status: "DONE" } }),
  edits: (taskId) => ({ kind: "updateTask", input: { taskId, title: "New" } }),
  "new tasks": () => ({ kind: "createTask", input: { title: "New" } }),
  "new comments": (taskId) => ({ kind: "createComment", input: { taskId, body: "New" } }),
  "new labels": (taskId) => ({ kind: "createLabel", input: { name: taskId, color: "RED" } }),
  deletions: (taskId) => ({ kind: "deleteTask", input: { taskId } }),
};

it.each(Object.entries(kinds))("%s in one handler do not look at what waits already", async (_, change) => {
  const scene = await openOffline();
  const { handle, reads } = scene;
  for (const taskId of tasks.slice(count)) handle.submit(change(taskId));
  expect(lockstep?.outbox.intents).toHaveLength(2 * count);
  // Each was read once when the disk was. It is read a few times more when all are looked at together, done ones too.
  expect(reads()).toBeLessThanOrEqual(2 * (count + tasks.length));
});

it("changes that are taken back in one handler show as one change", async () => {
  const { handle } = await openOffline();
  let shown = 0;
  handle.subscribe("column:DONE", () => {
    shown += 1;
  });
  const submitted = tasks.slice(count).map((taskId) => handle.submit(kinds["moves"]?.(taskId) as Change));
  expect([shown, handle.column("DONE").length]).toEqual([count, 2 * count]);
  shown = 0;
  const taken = await Promise.all(submitted.map(({ id }) => lockstep?.outbox.cancel(id)));
  expect(taken).toEqual(submitted.map(() => true));
  expect([shown, handle.column("DONE").length]).toEqual([1, count]);
});

/** Opens a project in which `count` moves wait since an earlier visit. `reads` counts the reads of their changes. */
async function openOffline(): Promise<{ handle: ProjectHandle; reads: () => number }> {
  const server = new FakeServer([{ id: "ada", name: "Ada", email: null }]);
  const { id: projectId } = server.addProject({ members: { ada: "OWNER" } });
  const storage = createTestStorage();
  const before = server.connect("ada", { storage });
  const first = before.project(projectId);
  await until(() => first.stream.kind === "following" && first.stream.isLive);
  for (const id of tasks) first.submit({ kind: "createTask", input: { id, title: "Task" } });
  await until(() => before.outbox.intents.length === 0);
  server.goOffline();
  const waiting = tasks.slice(0, count).map((taskId) => first.submit(kinds["moves"]?.(taskId) as Change));
  await Promise.all(waiting.map(({ accepted }) => accepted));
  before.close();

  let reads = 0;
  const counted = (intent: StoredIntent) =>
    new Proxy(intent, {
      get(target, name) {
        if (name === "change") reads += 1;
        return Reflect.get(target, name);
      },
    });
  const { outbox } = storage;
  const counting = { ...outbox, read: async () => (await outbox.read()).map(counted) };
  lockstep = server.connect("ada", { storage: { ...storage, outbox: counting, copies: storage.copies } });
  const handle = lockstep.project(projectId);
  await until(() => handle.column("DONE").length === count);
  reads = 0;
  return { handle, reads: () => reads };
}

function until(isReached: () => boolean): Promise<void> {
  return expect.poll(isReached, { interval: 5 }).toBe(true);
}
