import { describe, expect, it } from "vitest";
import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { inputsOf, refusedOf, startScene, startTabs, told } from "./outbox-scene.ts";

describe("cancelling an unsent new item", () => {
  it("takes along all that was planned for it", async () => {
    const scene = startScene();
    const { id: taskId } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "moveTask", input: { taskId, status: "DONE" } });
    const comment = scene.submit({ kind: "createComment", input: { taskId, body: "On it" } });
    await scene.time.advance(100);
    scene.submit({ kind: "moveTask", input: { taskId: "task-0", status: "DONE", afterTaskId: taskId } });
    scene.submit({ kind: "updateComment", input: { commentId: comment.id, body: "Edited" } });
    scene.submit({ kind: "createComment", input: { taskId: "task-0", body: "Beside it" } });
    expect(await told(scene, cancelIntent(scene.outbox, taskId))).toBe(true);
    expect(inputsOf(scene)).toEqual([
      { taskId: "task-0", status: "DONE", afterTaskId: taskId },
      expect.objectContaining({ body: "Beside it" }),
    ]);
    expect(scene.store.task(taskId)).toBeUndefined();
    scene.runner.start();
    await scene.time.advance(5_000);
    expect([scene.outbox.intents, scene.requests.flat().length]).toEqual([[], 2]);
  });

  it("takes a new label out of other unsent changes", async () => {
    const scene = startScene();
    const { id: label } = scene.submit({ kind: "createLabel", input: { name: "Red", color: "RED" } });
    const { id: task } = scene.submit({ kind: "createTask", input: { title: "New", labelIds: [label, "known"] } });
    scene.submit({ kind: "updateTask", input: { taskId: "task-0", addLabelIds: [label] } });
    scene.submit({ kind: "updateTask", input: { taskId: "task-1", title: "Mine", addLabelIds: [label] } });
    expect(await told(scene, cancelIntent(scene.outbox, label))).toBe(true);
    expect(inputsOf(scene)).toEqual([
      { id: task, title: "New", labelIds: ["known"] },
      { taskId: "task-1", title: "Mine", addLabelIds: [] },
    ]);
    scene.runner.start();
    await scene.time.advance(5_000);
    expect([scene.outbox.intents, scene.requests.flat().length]).toEqual([[], 2]);
  });

  it("takes along what was typed before in another tab, and hands back what was typed unseen", async () => {
    const [one, other] = startTabs();
    const { id: taskId } = one.submit({ kind: "createTask", input: { title: "New" } });
    await one.time.advance(10);
    await told(other, other.outbox.reread());
    other.submit({ kind: "createComment", input: { taskId, body: "Seen" } });
    await one.time.advance(10);
    await told(one, one.outbox.reread());
    other.submit({ kind: "createComment", input: { taskId, body: "Unseen" } });
    await one.time.advance(10);
    expect(await told(one, cancelIntent(one.outbox, taskId))).toBe(true);
    await told(one, one.outbox.reread());
    expect(inputsOf(one)).toEqual([expect.objectContaining({ body: "Unseen" })]);
    one.runner.start();
    await one.time.advance(5_000);
    expect(refusedOf(one)).toMatchObject([{ change: { input: { body: "Unseen" } }, standing: { code: "NOT_FOUND" } }]);
  });

  it("is too late once it was sent, and leaves what was planned for it", async () => {
    const scene = startScene();
    const { id: taskId } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "createComment", input: { taskId, body: "On it" } });
    scene.runner.start();
    await scene.time.advance(5);
    expect(await told(scene, cancelIntent(scene.outbox, taskId))).toBe(false);
    await scene.time.advance(5_000);
    expect([scene.outbox.intents, scene.store.task(taskId)?.commentCount]).toEqual([[], 1]);
  });

  it("takes nothing once storage works again, where it was told to be too late", async () => {
    const scene = startScene();
    const { id: taskId } = scene.submit({ kind: "createTask", input: { title: "New" } });
    scene.submit({ kind: "createComment", input: { taskId, body: "On it" } });
    await scene.time.advance(10);
    // It is sent in memory, and stands unsent on disk.
    scene.disk.isFull = true;
    scene.runner.start();
    await scene.time.advance(20);
    scene.runner.stop();
    scene.store.receive({ kind: "interrupted" });
    expect(await told(scene, cancelIntent(scene.outbox, taskId))).toBe(false);
    scene.disk.isFull = false;
    void scene.outbox.reread();
    await scene.time.advance(10_000);
    expect([scene.outbox.durability, inputsOf(scene).length]).toEqual(["disk", 2]);
  });
});
