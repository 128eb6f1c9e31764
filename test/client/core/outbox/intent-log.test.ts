import { describe, expect, it } from "vitest";
import type { OutboxStorage, StoredIntent } from "../../../../client/core/types.ts";
import { VirtualClock } from "../../../simulation/virtual-clock.ts";
import { FakeDisk } from "../model/fake-disk.ts";
import { grace } from "../model/fake-server.ts";
import { createOutboxScene, type OutboxScene, startScene, titleOf, told } from "./outbox-scene.ts";

const hangs = { kind: "storage", reason: "The browser's storage takes no changes at present." };
const isFull = { kind: "storage", reason: "The browser's storage is full. Free some space on the device." };

describe("storage that does not answer", () => {
  it("a write: the change is told to be in memory after 5 s, and on disk once it is there", async () => {
    const { scene, release } = hold("write");
    const told: unknown[] = [];
    void scene.submit(titleOf(0, "Mine")).accepted.then((durability) => told.push(durability));
    await scene.time.advance(4_900);
    expect([told, scene.outbox.durability]).toEqual([[], "disk"]);
    await scene.time.advance(200);
    expect([told, scene.outbox.durability]).toEqual([["memory"], "memory"]);
    void scene.submit(titleOf(1, "Mine, too")).accepted.then((durability) => told.push(durability));
    await scene.time.advance(100);
    expect(told).toEqual(["memory", "memory"]);
    expect(scene.store.task("task-1")?.title).toBe("Mine, too");
    const heard: unknown[] = [];
    scene.outbox.subscribe(() => heard.push(scene.outbox.durability));
    release();
    await scene.time.advance(100);
    expect([heard, scene.disk.intents.size]).toEqual([["disk"], 2]);
    const third = scene.submit(titleOf(2, "Third"));
    await scene.time.advance(100);
    expect(await third.accepted).toBe("disk");
  });

  it("a write: what may be on disk waits and says so, and what is in memory alone goes", async () => {
    const { scene, release } = hold("write");
    scene.submit(titleOf(0, "Under way"));
    await scene.time.advance(100);
    scene.runner.start();
    await scene.time.advance(6_000);
    expect(scene.requests).toEqual([]);
    expect(scene.runner.holdup(scene.store.projectId)).toEqual(hangs);
    scene.submit(titleOf(1, "In memory"));
    await scene.time.advance(6_000);
    expect(scene.server.data.tasks.get("task-1")?.value.title).toBe("In memory");
    expect(scene.outbox.intents.map(({ change }) => change)).toEqual([titleOf(0, "Under way")]);
    release();
    await scene.time.advance(6_000);
    expect([scene.outbox.intents, scene.disk.intents.size]).toEqual([[], 0]);
    expect(scene.store.task("task-0")?.title).toBe("Under way");
    expect(scene.server.violations).toEqual([]);
  });

  it("a write that fails in the end: what was under way is sent from memory", async () => {
    const { scene, release } = hold("write");
    scene.submit(titleOf(0, "Under way"));
    await scene.time.advance(100);
    scene.runner.start();
    await scene.time.advance(6_000);
    expect(scene.requests).toEqual([]);
    scene.disk.isFull = true;
    release();
    await scene.time.advance(500);
    expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe("Under way");
    expect([scene.outbox.intents, scene.disk.intents.size]).toEqual([[], 0]);
  });

  it("the first read: changes are made in memory, sent, and taken off what is on disk", async () => {
    const { scene, release } = hold("read");
    scene.runner.start();
    scene.script.push({ kind: "unreachable" });
    const { accepted } = scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(5_100);
    expect(await accepted).toBe("memory");
    await scene.time.advance(5_000);
    expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe("Mine");
    release();
    await scene.time.advance(1_000);
    expect([scene.outbox.durability, scene.outbox.intents, scene.disk.intents.size]).toEqual(["disk", [], 0]);
  });
});

