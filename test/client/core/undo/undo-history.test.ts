import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import { UndoHistory } from "../../../../client/core/undo/undo-history.ts";
import type { Change, ChangeKind } from "../../../../client/core/wire.ts";
import { createRandom } from "../../../faults/random.ts";
import { startProxy, type TcpProxy } from "../../../faults/tcp-proxy.ts";
import { type Board, createBoard } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import { isLongRun } from "../../../support/long-run.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { range } from "../../../support/range.ts";
import { isLive, until } from "../lockstep/until.ts";

const statuses = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const;

let database: TestDatabase;
let instance: Instance;
let [ada, grace]: Person[] = [];
let proxy: TcpProxy;
let board: Board;
let scene: Scene;

/** Ada's tab, with one task that has a comment and a label. */
interface Scene {
  readonly lockstep: Lockstep;
  readonly project: ProjectHandle;
  readonly history: UndoHistory;
  readonly ids: { readonly task: string; readonly other: string; readonly comment: string; readonly label: string };
}

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  proxy = await startProxy({ host: "127.0.0.1", port: Number(new URL(instance.url).port) });
  board = await createBoard(ada as Person);
  await board.addMember(grace as Person, "MEMBER");
  const { id: label } = await board.createLabel("Known");
  const { id: task } = await board.createTask({ title: "First", description: "one\ntwo\nthree", labelIds: [label] });
  const { id: other } = await board.createTask({ title: "Second" });
  const { id: comment } = await board.createComment(task, "Said");
  const lockstep = open(ada as Person);
  const project = lockstep.project(board.projectId);
  await until(() => isLive(project));
  await project.loadComments(task);
  scene = { lockstep, project, history: new UndoHistory(project, lockstep), ids: { task, other, comment, label } };
});

afterEach(async () => {
  scene.history.close();
  scene.lockstep.close();
  await proxy.close();
});

/** A change of each kind. Complete: a missing one does not compile. */
const changes: { readonly [K in ChangeKind]: (ids: Scene["ids"]) => Change } = {
  createTask: () => ({ kind: "createTask", input: { id: randomUUID(), title: "New" } }),
  updateTask: ({ task, label }) => ({
    kind: "updateTask",
    input: { taskId: task, title: "Edited", priority: "HIGH", removeLabelIds: [label] },
  }),
  updateTaskStatus: ({ task }) => ({ kind: "updateTaskStatus", input: { taskId: task, status: "DONE" } }),
  moveTask: ({ task, other }) => ({ kind: "moveTask", input: { taskId: task, afterTaskId: other } }),
  deleteTask: ({ task }) => ({ kind: "deleteTask", input: { taskId: task } }),
  restoreTask: ({ task }) => ({ kind: "restoreTask", input: { taskId: task } }),
  createComment: ({ task }) => ({ kind: "createComment", input: { id: randomUUID(), taskId: task, body: "New" } }),
  updateComment: ({ comment }) => ({ kind: "updateComment", input: { commentId: comment, body: "Edited" } }),
  deleteComment: ({ comment }) => ({ kind: "deleteComment", input: { commentId: comment } }),
  restoreComment: ({ comment }) => ({ kind: "restoreComment", input: { commentId: comment } }),
  createLabel: () => ({ kind: "createLabel", input: { id: randomUUID(), name: "New", color: "RED" } }),
  updateLabel: ({ label }) => ({ kind: "updateLabel", input: { labelId: label, name: "Renamed" } }),
  deleteLabel: ({ label }) => ({ kind: "deleteLabel", input: { labelId: label } }),
};

const deletions = { restoreTask: "deleteTask", restoreComment: "deleteComment" } as const;
const undoable = (Object.keys(changes) as ChangeKind[]).filter((kind) => kind !== "deleteLabel");

