import { expect, it } from "vitest";
import { createMemoryCopies } from "../../../../client/core/storage/memory-storage.ts";
import { StorageError } from "../../../../client/core/storage/storage-error.ts";
import { keepProjectCopy } from "../../../../client/core/store/project-copy.ts";
import { ProjectStore } from "../../../../client/core/store/project-store.ts";
import { VirtualClock } from "../../../simulation/virtual-clock.ts";
import { FakeServer, grace, projectId } from "../model/fake-server.ts";

it("storage that is full is given the whole project a few times an hour, and the newest once there is room", async () => {
  const scene = createScene();
  scene.isFull = true;
  await scene.bring(60, 1_000);
  expect(scene.written).toEqual({ replaced: 4, appended: 0 });
  await scene.bring(60, 60_000);
  expect(scene.written.replaced).toBeLessThan(4 + 16);
  scene.isFull = false;
  await scene.bring(1, 300_000);
  await scene.bring(5, 1_000);
  expect(scene.written.appended).toBe(5);
  const copy = await scene.copies.read(projectId);
  expect(copy?.journal.at(-1)?.cursor).toBe(scene.server.cursor);
});

it("after storage was full once, events are written by themselves again, and another failure pauses anew", async () => {
  const scene = createScene();
  for (let times = 0; times < 3; times += 1) {
    scene.isFull = true;
    await scene.bring(2, 1_000);
    scene.isFull = false;
    await scene.bring(1, 5_000);
    const { replaced, appended } = scene.written;
    await scene.bring(2, 1_000);
    expect(scene.written).toEqual({ replaced, appended: appended + 2 });
  }
});

it("a clock that is set back does not lengthen the pause", async () => {
  const scene = createScene();
  scene.isFull = true;
  await scene.bring(1, 1_000);
  scene.isFull = false;
  scene.shift = -1_000_000_000;
  await scene.bring(1, 1_000);
  expect((await scene.copies.read(projectId))?.board.seq).toBe(scene.server.data.seq);
});

function createScene() {
  const time = new VirtualClock(1_700_000_000_000);
  const server = new FakeServer();
  const store = new ProjectStore(projectId);
  const now = () => time.now + scene.shift;
  const copies = createMemoryCopies(now);
  const scene = {
    ...{ server, copies },
    isFull: false,
    shift: 0,
    written: { replaced: 0, appended: 0 },
    /** Brings so many events, each after a while. */
    async bring(count: number, milliseconds: number): Promise<void> {
      for (let made = 0; made < count; made += 1) {
        await time.advance(milliseconds);
        const { seq } = server.data;
        server.change(grace, "updateTask", { taskId: "task-0", title: `Title ${time.now}` });
        const events = server.data.log.slice(seq);
        store.receive({ kind: "events", events, seq: server.data.seq, cursor: server.cursor });
        await time.advance(1);
      }
    },
  };
  const take = () => {
    if (scene.isFull) throw new StorageError("full");
  };
  const storage = {
    ...copies,
    async replace(...given: Parameters<typeof copies.replace>) {
      scene.written.replaced += 1;
      take();
      await copies.replace(...given);
    },
    async append(...given: Parameters<typeof copies.append>) {
      scene.written.appended += 1;
      take();
      await copies.append(...given);
    },
  };
  keepProjectCopy(store, storage, null, () => true, now);
  store.receive({ kind: "board", board: server.board(), startsOver: false });
  return scene;
}
