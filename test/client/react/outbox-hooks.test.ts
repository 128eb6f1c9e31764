// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import {
  useCommentActions,
  useComments,
  useOutbox,
  useProject,
  useSaveState,
  useTaskActions,
} from "../../../client/react/index.ts";
import { ada, grace, perform, performLater, setReactScene, vera, watch } from "./react-scene.ts";

const scene = setReactScene();

it("useOutbox: returns what its type says, and finds an action's change in whichever list it stands", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => {
    return { view: useProject(project.id), actions: useTaskActions(project.id), outbox: useOutbox(project.id) };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("open"));
  expect(Object.keys(watcher.last.outbox).sort()).toEqual(
    [
      ...["pending", "failed", "conflicts", "durability"],
      ...["holdup", "find", "retry", "dismiss", "resolve", "cancel"],
    ].sort(),
  );
  server.goOffline();
  const ids: string[] = [];
  perform(() => {
    const { create, move, remove } = watcher.last.actions;
    ids.push(create({ title: " " }).id, move(taskId, { status: "DONE" }).id);
    const { id } = create({ title: "Dropped" });
    ids.push(id, remove(id).id);
    // Found at once, before the next render.
    expect(ids.map((id) => watcher.last.outbox.find(id)?.state)).toEqual(["pending", "pending", undefined, "pending"]);
  });
  expect(watcher.last.outbox.find(ids[1] ?? "")).toEqual(watcher.last.outbox.pending[1]);
  project.change(grace, { kind: "moveTask", input: { taskId, status: "IN_PROGRESS" } });
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last.outbox.conflicts).toHaveLength(1));
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toHaveLength(1));
  const { find, failed, conflicts } = watcher.last.outbox;
  expect([find(ids[0] ?? ""), find(ids[1] ?? "")]).toEqual([failed[0], conflicts[0]]);
  expect([failed[0]?.state, conflicts[0]?.state]).toEqual(["failed", "conflict"]);
  expect(await watcher.last.outbox.retry(crypto.randomUUID())).toBe(false);
});

it("useSaveState: a row tells of own changes that wait, are on their way, conflict or failed", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => ({
    row: useSaveState(taskId),
    actions: useTaskActions(project.id),
    outbox: useOutbox(project.id),
    view: useProject(project.id),
  }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view).toMatchObject({ status: "open", stream: { isLive: true } }));
  expect(watcher.last.row).toBe("saved");
  const release = server.holdAnswers();
  perform(() => void watcher.last.actions.move(taskId, { status: "DONE" }));
  expect(watcher.last.row).toBe("saving");
  release();
  await vi.waitFor(() => expect(watcher.last.row).toBe("saved"));
  server.goOffline();
  perform(() => void watcher.last.actions.remove(taskId));
  await vi.waitFor(() => expect(watcher.last.row).toBe("waiting"));
  project.change(grace, { kind: "updateTask", input: { taskId, title: "New" } });
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last.row).toBe("conflict"));
  project.setMember(ada, ada, "VIEWER");
  perform(() => void watcher.last.outbox.resolve(watcher.last.outbox.conflicts[0]?.id ?? ""));
  await vi.waitFor(() => expect(watcher.last.row).toBe("failed"));
  perform(() => void watcher.last.outbox.dismiss(watcher.last.outbox.failed[0]?.id ?? ""));
  await vi.waitFor(() => expect(watcher.last.row).toBe("saved"));
});

it("useSaveState: a comment on a task whose creation was refused waits, also while the connection is live", async () => {
  const { show, project, server } = scene;
  const taskId = crypto.randomUUID();
  const commentId = crypto.randomUUID();
  const watcher = watch(() => ({
    rows: [useSaveState(taskId), useSaveState(commentId)],
    view: useProject(project.id),
    list: useComments(project.id, taskId),
    actions: useCommentActions(project.id, taskId),
    outbox: useOutbox(project.id),
  }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view).toMatchObject({ status: "open", stream: { isLive: true } }));
  const release = server.holdAnswers();
  const handle = scene.lockstep.project(project.id);
  perform(() => {
    handle.submit({ kind: "createTask", input: { id: taskId, title: " " } });
    handle.submit({ kind: "createComment", input: { id: commentId, taskId, body: "On it" } });
  });
  expect(watcher.last.rows).toEqual(["saving", "saving"]);
  release();
  await vi.waitFor(() => expect(watcher.last.rows).toEqual(["failed", "waiting"]));
  handle.close();
});

it("useOutbox: a refusal keeps the text, and is retried or dismissed", async () => {
  const { show, project, server } = scene;
  const lockstep = server.connect("vera");
  const watcher = watch(() => {
    return { view: useProject(project.id), actions: useTaskActions(project.id), outbox: useOutbox() };
  });
  show(watcher.element, lockstep);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("open"));
  perform(() => {
    watcher.last.actions.create({ title: "One" });
    watcher.last.actions.create({ title: "Two" });
  });
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toHaveLength(2));
  const [one, two] = watcher.last.outbox.failed;
  expect([one, two].map((item) => item?.ownText)).toEqual([{ title: "One" }, { title: "Two" }]);
  expect(one).toMatchObject({ code: "FORBIDDEN", projectId: project.id });
  project.setMember(ada, vera, "MEMBER");
  perform(() => void watcher.last.outbox.retry(one?.id ?? ""));
  perform(() => void watcher.last.outbox.dismiss(two?.id ?? ""));
  await vi.waitFor(() => expect(watcher.last.outbox).toMatchObject({ failed: [], pending: [] }));
  expect(project.column("TODO").map(({ title }) => title)).toEqual(["One"]);
  lockstep.close();
});

it("useOutbox: actions resolve with false when nobody is signed in any more", async () => {
  const { show, project, lockstep } = scene;
  const watcher = watch(() => ({ view: useProject(project.id), outbox: useOutbox() }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("open"));
  const { retry, resolve, dismiss, cancel } = watcher.last.outbox;
  await performLater(() => void lockstep.signOut());
  await vi.waitFor(() => expect(lockstep.account.current).toBeNull());
  const id = crypto.randomUUID();
  expect(await Promise.all([retry(id), resolve(id), dismiss(id), cancel(id)])).toEqual([false, false, false, false]);
});
