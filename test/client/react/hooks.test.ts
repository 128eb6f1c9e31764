// @vitest-environment happy-dom
import { createElement, Fragment, memo, Suspense, use } from "react";
import { expect, it, vi } from "vitest";
import {
  type ArrivedChange,
  useColumn,
  useCommentActions,
  useComments,
  useConnection,
  useLabelActions,
  useLabels,
  useMemberActions,
  useMembers,
  useOnChange,
  useOutbox,
  usePresence,
  useProject,
  useTask,
  useTaskActions,
} from "../../../client/react/index.ts";
import { ada, grace, perform, performLater, setReactScene, vera, watch } from "./react-scene.ts";

const scene = setReactScene();

it("useProject, usePresence: load, follow the project's fields, and end with it", async () => {
  const { show, project } = scene;
  const watcher = watch(() => ({ view: useProject(project.id), present: usePresence(project.id) }));
  show(watcher.element);
  expect(watcher.last.view.status).toBe("loading");
  await vi.waitFor(() => expect(watcher.last.view).toMatchObject({ status: "open", stream: { isLive: true } }));
  expect(watcher.last.view).toMatchObject({ me: ada, viewerRole: "OWNER", project: { name: "Project" } });
  expect(watcher.last.present).toEqual([{ user: ada, focusedTaskId: null, focusedField: null }]);
  project.removeMember(grace, ada);
  await vi.waitFor(() => expect(watcher.last.view).toEqual({ status: "ended", reason: "removed" }));
});

it("one remote change of 2,000 tasks renders only the users of its task and its column", async () => {
  const { show, project, createTask } = scene;
  const ids = Array.from({ length: 2_000 }, (_, index) =>
    createTask(`Task ${index}`, { status: index % 2 ? "DONE" : "TODO" }),
  );
  const renders: string[] = [];
  const Card = memo(({ id }: { readonly id: string }) => {
    renders.push(id);
    return createElement("p", null, useTask(project.id, id)?.title);
  });
  function Column({ status }: { readonly status: "TODO" | "DONE" }) {
    renders.push(status);
    const tasks = useColumn(project.id, status);
    return createElement(
      "ul",
      null,
      tasks.map(({ id }) => createElement(Card, { key: id, id })),
    );
  }
  function Head() {
    renders.push("head");
    const view = useProject(project.id);
    useMembers(project.id);
    useLabels(project.id);
    useConnection();
    useOutbox(project.id);
    return createElement("h1", null, view.status);
  }
  const columns = [createElement(Column, { status: "TODO" }), createElement(Column, { status: "DONE" })];
  const { container } = show(createElement(Fragment, null, createElement(Head), ...columns));
  await vi.waitFor(() => expect(container.querySelectorAll("p")).toHaveLength(2_000));
  await vi.waitFor(() => expect(scene.lockstep.connection.state.status).toBe("live"));
  const live = watch(() => useProject(project.id));
  show(live.element);
  await vi.waitFor(() => expect(live.last).toMatchObject({ stream: { isLive: true } }));
  renders.length = 0;

  const [changed = ""] = ids;
  project.change(grace, { kind: "updateTask", input: { taskId: changed, title: "Changed by Grace" } });
  await vi.waitFor(() => expect(container.textContent).toContain("Changed by Grace"));
  // StrictMode renders twice.
  expect([...new Set(renders)].sort()).toEqual(["TODO", changed].sort());
  expect(renders).toHaveLength(4);
});

it("a project is opened once for all hooks, also in StrictMode, and closed after the last one", async () => {
  const { show, project, lockstep } = scene;
  const handles: { close: ReturnType<typeof vi.spyOn> }[] = [];
  const open = lockstep.project.bind(lockstep);
  const opening = vi.spyOn(lockstep, "project").mockImplementation((id) => {
    const handle = open(id);
    handles.push({ close: vi.spyOn(handle, "close") });
    return handle;
  });
  const watcher = watch(() => [useProject(project.id), useColumn(project.id, "TODO"), useMembers(project.id)]);
  const { unmount } = show(watcher.element);
  await vi.waitFor(() => expect(watcher.last[2]).toHaveLength(3));
  unmount();
  await vi.waitFor(() => expect(handles[0]?.close).toHaveBeenCalledOnce());
  expect(opening).toHaveBeenCalledOnce();
});

it("a component that suspends before it is mounted opens nothing, and shows the project once it goes on", async () => {
  const { show, project, lockstep } = scene;
  const opening = vi.spyOn(lockstep, "project");
  let resolve = (_: string) => {};
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  const watcher = watch(() => [useProject(project.id).status, use(promise)]);
  const view = createElement(Suspense, { fallback: "One moment" }, watcher.element);
  await performLater(() => void show(view));
  expect(opening).not.toHaveBeenCalled();
  await performLater(() => resolve("ready"));
  await vi.waitFor(() => expect(watcher.seen.at(-1)).toEqual(["open", "ready"]));
  expect(opening).toHaveBeenCalledOnce();
});

