import type { TaskStatus } from "../../generated/graphql.ts";
import type { StoredIntent } from "../types.ts";
import type { Change, ChangeInputs, ChangeKind, Comment, EditedTask, Label, Task, Total } from "../wire.ts";
import { type Board, findComment, type Patch } from "./board.ts";
import type { Columns } from "./columns.ts";
import { positionBetween } from "./position-between.ts";
import { dropLabel, insertComment } from "./reduce-event.ts";

/** The board as the intents before have left it. */
export interface ViewedBoard extends Board {
  readonly columns: Columns;
}

export type ViewedIntent = Pick<StoredIntent, "change" | "createdAt">;

type Preview<K extends ChangeKind> = (view: ViewedBoard, input: ChangeInputs[K], createdAt: number) => Patch;

/** Effect that the server's answer probably has. A view that holds it already does not change. */
const previews: { readonly [K in ChangeKind]: Preview<K> } = {
  createTask(view, { id = "", title, description, status, priority, assigneeId, dueAt, labelIds }, createdAt) {
    if (view.tasks.get(id)) return {};
    const column = status ?? "TODO";
    const at = new Date(createdAt).toISOString();
    const task: Total<Task> = {
      ...{ id, title, status: column, version: 0, commentCount: 0, createdAt: at, updatedAt: at, createdBy: view.me },
      description: description ?? null,
      priority: priority ?? "NONE",
      dueAt: dueAt ?? null,
      assignee: assigneeId ? (findUser(view, assigneeId) ?? null) : null,
      labels: (labelIds ?? []).flatMap((labelId) => view.labels.get(labelId) ?? []),
      position: between(view.columns.last(column, id), undefined),
    };
    // The server cannot be asked for the comments of a task that it does not have yet.
    return { tasks: [[id, task]], comments: [[id, { taskId: id, seq: 0, comments: [] }]] };
  },
  updateTask(view, { taskId, title, description, priority, assigneeId, dueAt, addLabelIds, removeLabelIds }) {
    return editTask(
      view,
      taskId,
      (task): EditedTask => ({
        title: title ?? task.title,
        description: (description === undefined ? task.description : description) ?? null,
        priority: priority ?? task.priority,
        dueAt: (dueAt === undefined ? task.dueAt : dueAt) ?? null,
        assignee: assigneeId === null ? null : (findUser(view, assigneeId) ?? task.assignee ?? null),
        labels: editLabels(view, task.labels, addLabelIds ?? [], removeLabelIds ?? []),
      }),
    );
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
  createComment(view, { id = "", taskId, body }, createdAt) {
    const task = view.tasks.get(taskId);
    const list = view.comments.get(taskId);
    if (!task || list?.comments.some((comment) => comment.id === id)) return {};
    const tasks: Patch["tasks"] = [[taskId, { ...task, commentCount: task.commentCount + 1 }]];
    if (!list) return { tasks };
    const at = new Date(createdAt).toISOString();
    const times = { createdAt: at, updatedAt: at, createdSeq: Number.MAX_SAFE_INTEGER };
    const comment: Comment = { id, body, version: 0, author: view.me, ...times };
    return { tasks, comments: [[taskId, { ...list, comments: insertComment(list.comments, comment) }]] };
  },
  updateComment: (view, { commentId, body }) => editComment(view, commentId, (comment) => ({ ...comment, body })),
  deleteComment(view, { commentId }) {
    const taskId = findComment(view, commentId)?.taskId ?? "";
    const task = view.tasks.get(taskId);
    const patch = editComment(view, commentId, () => null);
    return task ? { ...patch, tasks: [[taskId, { ...task, commentCount: task.commentCount - 1 }]] } : patch;
  },
  restoreComment: () => ({}),
  createLabel(view, { id = "", name, color }) {
    return view.labels.get(id) ? {} : { labels: [[id, { id, name, color, version: 0 }]] };
  },
  updateLabel(view, { labelId, name, color }) {
    const label = view.labels.get(labelId);
    if (!label) return {};
    const edited: Label = { ...label, name: name ?? label.name, color: color ?? label.color };
    const tasks = dropLabel(view, labelId).map(([id]) => [id, withLabel(view.tasks.get(id), edited)] as const);
    return { labels: [[labelId, edited]], tasks };
  },
  deleteLabel: (view, { labelId }) =>
    view.labels.get(labelId) ? { labels: [[labelId, null]], tasks: dropLabel(view, labelId) } : {},
};

/** Returns what an intent changes in a view. Items that are gone, and those that are not loaded, stay as they are. */
export function applyIntent(view: ViewedBoard, { change, createdAt }: ViewedIntent): Patch {
  const preview = previews[change.kind] as (view: ViewedBoard, input: Change["input"], createdAt: number) => Patch;
  return preview(view, change.input, createdAt);
}

function editTask(view: ViewedBoard, taskId: string, edit: (task: Task) => Partial<Task>): Patch {
  const task = view.tasks.get(taskId);
  return task ? { tasks: [[taskId, { ...task, ...edit(task) }]] } : {};
}

function editComment(view: ViewedBoard, commentId: string, edit: (comment: Comment) => Comment | null): Patch {
  const taskId = findComment(view, commentId)?.taskId;
  const list = taskId === undefined ? undefined : view.comments.get(taskId);
  if (taskId === undefined || !list) return {};
  const comments = list.comments.flatMap((each) => (each.id === commentId ? (edit(each) ?? []) : each));
  return { comments: [[taskId, { ...list, comments }]] };
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

function editLabels({ labels }: Board, known: Label[], add: readonly string[], remove: readonly string[]): Label[] {
  if (add.length === 0 && remove.length === 0) return known;
  const kept = known.filter(({ id }) => !remove.includes(id));
  const added = add.filter((id) => !kept.some((label) => label.id === id) && !remove.includes(id));
  return [...kept, ...added.flatMap((id) => labels.get(id) ?? [])];
}

function withLabel(task: Task | undefined, label: Label): Task | null {
  return task ? { ...task, labels: task.labels.map((each) => (each.id === label.id ? label : each)) } : null;
}

function findUser({ members, me }: Board, userId: string | undefined) {
  if (userId === undefined) return undefined;
  if (userId === me.id) return me;
  for (const { user } of members.values()) if (user.id === userId) return user;
  return undefined;
}