describe.each(undoable)("UndoHistory: %s", (kind) => {
  it.each(["confirmed", "unsent"])("%s, is taken back, made again and taken back", async (state) => {
    const { project, history, ids } = scene;
    // Only a deleted item can be restored.
    if (kind in deletions) {
      project.submit(changes[deletions[kind as keyof typeof deletions]](ids));
      await settled();
    }
    const before = read();
    if (state === "unsent") await goOffline();
    project.submit(changes[kind](ids));
    if (state === "confirmed") await settled();
    const after = read();

    expect((await history.undo()).outcome).toBe("done");
    if (state === "unsent") await goOnline();
    await settled();
    expect(read()).toEqual(before);
    // The id of a deleted label stays taken.
    expect((await history.redo()).outcome).toBe(kind === "createLabel" ? "nothing" : "done");
    if (kind === "createLabel") return;
    await settled();
    // An item that is restored while offline shows once the server has made the change.
    if (!(kind in deletions) || state === "confirmed") expect(read()).toEqual(after);
    expect((await history.undo()).outcome).toBe("done");
    await settled();
    expect(read()).toEqual(before);
    expect(scene.lockstep.outbox.intents).toEqual([]);
  });
});

it("UndoHistory: the deletion of a label cannot be taken back, and is no step", async () => {
  scene.project.submit(changes.deleteLabel(scene.ids));
  expect(scene.history.state.undoable).toBeNull();
  expect((await scene.history.undo()).outcome).toBe("nothing");
});

it("UndoHistory: all changes of one turn are one step", async () => {
  const { project, history, ids } = scene;
  const before = read();
  for (const id of [ids.task, ids.other]) {
    project.submit({ kind: "updateTaskStatus", input: { taskId: id, status: "DONE" } });
  }
  await settled();
  expect(history.state.undoable).toHaveLength(2);
  expect((await history.undo()).outcome).toBe("done");
  await settled();
  expect(read()).toEqual(before);
  expect(history.state).toMatchObject({ undoable: null });
});

it("UndoHistory: edits of one field in a row are one step, those of another field a second one", async () => {
  const { project, history, ids } = scene;
  for (const title of ["A", "AB", "ABC"]) {
    project.submit({ kind: "updateTask", input: { taskId: ids.task, title } });
    await settled();
  }
  project.submit({ kind: "updateTask", input: { taskId: ids.task, priority: "LOW" } });
  await settled();
  await history.undo();
  expect(project.task(ids.task)).toMatchObject({ title: "ABC", priority: "NONE" });
  await history.undo();
  expect(project.task(ids.task)).toMatchObject({ title: "First", priority: "NONE" });
  expect((await history.undo()).outcome).toBe("nothing");
});

it("UndoHistory: edits of several items are one step, also right after an edit of one of them", async () => {
  const { project, history, ids } = scene;
  const edit = (taskId: string, priority: "LOW" | "HIGH") =>
    project.submit({ kind: "updateTask", input: { taskId, priority } });
  for (const [first, second] of [
    [ids.task, ids.other],
    [ids.other, ids.task],
  ] as const) {
    edit(ids.task, "HIGH");
    await settled();
    edit(first, "LOW");
    edit(second, "LOW");
    await settled();
    expect(history.state.undoable).toHaveLength(2);
    await history.undo();
    expect(project.task(ids.task)).toMatchObject({ priority: "HIGH" });
    expect(project.task(ids.other)).toMatchObject({ priority: "NONE" });
    await history.undo();
    expect(project.task(ids.task)).toMatchObject({ priority: "NONE" });
    await settled();
  }
  expect((await history.undo()).outcome).toBe("nothing");
});

it("UndoHistory: a new change drops what could be made again", async () => {
  const { project, history, ids } = scene;
  project.submit({ kind: "updateTask", input: { taskId: ids.task, title: "Edited" } });
  await history.undo();
  expect(history.state.redoable).toHaveLength(1);
  project.submit({ kind: "updateTask", input: { taskId: ids.other, title: "Edited" } });
  expect(history.state.redoable).toBeNull();
  expect((await history.redo()).outcome).toBe("nothing");
});