it("useTaskActions: create, move and remove show at once, and the server has them when it answers", async () => {
  const { show, project, server, createTask } = scene;
  const known = createTask("Known");
  const gone = createTask("Gone");
  const watcher = watch(() => {
    const [todo, done] = [useColumn(project.id, "TODO"), useColumn(project.id, "DONE")];
    return { todo, done, actions: useTaskActions(project.id), outbox: useOutbox(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.todo).toHaveLength(2));
  const release = server.holdAnswers();
  let id = "";
  perform(() => {
    const { create, move, remove } = watcher.last.actions;
    id = create({ title: "New", status: "TODO" }).id;
    move(known, { status: "DONE" });
    remove(gone);
  });
  expect(watcher.last.todo.map(({ title }) => title)).toEqual(["New"]);
  expect(watcher.last.done.map(({ title }) => title)).toEqual(["Known"]);
  expect(watcher.last.outbox.pending).toHaveLength(3);
  release();
  await vi.waitFor(() => expect(watcher.last.outbox.pending).toEqual([]));
  expect(project.data.tasks.get(id)?.value).toMatchObject({ title: "New", createdBy: ada });
  expect(project.column("DONE").map((task) => task.id)).toEqual([known]);
  expect(project.data.tasks.has(gone)).toBe(false);
  perform(() => void watcher.last.actions.restore(gone));
  await vi.waitFor(() => expect(watcher.last.todo.map((task) => task.id)).toContain(gone));
});

it("a component that is unmounted while its change is in flight loses nothing and logs nothing", async () => {
  const { show, project, server } = scene;
  const logged = vi.spyOn(console, "error");
  const watcher = watch(() => ({ view: useProject(project.id), actions: useTaskActions(project.id) }));
  const { unmount } = show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("open"));
  const release = server.holdAnswers();
  perform(() => void watcher.last.actions.create({ title: "Left behind" }));
  unmount();
  release();
  await vi.waitFor(() => expect(scene.lockstep.outbox.intents).toEqual([]));
  expect(project.column("TODO").map(({ title }) => title)).toEqual(["Left behind"]);
  expect(logged).not.toHaveBeenCalled();
});

it("useCommentActions: an edit is based on the comment as the person saw it", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Task");
  const id = crypto.randomUUID();
  project.change(ada, { kind: "createComment", input: { id, taskId, body: "First" } });
  const watcher = watch(() => {
    const [list, outbox] = [useComments(project.id, taskId), useOutbox(project.id)];
    return { list, outbox, actions: useCommentActions(project.id, taskId) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.list.status).toBe("loaded"));
  const [seen] = watcher.last.list.status === "loaded" ? watcher.last.list.comments : [];
  project.change(ada, { kind: "updateComment", input: { commentId: id, body: "Elsewhere" } });
  await vi.waitFor(() => expect(watcher.last.list).toMatchObject({ comments: [{ body: "Elsewhere" }] }));
  perform(() => void watcher.last.actions.update(id, "Mine", seen));
  await vi.waitFor(() => expect(watcher.last.outbox.conflicts).toHaveLength(1));
  expect(watcher.last.outbox.conflicts[0]).toMatchObject({ itemId: id, ownText: { body: "Mine" } });
  perform(() => void watcher.last.actions.update(id, "Mine, on top"));
  await vi.waitFor(() => expect(project.comments(taskId)[0]?.body).toBe("Mine, on top"));
});

it("useComments, useCommentActions: load, follow, and show own comments at once", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Task");
  project.change(grace, { kind: "createComment", input: { taskId, body: "First" } });
  const watcher = watch(() => {
    return { list: useComments(project.id, taskId), actions: useCommentActions(project.id, taskId) };
  });
  const bodies = () =>
    watcher.last.list.status === "loaded" ? watcher.last.list.comments.map(({ body }) => body) : [];
  show(watcher.element);
  await vi.waitFor(() => expect(bodies()).toEqual(["First"]));
  project.change(grace, { kind: "createComment", input: { taskId, body: "Second" } });
  await vi.waitFor(() => expect(bodies()).toEqual(["First", "Second"]));
  const release = server.holdAnswers();
  let id = "";
  perform(() => {
    id = watcher.last.actions.create("Mine").id;
  });
  expect(bodies()).toEqual(["First", "Second", "Mine"]);
  release();
  await vi.waitFor(() => expect(project.comments(taskId).map(({ body }) => body)).toEqual(["First", "Second", "Mine"]));
  await vi.waitFor(() => expect(scene.lockstep.outbox.intents).toEqual([]));
  perform(() => void watcher.last.actions.remove(id));
  expect(bodies()).toEqual(["First", "Second"]);
});

