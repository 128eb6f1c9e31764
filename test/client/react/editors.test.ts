// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { createElement, Fragment, useEffect, useLayoutEffect, useState } from "react";
import { expect, it, vi } from "vitest";
import {
  LockstepProvider,
  useColumn,
  useCommentActions,
  useCommentEditor,
  useComments,
  useOutbox,
  useProject,
  useTask,
  useTaskActions,
  useTaskEditor,
} from "../../../client/react/index.ts";
import { createTestStorage } from "../../../client/testing/index.ts";
import { ada, grace, perform, setReactScene, watch } from "./react-scene.ts";

const scene = setReactScene();
const patient = { delay: 60_000 };

it("two editors of one field in one tab never conflict: the one that saves last wins", async () => {
  const { show, project, createTask, lockstep } = scene;
  const taskId = createTask("Old");
  const one = watch(() => useTaskEditor(project.id, taskId, patient));
  const other = watch(() => useTaskEditor(project.id, taskId, patient));
  show(createElement("div", null, one.element, other.element));
  await vi.waitFor(() => expect(one.last.values?.title).toBe("Old"));
  perform(() => one.last.edit({ title: "First" }));
  perform(() => other.last.edit({ title: "Second" }));
  perform(() => one.last.save());
  expect(other.last.values?.title).toBe("Second");
  await vi.waitFor(() => expect(one.last.state).toBe("saved"));
  perform(() => other.last.save());
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  expect(project.data.tasks.get(taskId)?.value.title).toBe("Second");
  expect(one.last.values?.title).toBe("Second");
});

it("two editors of one task in one tab keep the fields of each other", async () => {
  const { show, project, createTask, lockstep } = scene;
  const taskId = createTask("Old");
  const title = watch(() => useTaskEditor(project.id, taskId, patient));
  const priority = watch(() => useTaskEditor(project.id, taskId, patient));
  show(createElement("div", null, title.element, priority.element));
  await vi.waitFor(() => expect(title.last.values?.title).toBe("Old"));
  perform(() => title.last.edit({ title: "New" }));
  perform(() => priority.last.edit({ priority: "HIGH" }));
  perform(() => priority.last.save());
  perform(() => title.last.save());
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  expect(project.data.tasks.get(taskId)?.value).toMatchObject({ title: "New", priority: "HIGH" });
});

it("text that was typed goes to the task that it was typed for when the editor's task changes", async () => {
  const { show, project, createTask, lockstep } = scene;
  const [first, second] = [createTask("First"), createTask("Second")];
  let choose = (_: string) => {};
  const watcher = watch(() => {
    const [taskId, setTaskId] = useState(first);
    choose = setTaskId;
    return useTaskEditor(project.id, taskId, patient);
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.values?.title).toBe("First"));
  perform(() => watcher.last.edit({ title: "First, edited" }));
  perform(() => choose(second));
  expect(watcher.last.values?.title).toBe("Second");
  await vi.waitFor(() => expect(project.data.tasks.get(first)?.value.title).toBe("First, edited"));
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  expect(project.data.tasks.get(second)?.value.title).toBe("Second");
});