describe("UndoHistory: after somebody else", () => {
  const others: readonly {
    readonly name: string;
    readonly own: (ids: Scene["ids"]) => Change;
    readonly other: (ids: Scene["ids"]) => Change;
    readonly outcome: string;
    readonly shown: object;
  }[] = [
    {
      name: "changed the same field, it stays",
      own: ({ task }) => ({ kind: "updateTask", input: { taskId: task, title: "Ada's" } }),
      other: ({ task }) => ({ kind: "updateTask", input: { taskId: task, title: "Grace's" } }),
      outcome: "superseded",
      shown: { title: "Grace's" },
    },
    {
      name: "changed the same field back to the own value, it stays",
      own: ({ task }) => ({ kind: "updateTask", input: { taskId: task, dueAt: "2027-01-01T00:00:00.000Z" } }),
      other: ({ task }) => ({ kind: "updateTask", input: { taskId: task, dueAt: "2027-02-01T00:00:00.000Z" } }),
      outcome: "superseded",
      shown: { dueAt: "2027-02-01T00:00:00.000Z" },
    },
    {
      name: "changed one of two fields, the other one is taken back",
      own: ({ task }) => ({ kind: "updateTask", input: { taskId: task, title: "Ada's", priority: "HIGH" } }),
      other: ({ task }) => ({ kind: "updateTask", input: { taskId: task, title: "Grace's" } }),
      outcome: "partly",
      shown: { title: "Grace's", priority: "NONE" },
    },
    {
      name: "changed another field, both come out right",
      own: ({ task }) => ({ kind: "updateTask", input: { taskId: task, title: "Ada's" } }),
      other: ({ task }) => ({ kind: "updateTask", input: { taskId: task, priority: "HIGH" } }),
      outcome: "done",
      shown: { title: "First", priority: "HIGH" },
    },
    {
      name: "wrote other lines of a text, these stay",
      own: ({ task }) => ({ kind: "updateTask", input: { taskId: task, description: "Ada\ntwo\nthree" } }),
      other: ({ task }) => ({ kind: "updateTask", input: { taskId: task, description: "Ada\ntwo\nGrace" } }),
      outcome: "done",
      shown: { description: "one\ntwo\nGrace" },
    },
    {
      name: "moved the task, it stays there",
      own: ({ task }) => ({ kind: "updateTaskStatus", input: { taskId: task, status: "DONE" } }),
      other: ({ task }) => ({ kind: "updateTaskStatus", input: { taskId: task, status: "IN_REVIEW" } }),
      outcome: "superseded",
      shown: { status: "IN_REVIEW" },
    },
  ];

  it.each(others)("$name", async ({ own, other, outcome, shown }) => {
    const { project, history, ids } = scene;
    project.submit(own(ids));
    await settled();
    await submitAs(grace as Person, other(ids));

    expect((await history.undo()).outcome).toBe(outcome);
    await settled();
    expect(project.task(ids.task)).toMatchObject(shown);
    expect(scene.lockstep.outbox.intents).toEqual([]);
  });

  it("deleted the task, nothing is sent", async () => {
    const { project, history, ids } = scene;
    project.submit({ kind: "updateTask", input: { taskId: ids.task, title: "Ada's" } });
    await settled();
    await submitAs(grace as Person, { kind: "deleteTask", input: { taskId: ids.task } });
    expect((await history.undo()).outcome).toBe("superseded");
    expect(scene.lockstep.outbox.intents).toEqual([]);
  });

  it("edited a new task, it is not deleted", async () => {
    const { project, history } = scene;
    const id = randomUUID();
    project.submit({ kind: "createTask", input: { id, title: "New" } });
    await settled();
    await submitAs(grace as Person, { kind: "updateTask", input: { taskId: id, title: "Grace's" } });
    expect((await history.undo()).outcome).toBe("superseded");
    expect(project.task(id)?.title).toBe("Grace's");
  });
});

it("UndoHistory: a change of the same person in another tab stays, too", async () => {
  const { project, history, ids } = scene;
  project.submit({ kind: "updateTask", input: { taskId: ids.task, title: "Here" } });
  await settled();
  await submitAs(ada as Person, { kind: "updateTask", input: { taskId: ids.task, title: "There" } });
  expect((await history.undo()).outcome).toBe("superseded");
  expect(project.task(ids.task)?.title).toBe("There");
});

it("UndoHistory: a change in conflict is passed over", async () => {
  const { project, history, ids, lockstep } = { ...scene };
  project.submit({ kind: "updateTask", input: { taskId: ids.other, title: "Taken back" } });
  await settled();
  await goOffline();
  project.submit({ kind: "updateTask", input: { taskId: ids.task, title: "Ada's" } });
  await submitAs(grace as Person, { kind: "updateTask", input: { taskId: ids.task, title: "Grace's" } }, false);
  await goOnline();
  await until(() => lockstep.outbox.intents.some(({ standing }) => standing.kind === "conflict"));
  expect((await history.undo()).outcome).toBe("done");
  expect(project.task(ids.task)?.title).toBe("Grace's");
  expect(project.task(ids.other)?.title).toBe("Second");
});

