import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName } from "../support/mutation-name.ts";
import { type Person, post, requireData } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = await Promise.all([instance.person("ada"), instance.person("grace")]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

interface Scene {
  readonly board: Board;
  readonly taskId: string;
  readonly commentId: string;
  readonly labelId: string;
  readonly deletedTaskId: string;
  readonly deletedCommentId: string;
}

/** All lists of a project, by which a second look in the same document must differ from the first. */
const lists = `
  project {
    name description version viewerRole
    members(first: 5) { nodes { role user { name } } totalCount }
    labels { name }
    tasks(first: 5) { nodes { title status labels { name } comments(first: 5) { nodes { body } totalCount } } totalCount }
    done: tasks(first: 5, filter: { status: [DONE] }) { nodes { title } totalCount }
    found: tasks(first: 5, filter: { text: "renamed" }) { nodes { title } totalCount }
    deletedTasks(first: 5) { nodes { title } totalCount }
    activity(first: 10) { nodes { __typename } totalCount }
  }`;

/** A mutation's field, and what of the lists it changes. */
const changes: Readonly<
  Record<
    // After the others nothing of a project can be looked at, or before.
    Exclude<MutationName, "createProject" | "deleteProject">,
    { readonly field: (scene: Scene) => string; readonly lists: readonly string[] }
  >
> = {
  updateProject: {
    field: ({ board }) => `updateProject(input: { projectId: "${board.projectId}", name: "Renamed" }) { __typename }`,
    lists: ["name", "version", "activity"],
  },
  addMember: {
    field: ({ board }) =>
      `addMember(input: { projectId: "${board.projectId}", userId: "${grace.id}", role: VIEWER }) { seq }`,
    lists: ["members", "activity"],
  },
  updateMemberRole: {
    field: ({ board }) =>
      `updateMemberRole(input: { projectId: "${board.projectId}", userId: "${grace.id}", role: ADMIN }) { seq }`,
    lists: ["members", "activity"],
  },
  removeMember: {
    field: ({ board }) => `removeMember(input: { projectId: "${board.projectId}", userId: "${grace.id}" }) { seq }`,
    lists: ["members", "activity"],
  },
  createTask: {
    field: ({ board }) => `createTask(input: { projectId: "${board.projectId}", title: "Another" }) { seq }`,
    lists: ["tasks", "activity"],
  },
  updateTask: {
    field: ({ taskId }) => `updateTask(input: { taskId: "${taskId}", title: "Renamed" }) { __typename }`,
    lists: ["tasks", "found", "activity"],
  },
  updateTaskStatus: {
    field: ({ taskId }) => `updateTaskStatus(input: { taskId: "${taskId}", status: DONE }) { __typename }`,
    lists: ["tasks", "done", "activity"],
  },
  moveTask: {
    field: ({ taskId }) => `moveTask(input: { taskId: "${taskId}", status: DONE }) { __typename }`,
    lists: ["tasks", "done", "activity"],
  },
  applyChanges: {
    field: ({ board, taskId }) =>
      `applyChanges(input: { projectId: "${board.projectId}", changes: [{ updateTask: { taskId: "${taskId}", title: "Renamed" } }] }) { seq }`,
    lists: ["tasks", "found", "activity"],
  },
  createComment: {
    field: ({ taskId }) => `createComment(input: { taskId: "${taskId}", body: "Another" }) { seq }`,
    lists: ["tasks", "activity"],
  },
  updateComment: {
    field: ({ commentId }) => `updateComment(input: { commentId: "${commentId}", body: "Changed" }) { __typename }`,
    lists: ["tasks", "activity"],
  },
  deleteComment: {
    field: ({ commentId }) => `deleteComment(input: { commentId: "${commentId}" }) { seq }`,
    lists: ["tasks", "activity"],
  },
  createLabel: {
    field: ({ board }) =>
      `createLabel(input: { projectId: "${board.projectId}", name: "Another", color: RED }) { seq }`,
    lists: ["labels", "activity"],
  },
  updateLabel: {
    field: ({ labelId }) => `updateLabel(input: { labelId: "${labelId}", name: "Renamed" }) { __typename }`,
    lists: ["labels", "tasks", "activity"],
  },
  deleteLabel: {
    field: ({ labelId }) => `deleteLabel(input: { labelId: "${labelId}" }) { __typename }`,
    lists: ["labels", "tasks", "activity"],
  },
  deleteTask: {
    field: ({ taskId }) => `deleteTask(input: { taskId: "${taskId}" }) { __typename }`,
    lists: ["tasks", "deletedTasks", "activity"],
  },
  restoreTask: {
    field: ({ deletedTaskId }) => `restoreTask(input: { taskId: "${deletedTaskId}" }) { seq }`,
    lists: ["tasks", "deletedTasks", "activity"],
  },
  restoreComment: {
    field: ({ deletedCommentId }) => `restoreComment(input: { commentId: "${deletedCommentId}" }) { seq }`,
    lists: ["tasks", "activity"],
  },
};

const transports = {
  HTTP: (query: string) => post<Record<string, Looked>>(instance.url, ada.token, { query }),
  WebSocket: (query: string) => execute<Record<string, Looked>>(ada.socket, { query }),
};

interface Looked {
  readonly task: { readonly project: Readonly<Record<string, unknown>> };
}

describe.each(Object.entries(transports))("two changes in one document, over %s", (_transport, send) => {
  it.each(Object.entries(changes))("%s between two looks: the second sees what it changed", async (name, change) => {
    const board = await createBoard(ada);
    if (name !== "addMember") await board.addMember(grace, "MEMBER");
    const { id: labelId } = await board.createLabel();
    const { id: taskId } = await board.createTask({ title: "First", labelIds: [labelId] });
    const looked = await board.createTask({ title: "Looked at" });
    const { id: commentId } = await board.createComment(taskId);
    const { id: deletedTaskId } = await board.createTask({ title: "Deleted" });
    await board.deleteTask(deletedTaskId);
    const { id: deletedCommentId } = await board.createComment(taskId, "Deleted");
    await board.deleteComment(deletedCommentId);
    const scene = { board, taskId, commentId, labelId, deletedTaskId, deletedCommentId };
    // The looks are changes, too, of a task that no list of interest tells apart.
    const look = (alias: string, priority: string) =>
      `${alias}: updateTask(input: { taskId: "${looked.id}", priority: ${priority} }) {
        ... on UpdateTaskPayload { task { ${lists} } }
      }`;
    const { before, after } = requireData(
      await send(`mutation { ${look("before", "LOW")} changed: ${change.field(scene)} ${look("after", "HIGH")} }`),
    );
    const changed = Object.keys(before?.task.project ?? {}).filter(
      (list) => JSON.stringify(before?.task.project[list]) !== JSON.stringify(after?.task.project[list]),
    );
    expect(changed.toSorted()).toEqual([...change.lists].toSorted());
    const alone = requireData(
      await send(
        `{ project(id: "${board.projectId}") { ${lists
          .trim()
          .replace(/^project \{/, "")
          .replace(/\}$/, "")} } }`,
      ),
    );
    expect(after?.task.project).toEqual(alone["project"]);
  });
});