describe("storage that fails", () => {
  it("a removed database: what stood there unsent is sent from memory", async () => {
    const scene = startScene();
    scene.runner.start();
    scene.store.receive({ kind: "interrupted" });
    const { accepted } = scene.submit(titleOf(0, "Mine"));
    expect(await told(scene, accepted)).toBe("disk");
    scene.disk.isRemoved = true;
    scene.follow();
    await scene.time.advance(10_000);
    expect([scene.outbox.intents, scene.store.confirmed?.tasks.get("task-0")?.title]).toEqual([[], "Mine"]);
    expect(await told(scene, scene.submit(titleOf(1, "Later")).accepted)).toBe("memory");
    await scene.time.advance(10_000);
    expect(scene.outbox.intents).toEqual([]);
  });

  it("says so when it is full in the middle of the work, and takes everything later", async () => {
    const scene = startScene();
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
    const scene = startScene();
    scene.runner.start();
    scene.disk.isFull = true;
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(1_000);
    expect(scene.server.data.seq).toBe(5);
    expect(scene.outbox.intents).toEqual([]);
  });

  it("holds back a change that stands on it in another form while it takes nothing", async () => {
    const scene = startScene();
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(100);
    scene.disk.isFull = true;
    scene.runner.start();
    await scene.time.advance(1_000);
    expect(scene.requests).toEqual([]);
    expect(scene.runner.holdup(scene.store.projectId)).toEqual(isFull);
    scene.disk.isFull = false;
    await scene.time.advance(6_000);
    expect(scene.requests).toHaveLength(1);
  });

  it("keeps the form of a change that went from memory", async () => {
    const scene = startScene();
    scene.disk.isFull = true;
    scene.runner.start();
    scene.script.push({ kind: "timeout" });
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(15);
    scene.server.change(grace, "updateTask", { taskId: "task-0", priority: "LOW" });
    scene.disk.isFull = false;
    await scene.time.advance(10_000);
    expect(scene.server.violations).toEqual([]);
    expect(scene.outbox.intents).toEqual([]);
  });
});

/** A scene whose storage answers nothing of one kind until it is released. */
function hold(kind: "read" | "write"): { readonly scene: OutboxScene; readonly release: () => void } {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  class HangingDisk extends FakeDisk {
    override openOutbox(): OutboxStorage {
      const { read, write } = super.openOutbox();
      return {
        read: () => (kind === "read" ? held.then(read) : read()),
        write: (change) => (kind === "write" ? held.then(() => write(change)) : write(change)),
      };
    }
  }
  const time = new VirtualClock(1_700_000_000_000);
  const scene = createOutboxScene({ time, disk: new HangingDisk(time) });
  void scene.outbox.reread();
  scene.follow();
  return { scene, release };
}

it.each([
  ["no change", { change: null }],
  ["no input", { change: { kind: "updateTask", input: null } }],
  ["an unknown kind", { change: { kind: "paintTask", input: {} } }],
  ["no standing", { standing: undefined }],
  ["nothing that it follows", { following: undefined }],
  ["a later format", { format: 2 }],
  ["a damaged edit that it displaced", { displaced: [{ format: 1 }] }],
])("a record with %s stays where it is, and the others are read and sent", async (_, damage) => {
  const scene = startScene();
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(100);
  const [sound] = scene.disk.intents.values();
  const damaged = { ...sound, id: "damaged", ...damage } as unknown as StoredIntent;
  scene.disk.intents.set("damaged", damaged);
  const tab = scene.openTab();
  tab.follow();
  void tab.outbox.reread();
  await scene.time.advance(100);
  expect([tab.outbox.durability, tab.outbox.intents.map(({ id }) => id)]).toEqual(["disk", [sound?.id]]);
  tab.runner.start();
  await scene.time.advance(1_000);
  expect(scene.server.data.tasks.get("task-0")?.value.title).toBe("Mine");
  expect([...scene.disk.intents.values()]).toEqual([damaged]);
});
