import type { TaskStatus } from "../../generated/graphql.ts";
import type { Change, ChangeInputs, EditedTask, Task, TaskValues, Total } from "../wire.ts";
import type { Board, Patch } from "./board.ts";
import { editLabels } from "./labels.ts";
import { create, edit, type Previews, type Reducers, type Rules, restore, type ViewedBoard } from "./noun.ts";
import { positionBetween } from "./position-between.ts";

type TaskEvent = "TaskCreated" | "TaskUpdated" | "TaskStatusChanged" | "TaskRestored" | "TaskDeleted";

export const taskReducers: Reducers<TaskEvent> = {
  TaskCreated: (_, { task, seq }) => placeNew(task, seq),
  TaskUpdated: placeTask,
  TaskStatusChanged: placeTask,
  TaskRestored: placeTask,
  TaskDeleted: (_, { taskId }) => ({ tasks: [[taskId, null]], comments: [[taskId, null]] }),
};

type TaskChange = "createTask" | "updateTask" | "updateTaskStatus" | "moveTask" | "deleteTask" | "restoreTask";

export const taskPreviews: Previews<TaskChange> = {
  createTask(view, { id = "", assigneeId, labelIds, ...input }, createdAt) {
    if (view.tasks.get(id)) return {};
    const values = valuesOfNewTask(input);
    const at = new Date(createdAt).toISOString();
    const task: Total<Task> = {
      ...{ ...values, id, version: 0, commentCount: 0, createdAt: at, updatedAt: at, createdBy: view.me },
      assignee: findUser(view, assigneeId) ?? null,
      labels: editLabels(view, [], labelIds ?? [], []),
      position: between(view.columns.last(values.status, id), undefined),
    };
    return placeNew(task, 0);
  },
  updateTask(view, { taskId, assigneeId, addLabelIds, removeLabelIds, ...input }) {
    return editTask(view, taskId, (task): EditedTask => {
      const { title, priority, description = task.description, dueAt = task.dueAt } = input;
      return {
        ...{ title: title ?? task.title, priority: priority ?? task.priority, description, dueAt },
        assignee: assigneeId === null ? null : (findUser(view, assigneeId) ?? task.assignee),
        labels: editLabels(view, task.labels, addLabelIds ?? [], removeLabelIds ?? []),
      };
    });
  },
  updateTaskStatus(view, { taskId, status }) {
    return editTask(view, taskId, (task) =>
      task.status === status ? {} : { status, position: between(view.columns.last(status, taskId), undefined) },
    );
  },
  moveTask: (view, input) => editTask(view, input.taskId, (task) => place(view, task, input)),
  deleteTask: (view, { taskId }) =>
    view.tasks.get(taskId) ? { tasks: [[taskId, null]], comments: [[taskId, null]] } : {},
  // The state to restore is on the server.
  restoreTask: () => ({}),
};

/** Returns the values of a new task, but for what refers to other items. */
export function valuesOfNewTask({
  title,
  priority,
  description = null,
  dueAt = null,
  status,
}: ChangeInputs["createTask"]) {
  return { title, priority: priority ?? "NONE", description, dueAt, status: status ?? "TODO" } as const;
}

/** Returns the values of a task that `updateTask` takes, by their names there. */
export function valuesOfTask({ title, description, priority, assignee, dueAt }: Task): TaskValues {
  return { title, description, priority, assigneeId: assignee?.id ?? null, dueAt };
}

const task = { target: "taskId", find: ({ tasks }: Board, id: string) => tasks.get(id) } as const;
const placing = ["status", "position"];

/** Fields whose values a person sees before deleting the task. */
const seenOfTask: { readonly [K in keyof Total<Omit<Task, FixedField | "labels">> as FieldName<K>]: true } = {
  ...{ title: true, description: true, priority: true, assigneeId: true, dueAt: true },
  ...{ status: true, position: true, commentCount: true },
};
type FixedField = "__typename" | "id" | "version" | "createdAt" | "updatedAt" | "createdBy";
type FieldName<K> = K extends "assignee" ? "assigneeId" : K;
const taskFields = Object.keys(seenOfTask);

export const taskRules: Rules<TaskChange> = {
  createTask: { ...task, ...create, isOfProject: true, needs: { title: true } },
  updateTask: { ...task, ...edit, join: joinLists },
  updateTaskStatus: { ...task, ...edit, fields: placing, needs: { status: true } },
  moveTask: { ...task, ...edit, fields: placing },
  deleteTask: { ...task, action: "delete", isVersioned: true, fields: taskFields },
  restoreTask: { ...task, ...restore },
};

/** Labels to add and to remove go into the list of a creation, or join those of an earlier edit. */
function joinLists(known: Change, { input }: Change): object {
  const { addLabelIds, removeLabelIds } = input as ChangeInputs["updateTask"];
  const [add, remove] = [addLabelIds ?? [], removeLabelIds ?? []];
  if (known.kind === "createTask") {
    const labelIds = changeIds(known.input.labelIds ?? [], add, remove);
    return { labelIds, addLabelIds: undefined, removeLabelIds: undefined };
  }
  if (known.kind !== "updateTask") return {};
  const [adds, removes] = [known.input.addLabelIds ?? [], known.input.removeLabelIds ?? []];
  return {
    ...(adds.length + add.length > 0 && { addLabelIds: changeIds(adds, add, remove) }),
    ...(removes.length + remove.length > 0 && { removeLabelIds: changeIds(removes, remove, add) }),
  };
}

function changeIds(known: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  return [...new Set([...known, ...add])].filter((id) => !remove.includes(id));
}

/** The server is not asked for the comments of a new task: it has none, and may not be on the server yet. */
function placeNew(task: Task, seq: number): Patch {
  return { tasks: [[task.id, task]], comments: [[task.id, { taskId: task.id, seq, comments: [] }]] };
}

function placeTask(_: Board, { task: placed }: { readonly task: Task }): Patch {
  return { tasks: [[placed.id, placed]] };
}

function editTask(view: ViewedBoard, taskId: string, edit: (task: Task) => Partial<Task>): Patch {
  const task = view.tasks.get(taskId);
  return task ? { tasks: [[taskId, { ...task, ...edit(task) }]] } : {};
}

/** A neighbour that is gone, or in another column, is passed over: the other one decides, else the column's end. */
function place({ tasks, columns }: ViewedBoard, task: Task, input: ChangeInputs["moveTask"]): Partial<Task> {
  const status: TaskStatus = input.status ?? task.status;
  const inColumn = (id: string | null | undefined) => {
    const neighbour = id && id !== task.id ? tasks.get(id) : undefined;
    return neighbour?.status === status ? neighbour : undefined;
  };
  const after = inColumn(input.afterTaskId);
  const before = inColumn(input.beforeTaskId);
  const lower = after ?? (before ? columns.neighbour(before, -1, task.id) : columns.last(status, task.id));
  const upper = after ? columns.neighbour(after, 1, task.id) : before;
  const end = before ?? upper;
  const isBehind = !lower || lower.position < task.position;
  const isThere = task.status === status && isBehind && (!end || task.position < end.position);
  return isThere ? {} : { status, position: between(lower, upper) };
}

/** Positions of the preview may be equal; the server gives the final ones. */
function between(lower: Task | undefined, upper: Task | undefined): string {
  const isOrdered = lower && upper && lower.position < upper.position;
  return positionBetween(lower?.position, isOrdered || !lower ? upper?.position : undefined);
}

function findUser({ members, me }: Board, userId: string | null | undefined) {
  if (userId === me.id) return me;
  for (const { user } of members.values()) if (user.id === userId) return user;
  return undefined;
}
