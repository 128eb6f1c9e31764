import { expect, it } from "vitest";
import { createMemoryCopies } from "../../../../client/core/storage/memory-storage.ts";
import { StorageError } from "../../../../client/core/storage/storage-error.ts";
import { loadProjectCopy } from "../../../../client/core/store/load-project-copy.ts";
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

it("comments are written by themselves; of more than 2,000, those that were loaded last stay with the copy", async () => {
  const scene = createScene();
  const ids = Array.from({ length: 12 }, (_, index) => scene.addTask(`many-${index}`));
  for (const id of ids) for (let made = 0; made < 190; made += 1) scene.comment(id, `${made}`);
  scene.bringBoard();
  await scene.bring(1, 1_000);
  for (const id of ids.slice(0, 9)) await scene.loadComments(id);
  expect(scene.written).toEqual({ replaced: 1, appended: 1 + 9 });
  for (const id of ids.slice(9)) await scene.loadComments(id);
  expect(scene.written).toEqual({ replaced: 2, appended: 1 + 9 + 2 });
  expect(await scene.readTasks()).toEqual([...ids].sort());
  await scene.bring(500, 1_000);
  expect(scene.written.replaced).toBe(3);
  expect(await scene.readTasks()).toEqual(ids.slice(2).sort());
});

it("comments of a task are written if there are 200 of them, and not if there are more", async () => {
  const scene = createScene();
  const [few, many] = [scene.addTask("few"), scene.addTask("many")];
  for (let made = 0; made < 200; made += 1) for (const id of [few, many]) scene.comment(id, `${id} ${made}`);
  scene.comment(many, "one more");
  scene.bringBoard();
  await scene.bring(1, 1_000);
  for (const id of [few, many]) await scene.loadComments(id);
  expect(await scene.readTasks()).toEqual([few]);
});

it("comments that are ahead of the project wait for the events in between", async () => {
  const scene = createScene();
  await scene.bring(1, 1_000);
  scene.comment("task-0", "Ahead");
  await scene.loadComments("task-0");
  expect(await scene.readTasks()).toEqual([]);
  await scene.bring(1, 1_000);
  expect(await scene.readTasks()).toEqual(["task-0"]);
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
    bringBoard: () => store.receive({ kind: "board", board: server.board(), startsOver: false }),
    addTask(id: string): string {
      server.change(grace, "createTask", { id, title: id });
      return id;
    },
    comment(taskId: string, body: string): void {
      server.change(grace, "createComment", { id: `comment ${taskId} ${body}`, taskId, body });
    },
    async loadComments(taskId: string): Promise<void> {
      store.loadComments({ taskId, seq: server.data.seq, comments: server.comments(taskId) });
      copy.keepComments(taskId);
      await time.advance(1);
    },
    /** Returns the tasks whose comments are on disk, as the server has them. */
    async readTasks(): Promise<string[]> {
      const stored = new ProjectStore(projectId);
      await loadProjectCopy(stored, copies);
      const lists = [...(stored.confirmed?.comments.values() ?? [])];
      for (const { taskId, comments } of lists) expect(comments).toEqual(server.comments(taskId));
      return lists.map(({ taskId }) => taskId).sort();
    },
    /** Brings all events after another one, so many times, each after a while. */
    async bring(count: number, milliseconds: number): Promise<void> {
      for (let made = 0; made < count; made += 1) {
        await time.advance(milliseconds);
        const { seq } = store.state;
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
  const copy = keepProjectCopy(store, storage, null, () => true, now);
  scene.bringBoard();
  return scene;
}
