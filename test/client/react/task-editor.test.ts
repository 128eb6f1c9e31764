// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import { useOutbox, useProject, useTaskEditor } from "../../../client/react/index.ts";
import { ada, grace, perform, setReactScene, watch } from "./react-scene.ts";

const scene = setReactScene();

it("useTaskEditor: waits offline, and is saved once when the network is back", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => useTaskEditor(project.id, taskId, { delay: 20 }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
  expect(watcher.last.state).toBe("saved");
  const before = project.seq;
  server.goOffline();
  for (const title of ["N", "Ne", "New"]) perform(() => watcher.last.edit({ title }));
  expect(watcher.last.values?.title).toBe("New");
  await vi.waitFor(() => expect(watcher.last.state).toBe("waiting"));
  await vi.waitFor(() => expect(scene.lockstep.outbox.intents).toHaveLength(1));
  expect(project.seq).toBe(before);
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last.state).toBe("saved"));
  expect(project.data.tasks.get(taskId)?.value.title).toBe("New");
  expect(project.seq).toBe(before + 1);
});

it("useTaskEditor, useOutbox: an edit of what somebody else changed is a conflict with both texts, and is resolved", async () => {
  const { show, project, server, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => ({ editor: useTaskEditor(project.id, taskId, { delay: 0 }), outbox: useOutbox() }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.editor.values?.title).toBe("Old"));
  server.goOffline();
  perform(() => watcher.last.editor.edit({ title: "Mine" }));
  project.change(grace, { kind: "updateTask", input: { taskId, title: "Theirs" } });
  server.goOnline();
  await vi.waitFor(() => expect(watcher.last.editor.state).toBe("conflict"));
  const [conflict] = watcher.last.outbox.conflicts;
  expect(conflict).toMatchObject({ ownText: { title: "Mine" }, current: { title: "Theirs" }, fields: ["TITLE"] });
  expect(watcher.last.editor.values?.title).toBe("Theirs");
  perform(() => void watcher.last.outbox.resolve(conflict?.id ?? ""));
  await vi.waitFor(() => expect(watcher.last.editor.state).toBe("saved"));
  expect(project.data.tasks.get(taskId)?.value.title).toBe("Mine");
});

it("useTaskEditor: a change that arrives while one types is not overwritten", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old", { description: "one\ntwo\nthree" });
  const watcher = watch(() => useTaskEditor(project.id, taskId, { delay: 60_000 }));
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
  perform(() => watcher.last.edit({ title: "Mine", description: "one, by Ada\ntwo\nthree" }));
  project.change(grace, { kind: "updateTask", input: { taskId, description: "one\ntwo\nthree, by Grace" } });
  project.change(grace, { kind: "updateTask", input: { taskId, priority: "HIGH" } });
  await vi.waitFor(() => expect(watcher.last.values?.priority).toBe("HIGH"));
  expect(watcher.last.values).toMatchObject({ title: "Mine", description: "one, by Ada\ntwo\nthree" });
  perform(() => watcher.last.save());
  await vi.waitFor(() => expect(watcher.last.state).toBe("saved"));
  expect(project.data.tasks.get(taskId)?.value).toMatchObject({
    title: "Mine",
    description: "one, by Ada\ntwo\nthree, by Grace",
  });
});

it("useTaskEditor: saves at unmount, and edits one after the other never conflict", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => useTaskEditor(project.id, taskId, { delay: 60_000 }));
  const { unmount } = show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
  for (const title of ["First", "Second", "Third"]) {
    perform(() => watcher.last.edit({ title }));
    perform(() => watcher.last.save());
  }
  perform(() => watcher.last.edit({ title: "Last" }));
  unmount();
  await vi.waitFor(() => expect(project.data.tasks.get(taskId)?.value.title).toBe("Last"));
  await vi.waitFor(() => expect(scene.lockstep.outbox.intents).toEqual([]));
});

it("useTaskEditor: text that was typed when the project was deleted is a failed item with that text", async () => {
  const { show, project, createTask } = scene;
  const taskId = createTask("Old");
  const watcher = watch(() => {
    const editor = useTaskEditor(project.id, taskId, { delay: 60_000 });
    return { editor, view: useProject(project.id), outbox: useOutbox() };
  });
  show(watcher.element);
  await vi.waitFor(() => expect(watcher.last.editor.values?.title).toBe("Old"));
  perform(() => watcher.last.editor.edit({ description: "Typed, not saved" }));
  project.removeMember(grace, ada);
  await vi.waitFor(() => expect(watcher.last.view.status).toBe("ended"));
  perform(() => watcher.last.editor.save());
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toHaveLength(1));
  expect(watcher.last.outbox.failed[0]).toMatchObject({
    ...{ ownText: { description: "Typed, not saved" }, itemId: taskId, taskId, code: "FORBIDDEN" },
    before: null,
  });
  perform(() => void watcher.last.outbox.dismiss(watcher.last.outbox.failed[0]?.id ?? ""));
  await vi.waitFor(() => expect(watcher.last.outbox.failed).toEqual([]));
});

it.each(["Z", "+02:00"])(
  "useTaskEditor: a due date with %s that is typed on an own one is no conflict",
  async (offset) => {
    const { show, project, createTask } = scene;
    const taskId = createTask("Old");
    const watcher = watch(() => useTaskEditor(project.id, taskId, { delay: 60_000 }));
    show(watcher.element);
    await vi.waitFor(() => expect(watcher.last.values?.title).toBe("Old"));
    perform(() => watcher.last.edit({ dueAt: `2026-12-01T00:00:00${offset}` }));
    perform(() => watcher.last.save());
    perform(() => watcher.last.edit({ dueAt: `2026-12-02T00:00:00${offset}` }));
    // The own first value arrives in the server's form, and the second is still being typed.
    await vi.waitFor(() => expect(scene.lockstep.outbox.intents).toEqual([]));
    perform(() => watcher.last.save());
    await vi.waitFor(() => expect(watcher.last.state).toBe("saved"));
    const dueAt = new Date(`2026-12-02T00:00:00${offset}`).toISOString();
    expect(project.data.tasks.get(taskId)?.value.dueAt).toBe(dueAt);
    // The same time in another form is no edit.
    const { seq } = project;
    perform(() => watcher.last.edit({ dueAt: dueAt.replace(".000Z", "+00:00") }));
    perform(() => watcher.last.save());
    expect([scene.lockstep.outbox.intents, project.seq]).toEqual([[], seq]);
  },
);