it("hooks follow a project's id that changes while they are mounted", async () => {
  const { show, project, server, createTask } = scene;
  const other = server.addProject({ name: "Other", members: { ada: "OWNER" } });
  createTask("Of the first");
  other.change(ada, { kind: "createTask", input: { title: "Of the other" } });
  let choose = (_: string) => {};
  const watcher = watch(() => {
    const [id, setId] = useState(project.id);
    choose = setId;
    return { id, view: useProject(id), todo: useColumn(id, "TODO").map(({ title }) => title) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.todo).toEqual(["Of the first"]));
  perform(() => choose(other.id));
  await vi.waitFor(() => expect(watcher.last).toMatchObject({ view: { project: { name: "Other" } } }));
  await vi.waitFor(() => expect(watcher.last.todo).toEqual(["Of the other"]));
  // Nothing of one project showed under the id of the other.
  const mixed = watcher.seen.filter(({ id, todo }) => todo.includes(id === other.id ? "Of the first" : "Of the other"));
  expect(mixed).toEqual([]);
});

it("an editor saves when the page is hidden, and not again when it is shown", async () => {
  const { show, project, createTask, lockstep } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => useTaskEditor(project.id, taskId, patient));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
  const before = project.seq;
  perform(() => watcher.last.edit({ title: "Typed" }));
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  perform(() => void document.dispatchEvent(new Event("visibilitychange")));
  await vi.waitFor(() => expect(project.data.tasks.get(taskId)?.value.title).toBe("Typed"));
  visibility.mockReturnValue("visible");
  perform(() => void document.dispatchEvent(new Event("visibilitychange")));
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  expect(project.seq).toBe(before + 1);
});

it("a value that the outbox does not take stays until it is discarded, also after the task is gone", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => {
    return { editor: useTaskEditor(project.id, taskId, patient), task: useTask(project.id, taskId) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.task).toBeDefined());
  perform(() => watcher.last.editor.edit({ title: "Typed", dueAt: {} as string }));
  perform(() => watcher.last.editor.save());
  expect(watcher.last.editor).toMatchObject({ state: "failed", failure: expect.stringContaining("dueAt") });
  project.change(grace, { kind: "deleteTask", input: { taskId } });
  await vi.waitFor(() => expect(watcher.last.task).toBeUndefined());
  expect(watcher.last.editor).toMatchObject({ state: "failed", values: { title: "Typed" } });
  perform(() => watcher.last.editor.discard());
  expect(watcher.last.editor).toMatchObject({ state: "saved", failure: null });
  expect(watcher.last.editor.values).toBeUndefined();
});

it("text that is typed while somebody deletes the task becomes an item with that text", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => {
    const [editor, task] = [useTaskEditor(project.id, taskId, patient), useTask(project.id, taskId)];
    return { editor, task, outbox: useOutbox(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.editor.values?.title).toBe("Old"));
  perform(() => watcher.last.editor.edit({ description: "Half a sent" }));
  project.change(grace, { kind: "deleteTask", input: { taskId } });
  await vi.waitFor(() => expect(watcher.last.task).toBeUndefined());
  expect(watcher.last.editor.values).toMatchObject({ title: "Old", description: "Half a sent" });
  perform(() => watcher.last.editor.save());
  expect(watcher.last.editor.values).toBeUndefined();
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toHaveLength(1));
  expect(watcher.last.outbox.failed[0]).toMatchObject({ code: "NOT_FOUND", ownText: { description: "Half a sent" } });
  expect(watcher.last.editor).toMatchObject({ state: "failed", failed: { ownText: { description: "Half a sent" } } });
});

it("text that one person typed is never shown to the next, nor sent as theirs", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  let person = "ada";
  const lockstep = server.connect(() => person);
  const watcher = watch(() => {
    const editor = useTaskEditor(project.id, taskId, patient);
    return { view: useProject(project.id), editor, actions: useTaskActions(project.id) };
  });
  show(watcher.element, lockstep);
  await vi.waitFor(() => expect(watcher.last.editor.values?.title).toBe("Old"));
  perform(() => watcher.last.editor.edit({ title: "Ada's" }));
  person = "grace";
  watcher.seen.length = 0;
  perform(() => lockstep.reconnect());
  await vi.waitFor(() => expect(watcher.last.view).toMatchObject({ me: grace }));
  await vi.waitFor(() => expect(watcher.last.editor).toMatchObject({ state: "saved", values: { title: "Old" } }));
  const leaked = watcher.seen.filter(
    ({ view, editor }) => view.status === "open" && view.me.id === grace.id && editor.values?.title === "Ada's",
  );
  expect(leaked).toEqual([]);
  perform(() => {
    watcher.last.editor.save();
    watcher.last.actions.create({ title: "By Grace" });
  });
  await vi.waitFor(() => expect(project.column("TODO").map(({ title }) => title)).toEqual(["Old", "By Grace"]));
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  lockstep.close();
});

