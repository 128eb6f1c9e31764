// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import { useInbox, useMyTasks, useProjects } from "../../../client/react/index.ts";
import { createTestStorage } from "../../../client/testing/index.ts";
import { ada, grace, perform, setReactScene, watch } from "./react-scene.ts";

const scene = setReactScene();

it("useInbox: notices of all projects arrive, and are read", async () => {
  const { server, project, show } = scene;
  const watcher = watch(useInbox);
  show(watcher.element);
  expect(watcher.last).toMatchObject({ notices: null, unreadCount: 0, hasMore: false });
  await vi.waitFor(() => expect(watcher.last.notices).toEqual([]));
  const other = server.addProject({ name: "Other", members: { grace: "OWNER" } });
  other.setMember(grace, ada, "MEMBER");
  project.change(grace, { kind: "createTask", input: { title: "Given", assigneeId: "ada" } });
  await vi.waitFor(() => expect(watcher.last.unreadCount).toBe(2));
  expect(watcher.last.notices).toMatchObject([
    { __typename: "TaskAssigned", taskTitle: "Given", isUnread: true },
    { __typename: "AddedToProject", project: { name: "Other" }, isUnread: true },
  ]);
  const [newest] = watcher.last.notices ?? [];
  perform(() => watcher.last.markRead(1));
  expect(watcher.last.unreadCount).toBe(1);
  // A notice is the same object until it changes.
  expect(watcher.last.notices?.[0]).toBe(newest);
  perform(() => watcher.last.markRead());
  await vi.waitFor(() => expect(server.inboxOf("ada").unreadCount).toBe(0));
});

it("useProjects, useMyTasks: follow own and others' changes, and show from disk while the server is gone", async () => {
  const { server, project, show } = scene;
  const storage = createTestStorage();
  const lockstep = server.connect("ada", { storage });
  const watcher = watch(() => ({ projects: useProjects(), tasks: useMyTasks(), inbox: useInbox() }));
  const { unmount } = show(watcher.element, lockstep);
  await vi.waitFor(() => expect(watcher.last.projects.items).toMatchObject([{ name: "Project" }]));
  project.change(grace, { kind: "createTask", input: { title: "Given", assigneeId: "ada" } });
  await vi.waitFor(() => expect(watcher.last.tasks.items).toMatchObject([{ title: "Given", status: "TODO" }]));
  await vi.waitFor(() => expect(watcher.last.projects.items?.[0]?.openTasks.totalCount).toBe(1));
  const handle = lockstep.project(project.id);
  await vi.waitFor(() => expect(handle.state.status).toBe("loaded"));
  const taskId = String(watcher.last.tasks.items?.[0]?.id);
  perform(() => void handle.submit({ kind: "updateTask", input: { taskId, title: "Renamed" } }));
  await vi.waitFor(() => expect(watcher.last.tasks.items).toMatchObject([{ title: "Renamed" }]));
  unmount();
  lockstep.close();

  server.goOffline();
  const offline = server.connect("ada", { storage });
  const again = watch(() => ({ projects: useProjects(), tasks: useMyTasks() }));
  show(again.element, offline);
  await vi.waitFor(() => expect(again.last.tasks).toMatchObject({ items: [{ title: "Renamed" }], hasMore: false }));
  await vi.waitFor(() => expect(again.last.projects.reason).toBe("The server cannot be reached."));
  expect(again.last.projects.items).toMatchObject([{ name: "Project" }]);
  server.goOnline();
  await vi.waitFor(() => expect(again.last.projects.reason).toBeNull());
  offline.close();
});
