import { expect, it } from "vitest";
import type { Change } from "../../../../client/core/wire.ts";
import { grace } from "../model/fake-server.ts";
import { startScene } from "./outbox-scene.ts";

// The answer to a change that changes nothing bears the number of somebody else's. Once the store has reached that
// number, the change is sent again: it may also be of a lost history. A later own change may be on its way by then.

const taskId = "task-0";
const update = (values: object): Change => ({ kind: "updateTask", input: { taskId, ...values } });
const title = "Task 0";

interface Pair {
  readonly name: string;
  /** Changes nothing. */
  readonly first: Change;
  readonly second: Change;
  readonly wanted: object | undefined;
}

const pairs: readonly Pair[] = [
  {
    name: "an edit of the same value",
    first: update({ title }),
    second: update({ title: "New" }),
    wanted: { title: "New" },
  },
  {
    name: "an edit of one of its values",
    first: update({ title, priority: "NONE" }),
    second: update({ title: "New" }),
    wanted: { title: "New", priority: "NONE" },
  },
  {
    name: "an edit of its value beside its labels",
    first: update({ title, addLabelIds: ["label-0"] }),
    second: update({ title: "New" }),
    wanted: { title: "New" },
  },
  {
    name: "another move",
    first: { kind: "moveTask", input: { taskId, status: "TODO", beforeTaskId: "task-1" } },
    second: { kind: "moveTask", input: { taskId, status: "DONE" } },
    wanted: { status: "DONE" },
  },
  {
    name: "a move of another kind",
    first: { kind: "moveTask", input: { taskId, status: "TODO", beforeTaskId: "task-1" } },
    second: { kind: "updateTaskStatus", input: { taskId, status: "DONE" } },
    wanted: { status: "DONE" },
  },
  {
    name: "its item's deletion",
    first: update({ title }),
    second: { kind: "deleteTask", input: { taskId } },
    wanted: undefined,
  },
];

it.each(pairs)("a change that changed nothing is not sent again after $name", async ({ first, second, wanted }) => {
  const scene = startScene();
  const { server, time, outbox } = scene;
  scene.runner.start();
  await time.advance(5);
  // Its event comes 20 ms later.
  server.change(grace, "updateTask", { taskId: "task-3", title: "Hers" });
  scene.submit(first);
  await time.advance(15);
  expect(outbox.intents.map(({ standing }) => standing.kind)).toEqual(["answered"]);
  scene.submit(second);
  await time.advance(2_000);
  expect(outbox.intents).toEqual([]);
  const task = server.data.tasks.get(taskId)?.value;
  if (wanted) expect(task).toMatchObject(wanted);
  else expect(task).toBeUndefined();
});