it("useComments: the failure of one task does not show at the next", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Task");
  let choose = (_: string) => {};
  const watcher = watch(() => {
    const [id, setId] = useState("no such task");
    choose = setId;
    return { id, list: useComments(project.id, id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.list.status).toBe("failed"));
  perform(() => choose(taskId));
  await vi.waitFor(() => expect(watcher.last.list.status).toBe("loaded"));
  expect(watcher.seen.filter(({ id, list }) => id === taskId && list.status === "failed")).toEqual([]);
});

it("useComments: a project that ends does not load for ever", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Task");
  const watcher = watch(() => ({ list: useComments(project.id, taskId), view: useProject(project.id) }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.list.status).toBe("loaded"));
  project.removeMember(grace, ada);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("ended"));
  expect(watcher.last.list).toEqual({ status: "failed", reason: expect.stringMatching(/\w/), pending: [] });
});

it("useComments: where comments cannot be loaded, own ones that wait are told, until they are in the list", async () => {
  const { show, server, project, createTask } = scene;
  const [taskId, otherId] = [createTask("Task"), createTask("Other")];
  const storage = createTestStorage();
  const before = server.connect("ada", { storage });
  const opened = before.project(project.id);
  await vi.waitFor(() => expect(opened.stream).toMatchObject({ isLive: true }));
  await vi.waitFor(async () => expect(await storage.copies.list()).toHaveLength(1));
  before.close();
  server.goOffline();
  const lockstep = server.connect("ada", { storage });
  const watcher = watch(() => {
    const write = useCommentActions(project.id, taskId).create;
    return { write, view: useProject(project.id), list: useComments(project.id, taskId), outbox: useOutbox() };
  });
  const elsewhere = watch(() => useComments(project.id, otherId));
  show(createElement(Fragment, null, watcher.element, elsewhere.element), lockstep);
  await vi.waitFor(() => expect(watcher.last.list.status).toBe("failed"));
  expect(watcher.last.view.status).toBe("open");
  perform(() => void watcher.last.write("Mine"));
  expect(watcher.last.list).toMatchObject({ status: "failed", pending: [{ ownText: { body: "Mine" } }] });
  expect(elsewhere.last).toMatchObject({ pending: [] });
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last.list).toMatchObject({ status: "loaded", comments: [{ body: "Mine" }] }));
  lockstep.close();
});

it("useComments: renders without a task, as before one is chosen", async () => {
  const { show, project } = scene;
  const watcher = watch(() => useComments(project.id, [].at(0) as unknown as string));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last).toMatchObject({ status: expect.stringMatching(/failed|loading/) }));
});

it("useCommentEditor: saves an own comment after the pause, and through a reload", async () => {
  const { project, server, show, createTask } = scene;
  const taskId = createTask("Task");
  const id = crypto.randomUUID();
  project.change(ada, { kind: "createComment", input: { id, taskId, body: "First" } });
  const storage = createTestStorage();
  const before = server.connect("ada", { storage });
  const scenario = () =>
    watch(() => {
      const list = useComments(project.id, taskId);
      return { list, editor: useCommentEditor(project.id, taskId, id, { delay: 10 }), outbox: useOutbox() };
    });
  const first = scenario();
  const { unmount } = show(first.element, before);
  await vi.waitFor(() => expect(first.last.editor.values).toEqual({ body: "First" }));
  server.goOffline();
  perform(() => first.last.editor.edit({ body: "Edited offline" }));
  await vi.waitFor(() => expect(first.last.outbox.pending).toHaveLength(1));
  expect(first.last.editor.state).toBe("waiting");
  unmount();
  before.close();

  const after = server.connect("ada", { storage });
  const second = scenario();
  show(second.element, after);
  await vi.waitFor(() => expect(second.last.outbox.pending).toMatchObject([{ ownText: { body: "Edited offline" } }]));
  server.goOnline();
  await vi.waitFor(() => expect(second.last.editor.values).toEqual({ body: "Edited offline" }));
  await vi.waitFor(() => expect(second.last.editor.state).toBe("saved"));
  expect(project.comments(taskId)[0]?.body).toBe("Edited offline");
  after.close();
});