// The server puts a restored task near its old place. A task that moves back beside one whose own move has not arrived
// finds it elsewhere. So order is compared where none was deleted, and each undo has arrived before the next.
const runs = range(1, isLongRun ? 20 : 3).flatMap((seed) => [`seed ${seed}`, `seed ${seed}, with deletions`]);

it.each(runs)("UndoHistory: any changes, all taken back, leave what was there (%s)", async (run) => {
  const { project, history } = scene;
  const random = createRandom(Number(run.match(/\d+/)?.[0]));
  const isDeleting = run.includes("deletions");
  const before = read(!isDeleting);
  const made: string[] = [];
  let steps = 0;
  for (let number = 0; number < 15; number += 1) {
    const tasks = statuses.flatMap((status) => project.column(status));
    const task = random.pick(tasks);
    const input = { taskId: task.id };
    const change = random.pick<() => Change>([
      () => ({ kind: "createTask", input: { title: `New ${number}` } }),
      () => ({ kind: "updateTask", input: { ...input, title: `Title ${number}` } }),
      () => ({ kind: "updateTask", input: { ...input, description: `Line ${number}\ntwo` } }),
      () => ({ kind: "updateTask", input: { ...input, priority: random.pick(["LOW", "HIGH"] as const) } }),
      () => ({ kind: "moveTask", input: { ...input, status: random.pick(statuses) } }),
      () => ({ kind: "moveTask", input: { ...input, afterTaskId: random.pick(tasks).id } }),
      ...(isDeleting && tasks.length > 1 ? [() => ({ kind: "deleteTask", input }) as const] : []),
    ])();
    project.submit(change);
    made.push(JSON.stringify(change));
    if (random.chance(0.5)) await settled();
    else await new Promise((resolve) => setTimeout(resolve));
  }
  for (; history.state.undoable; steps += 1) {
    expect((await history.undo()).outcome, made.join("\n")).toBe("done");
    if (!isDeleting) await settled();
  }
  await settled();
  expect(steps).toBeGreaterThan(5);
  expect(read(!isDeleting), made.join("\n")).toEqual(before);
});

function open(person: Person, port = proxy.port): Lockstep {
  const url = `http://127.0.0.1:${port}/graphql`;
  return createLockstep({ url, getToken: () => person.token, webSocketImpl: WebSocket });
}

/** The board as a person sees it, without versions and times. */
function read(isOrdered = true): object {
  const { project, ids } = scene;
  return {
    columns: statuses.map((status) => {
      const tasks = project.column(status).map(({ id, title, description, priority, labels }) => {
        return { id, title, description, priority, labels: labels.map(({ name }) => name) };
      });
      return isOrdered ? tasks : tasks.sort((one, other) => one.id.localeCompare(other.id));
    }),
    comments: project.comments(ids.task)?.map(({ id, body }) => ({ id, body })),
    labels: project.labels().map(({ name }) => name),
  };
}

/** Everything is sent, and its events have come. */
async function settled(): Promise<void> {
  const { lockstep, project, ids } = scene;
  const isDecided = () => lockstep.outbox.intents.every(({ standing }) => /^(conflict|refused)$/.test(standing.kind));
  await until(() => isDecided() && isLive(project));
  expect(lockstep.outbox.intents).toEqual([]);
  const seq = await board.seq();
  await until(() => project.state.seq >= seq);
  if (project.task(ids.task)) await project.loadComments(ids.task);
}

async function goOffline(): Promise<void> {
  proxy.turn({ kind: "refusing" });
  proxy.cut();
  await until(() => scene.lockstep.connection.state.status === "offline");
}

async function goOnline(): Promise<void> {
  proxy.turn({ kind: "fair" });
  scene.lockstep.reconnect();
  await until(() => isLive(scene.project));
}

/** Another tab makes a change. */
async function submitAs(person: Person, change: Change, isSeen = true): Promise<void> {
  const lockstep = open(person, Number(new URL(instance.url).port));
  const project = lockstep.project(board.projectId);
  await until(() => isLive(project));
  project.submit(change);
  await until(() => lockstep.outbox.intents.length === 0);
  const seq = await board.seq();
  lockstep.close();
  if (isSeen) await until(() => scene.project.state.seq >= seq);
}
