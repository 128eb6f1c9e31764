import { expect, it, vi } from "vitest";
import { renewPeople } from "../../../../client/core/outbox/refuse-intents.ts";
import type { ConfirmedBoard } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Comment, Task, User } from "../../../../client/core/wire.ts";
import { createTestStorage, FakeServer } from "../../../../client/testing/index.ts";
import { taskOf } from "../storage/samples.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };
const renamed = { ...grace, name: "Grace Hopper", email: "hopper@example.org" };
const erased = { id: "grace", name: "Deleted user", email: null };

const task: Task = { ...taskOf(0, "theirs"), assignee: grace, createdBy: grace };

function conflictWith(current: Task | Comment): StoredIntent {
  const isTask = "title" in current;
  return {
    ...{ format: 1, id: "one", projectId: "project", actorId: "ada", place: 1, revision: 0, createdAt: 0 },
    change: isTask
      ? { kind: "updateTask", input: { taskId: current.id, title: "mine" } }
      : { kind: "updateComment", input: { commentId: current.id, body: "mine" } },
    ...{ base: 1, before: null, following: [], wire: null, sentAt: null },
    standing: { kind: "conflict", message: "", fields: ["TITLE"], currentVersion: 2, current },
  };
}

function boardOf(members: readonly User[], tasks: readonly Task[]): ConfirmedBoard {
  return {
    members: new Map(members.map((user) => [user.id, { user }])),
    tasks: new Map(tasks.map((each) => [each.id, each])),
    comments: new Map(),
  } as unknown as ConfirmedBoard;
}

const currentOf = (intent: StoredIntent | undefined) => intent?.standing.kind === "conflict" && intent.standing.current;

it.each([
  ["a new name", boardOf([ada, renamed], []), { ...task, assignee: renamed, createdBy: renamed }],
  [
    "a person who has left, and whom the task still names as its maker",
    boardOf([ada], [{ ...task, version: 3, title: "newer", assignee: null, createdBy: erased }]),
    { ...task, assignee: erased, createdBy: erased },
  ],
  ["a person whom nothing names any more", boardOf([ada], []), null],
  [
    "an assignee whom nothing names any more",
    boardOf([ada], [{ ...task, assignee: null, createdBy: ada }]),
    { ...task, assignee: null, createdBy: ada },
  ],
])("a conflict with a task follows the project: %s", (_, board, expected) => {
  const known = conflictWith({ ...task, createdBy: expected?.createdBy === ada ? ada : grace });
  const [intent] = renewPeople([known], "project", board);
  expect(currentOf(intent)).toEqual(expected);
  // The person decides against what was shown, so nothing else changes.
  expect(intent).toMatchObject({ change: known.change, standing: { currentVersion: 2, fields: ["TITLE"] } });
});

it("a conflict with a comment follows its author's name", () => {
  const comment = { id: "comment-0", body: "theirs", version: 2, author: grace } as Comment;
  const [intent] = renewPeople([conflictWith(comment)], "project", boardOf([ada, renamed], []));
  expect(currentOf(intent)).toEqual({ ...comment, author: renamed });
});

it("nothing is written where no name has changed, or for another project", () => {
  const intents = [conflictWith(task)];
  expect(renewPeople(intents, "project", boardOf([ada, grace], [task]))).toBe(intents);
  expect(renewPeople(intents, "other", boardOf([ada], []))).toBe(intents);
});

it("the disk keeps no name that the project has lost, while the viewer stays", async () => {
  const server = new FakeServer([ada, grace]);
  const shared = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
  const taskId = crypto.randomUUID();
  shared.change(ada, { kind: "createTask", input: { id: taskId, title: "First", assigneeId: "grace" } });
  const storage = createTestStorage();
  const lockstep = server.connect("ada", { storage });
  const project = lockstep.project(shared.id);
  await vi.waitFor(() => expect(project.task(taskId)?.title).toBe("First"));
  server.goOffline();
  project.submit({ kind: "updateTask", input: { taskId, title: "mine" } });
  shared.change(grace, { kind: "updateTask", input: { taskId, title: "theirs" } });
  server.goOnline();
  await vi.waitFor(() => expect(lockstep.outbox.intents[0]?.standing.kind).toBe("conflict"));
  await vi.waitFor(async () => expect(JSON.stringify(await storage.outbox.read())).toContain(grace.email));
  shared.removeMember(ada, grace);
  // The task has named her until now.
  shared.change(ada, { kind: "updateTask", input: { taskId, assigneeId: null } });
  await vi.waitFor(async () => expect(JSON.stringify(await storage.outbox.read())).not.toContain(grace.email));
  expect(currentOf(lockstep.outbox.intents[0])).toMatchObject({ title: "theirs", assignee: null });
  lockstep.close();
});