it("useComments: a task that the server does not have yet has none, and takes own ones", async () => {
  const { show, project, server, lockstep } = scene;
  const handle = lockstep.project(project.id);
  await vi.waitFor(() => expect(handle.state.status).toBe("loaded"));
  const taskId = crypto.randomUUID();
  const release = server.holdAnswers();
  handle.submit({ kind: "createTask", input: { id: taskId, title: "Mine" } });
  const watcher = watch(() => {
    return { list: useComments(project.id, taskId), actions: useCommentActions(project.id, taskId) };
  });
  show(watcher.element);
  expect(watcher.last.list).toEqual({ status: "loaded", comments: [] });
  const shown = watcher.seen.length;
  perform(() => void watcher.last.actions.create("First"));
  expect(watcher.last.list).toMatchObject({ comments: [{ body: "First" }] });
  release();
  await vi.waitFor(() => expect(lockstep.outbox.intents).toEqual([]));
  project.change(grace, { kind: "createComment", input: { taskId, body: "Second" } });
  await vi.waitFor(() =>
    expect(watcher.last.list).toMatchObject({ comments: [{ body: "First" }, { body: "Second" }] }),
  );
  expect(watcher.seen.slice(shown).filter(({ list }) => list.status !== "loaded")).toEqual([]);
});

it("useLabelActions: a label and its use show at once", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Task");
  const watcher = watch(() => {
    const [task, labels] = [useTask(project.id, taskId), useLabels(project.id)];
    return { task, labels, actions: useLabelActions(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.task).toBeDefined());
  perform(() => {
    const { id } = watcher.last.actions.create({ name: "Urgent", color: "RED" });
    watcher.last.actions.change(taskId, [id], []);
  });
  expect(watcher.last.labels.map(({ name }) => name)).toEqual(["Urgent"]);
  expect(watcher.last.task?.labels.map(({ name }) => name)).toEqual(["Urgent"]);
  await vi.waitFor(() => expect(project.data.tasks.get(taskId)?.value.labels).toHaveLength(1));
});

it("useMemberActions: works online only, and says why not", async () => {
  const { show, project, server } = scene;
  const watcher = watch(() => ({ members: useMembers(project.id), actions: useMemberActions(project.id) }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.members).toHaveLength(3));
  expect(await watcher.last.actions.changeRole(vera.id, "ADMIN")).toEqual({ isDone: true });
  await vi.waitFor(() => expect(watcher.last.members.find(({ user }) => user.id === "vera")?.role).toBe("ADMIN"));
  expect(await watcher.last.actions.add({ email: "nobody@example.org", role: "MEMBER" })).toMatchObject({
    isDone: false,
  });
  server.goOffline();
  const refused = await watcher.last.actions.remove(vera.id);
  expect(refused).toEqual({ isDone: false, reason: "The server cannot be reached." });
});

it("useOnChange: tells each remote change once, in order, with its actor, when the view holds it", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old");
  const told: (ArrivedChange & { title: string | undefined })[] = [];
  const watcher = watch(() => {
    const task = useTask(project.id, taskId);
    useOnChange(project.id, (change) =>
      told.push({ ...change, title: scene.project.data.tasks.get(taskId)?.value.title }),
    );
    return { task, view: useProject(project.id), actions: useTaskActions(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view).toMatchObject({ stream: { isLive: true } }));
  project.change(grace, { kind: "updateTask", input: { taskId, title: "One" } });
  project.change(grace, { kind: "moveTask", input: { taskId, status: "DONE" } });
  await vi.waitFor(() => expect(told).toHaveLength(2));
  perform(() => void watcher.last.actions.create({ title: "Own" }));
  await vi.waitFor(() => expect(told).toHaveLength(3));
  expect(told.map(({ event, actor, isOwn }) => [event.__typename, actor.name, isOwn])).toEqual([
    ["TaskUpdated", "Grace", false],
    ["TaskStatusChanged", "Grace", false],
    ["TaskCreated", "Ada", true],
  ]);
});

it("useOnChange: what throws at one change hears the others of the same batch, and the project goes on", async () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const { show, project, server, createTask } = scene;
  const told: string[] = [];
  const watcher = watch(() => {
    useOnChange(project.id, ({ event }) => {
      told.push(event.__typename);
      throw new Error(`Fault ${told.length}`);
    });
    return useProject(project.id);
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last).toMatchObject({ stream: { isLive: true } }));
  server.goOffline();
  await vi.waitFor(() => expect(watcher.last).toMatchObject({ stream: { isLive: false } }));
  const taskId = createTask("Missed");
  project.change(grace, { kind: "moveTask", input: { taskId, status: "DONE" } });
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last).toMatchObject({ stream: { isLive: true } }));
  expect(told).toEqual(["TaskCreated", "TaskStatusChanged"]);
  expect(reported).toEqual([new Error("Fault 1"), new Error("Fault 2")]);
  vi.unstubAllGlobals();
});