it("30 tasks that one handler moves leave as one request, and show in one commit", async () => {
  const { show, project, createTask, lockstep } = scene;
  const ids = Array.from({ length: 30 }, (_, index) => createTask(`Task ${index}`));
  const batches = vi.spyOn(project, "applyChanges");
  const watcher = watch(() => {
    return { done: useColumn(project.id, "DONE"), actions: useTaskActions(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(lockstep.connection.state.status).toBe("live"));
  const task = watch(() => useTask(project.id, ids[0] ?? ""));
  show(task.element);
  await vi.waitFor(() => expect(task.last?.status).toBe("TODO"));
  const { actions } = watcher.last;
  watcher.seen.length = 0;
  perform(() => {
    for (const id of ids) actions.move(id, { status: "DONE" });
  });
  // StrictMode renders twice.
  expect(watcher.seen.map(({ done }) => done.length)).toEqual([30, 30]);
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  expect(batches).toHaveBeenCalledOnce();
  expect(project.column("DONE").map(({ id }) => id)).toEqual(ids);
});

it("useCommentActions: a comment that is written while the project ends is kept as an item", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Task");
  const watcher = watch(() => {
    return { view: useProject(project.id), actions: useCommentActions(project.id, taskId), outbox: useOutbox() };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("open"));
  project.removeMember(grace, ada);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("ended"));
  perform(() => void watcher.last.actions.create("Too late"));
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toHaveLength(1));
  expect(watcher.last.outbox.failed[0]).toMatchObject({ code: "FORBIDDEN", ownText: { body: "Too late" } });
});

it.each(["passive", "layout"] as const)(
  "text typed just before the client and its editor go, in a %s effect of a parent, is kept",
  async (kind) => {
    const { show, project, server, createTask } = scene;
    const taskId = createTask("Old");
    const storage = createTestStorage();
    const client = server.connect("ada", { storage });
    const watcher = watch(() => useTaskEditor(project.id, taskId, patient));
    const effect = kind === "passive" ? useEffect : useLayoutEffect;
    function Owner() {
      effect(() => () => client.close(), []);
      return watcher.element;
    }
    const view = render(createElement(LockstepProvider, { lockstep: client }, createElement(Owner)));
    await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
    server.goOffline();
    perform(() => watcher.last.edit({ title: "Typed" }));
    view.unmount();
    const again = server.connect("ada", { storage });
    const later = watch(() => useTask(project.id, taskId));
    show(later.element, again);
    await vi.waitFor(() => expect(later.last?.title).toBe("Typed"));
    server.goOnline();
    again.reconnect();
    await vi.waitFor(() => expect(project.data.tasks.get(taskId)?.value.title).toBe("Typed"));
    again.close();
  },
);

it("a client that closes under a mounted editor keeps the text, and never calls it saved", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  const storage = createTestStorage();
  const client = server.connect("ada", { storage });
  const watcher = watch(() => useTaskEditor(project.id, taskId, patient));
  show(watcher.element, client);
  await vi.waitFor(() => expect(watcher.last.state).toBe("saved"));
  server.goOffline();
  perform(() => watcher.last.edit({ title: "Typed" }));
  const before = watcher.seen.length;
  perform(() => client.close());
  await vi.waitFor(async () =>
    expect(await storage.outbox.read()).toMatchObject([{ change: { input: { title: "Typed" } } }]),
  );
  expect(watcher.seen.slice(before).map(({ state }) => state)).not.toContain("saved");
  expect(watcher.last.state).toBe("waiting");
});
