import { generateKeyBetween } from "fractional-indexing";
import type { ChangeKind, Comment, Label, Task, User } from "../core/wire.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { bump, editItem, findConflict, refuse } from "./edit-item.ts";
import type { Answer, FakeProject, Input, Kept } from "./fake-project.ts";

type Handler = (project: FakeProject, actor: User, input: Input) => Answer;

/** The server's side of each kind of change. */
export const handlers: { readonly [K in ChangeKind]: Handler } = {
  createTask(project, actor, input) {
    const { data } = project;
    const id = String(input["id"]);
    const known = takeId(project, actor, id);
    if (known) return known === "own" ? done("CreateTask", project.seq, { task: data.tasks.get(id)?.value }) : taken;
    const { title = "", description = null, status = "TODO", priority = "NONE", dueAt = null } = input as Partial<Task>;
    const at = new Date().toISOString();
    const task: Task = {
      ...{ id, title, description, status, priority, dueAt, version: 0, commentCount: 0, createdBy: actor },
      ...{ createdAt: at, updatedAt: at, position: project.endOfColumn(status) },
      assignee: findUser(project, input["assigneeId"]),
      labels: findLabels(project, input["labelIds"]),
    };
    data.tasks.set(id, { value: task, changed: {}, texts: { 0: description ?? "" } });
    return done("CreateTask", project.record(actor, input, { __typename: "TaskCreated", task }), { task });
  },
  updateTask(project, actor, input) {
    const kept = project.data.tasks.get(String(input["taskId"]));
    const { title, description, priority, dueAt, assigneeId, addLabelIds, removeLabelIds } = input;
    const values: Record<string, unknown> = { title, description, priority, dueAt };
    for (const name of Object.keys(values)) if (values[name] === undefined) delete values[name];
    if (assigneeId !== undefined) values["assignee"] = findUser(project, assigneeId);
    const answer = editItem<Task>(project, actor, input, kept, {
      noun: "Task",
      values: { ...(values as Partial<Task>), ...changeLabels(project, kept?.value, addLabelIds, removeLabelIds) },
      free: "labels",
      text: "description",
      toEvent: (task, taskChanges) => ({ __typename: "TaskUpdated", taskChanges, task }),
    });
    return answer;
  },
  updateTaskStatus(project, actor, input) {
    const kept = project.data.tasks.get(String(input["taskId"]));
    const status = input["status"] as TaskStatus;
    if (kept?.value.status === status) return done("UpdateTaskStatus", project.seq, { task: kept.value });
    return place(project, actor, input, kept, status, project.endOfColumn(status));
  },
  moveTask(project, actor, input) {
    const kept = project.data.tasks.get(String(input["taskId"]));
    if (!kept) return refuse("NOT_FOUND", "Task not found.");
    const task = kept.value;
    const status = (input["status"] ?? task.status) as TaskStatus;
    const column = project.column(status, task.id);
    const index = (id: unknown) => column.findIndex((each) => each.id === id);
    const [after, before] = [index(input["afterTaskId"]), index(input["beforeTaskId"])];
    const lower = after >= 0 ? column[after] : before >= 0 ? column[before - 1] : column.at(-1);
    const upper = after >= 0 ? column[after + 1] : before >= 0 ? column[before] : undefined;
    const isBehind = !lower || lower.position < task.position;
    const isThere = status === task.status && isBehind && (!upper || task.position < upper.position);
    const position = isThere ? task.position : generateKeyBetween(lower?.position ?? null, upper?.position ?? null);
    return place(project, actor, input, kept, status, position);
  },
  deleteTask(project, actor, input) {
    const { data } = project;
    const taskId = String(input["taskId"]);
    const task = data.tasks.get(taskId);
    if (!task) return refuse("NOT_FOUND", "Task not found.");
    const conflict = findConflict(task, input, Object.keys(task.changed));
    if (conflict) return { __typename: "TaskConflict", ...conflict, taskFields: conflict.fields, task: task.value };
    const comments = [...data.comments.values()].filter((comment) => comment.taskId === taskId);
    data.deleted.set(taskId, { task, comments });
    data.tasks.delete(taskId);
    for (const { value } of comments) data.comments.delete(value.id);
    return done("DeleteTask", project.record(actor, input, { __typename: "TaskDeleted", taskId }), { taskId });
  },
  restoreTask(project, actor, input) {
    const { data } = project;
    const taskId = String(input["taskId"]);
    const known = data.tasks.get(taskId);
    if (known) return done("RestoreTask", project.seq, { task: known.value });
    const deleted = data.deleted.get(taskId);
    if (!deleted) return refuse("NOT_FOUND", "Task not found.");
    data.deleted.delete(taskId);
    const { task, comments } = deleted;
    bump(task, { ...task.value, position: project.endOfColumn(task.value.status) }, [], input, "description");
    data.tasks.set(taskId, task);
    for (const comment of comments) data.comments.set(comment.value.id, comment);
    const seq = project.record(actor, input, { __typename: "TaskRestored", task: task.value });
    return done("RestoreTask", seq, { task: task.value });
  },
  createComment(project, actor, input) {
    const { data } = project;
    const [id, taskId] = [String(input["id"]), String(input["taskId"])];
    const task = data.tasks.get(taskId);
    if (!task) return refuse("NOT_FOUND", "Task not found.");
    const known = takeId(project, actor, id);
    if (known) {
      return known === "own" ? done("CreateComment", project.seq, { comment: data.comments.get(id)?.value }) : taken;
    }
    const at = new Date().toISOString();
    const times = { createdAt: at, updatedAt: at, createdSeq: project.seq + 1 };
    const comment: Comment = { id, body: String(input["body"]), version: 0, author: actor, ...times };
    data.comments.set(id, { value: comment, changed: {}, texts: { 0: comment.body }, taskId });
    const event = { __typename: "CommentCreated", comment, task: countComment(task, 1, input) };
    return done("CreateComment", project.record(actor, input, event), { comment });
  },
  updateComment(project, actor, input) {
    const kept = project.data.comments.get(String(input["commentId"]));
    const task = kept && project.data.tasks.get(kept.taskId);
    if (kept && kept.value.author.id !== actor.id) return refuse("FORBIDDEN", "Only its author may edit a comment.");
    return editItem<Comment>(project, actor, input, kept, {
      noun: "Comment",
      values: { body: String(input["body"]) },
      text: "body",
      toEvent: (comment) => ({ __typename: "CommentUpdated", comment, task: task && countComment(task, 0, input) }),
    });
  },
  deleteComment(project, actor, input) {
    const { data } = project;
    const commentId = String(input["commentId"]);
    const kept = data.comments.get(commentId);
    const task = kept && data.tasks.get(kept.taskId);
    if (!task) return refuse("NOT_FOUND", "Comment not found.");
    if (kept.value.author.id !== actor.id && !["OWNER", "ADMIN"].includes(project.roleOf(actor) ?? ""))
      return refuse("FORBIDDEN", "Only its author or an administrator may delete a comment.");
    data.comments.delete(commentId);
    data.deletedComments.set(commentId, kept);
    const event = { __typename: "CommentDeleted", commentId, task: countComment(task, -1, input) };
    return done("DeleteComment", project.record(actor, input, event), { commentId });
  },
  restoreComment(project, actor, input) {
    const { data } = project;
    const id = String(input["commentId"]);
    const kept = data.comments.get(id) ?? data.deletedComments.get(id);
    const task = kept && data.tasks.get(kept.taskId);
    if (!task) return refuse("NOT_FOUND", "Comment not found.");
    const comment = kept.value;
    if (data.comments.has(id)) return done("RestoreComment", project.seq, { comment });
    data.deletedComments.delete(id);
    data.comments.set(id, kept);
    const event = { __typename: "CommentRestored", comment, task: countComment(task, 1, input) };
    return done("RestoreComment", project.record(actor, input, event), { comment });
  },
  createLabel(project, actor, input) {
    const { labels } = project.data;
    const id = String(input["id"]);
    const known = takeId(project, actor, id);
    if (known) return known === "own" ? done("CreateLabel", project.seq, { label: labels.get(id)?.value }) : taken;
    const { name = "", color = "GRAY" } = input as Partial<Label>;
    if (isNamed(project, name, id)) return refuse("BAD_USER_INPUT", "A label has this name already.");
    const label: Label = { id, name, color, version: 0 };
    labels.set(id, { value: label, changed: {}, texts: {} });
    return done("CreateLabel", project.record(actor, input, { __typename: "LabelCreated", label }), { label });
  },
  updateLabel(project, actor, input) {
    const { tasks, labels } = project.data;
    const kept = labels.get(String(input["labelId"]));
    const { name = kept?.value.name ?? "", color = kept?.value.color ?? "GRAY" } = input as Partial<Label>;
    if (kept && isNamed(project, name, kept.value.id))
      return refuse("BAD_USER_INPUT", "A label has this name already.");
    return editItem<Label>(project, actor, input, kept, {
      noun: "Label",
      values: { name, color },
      toEvent(label) {
        for (const task of tasks.values()) {
          const relabel = task.value.labels.map((each) => (each.id === label.id ? label : each));
          task.value = { ...task.value, labels: relabel };
        }
        return { __typename: "LabelUpdated", label };
      },
    });
  },
  deleteLabel(project, actor, input) {
    const { tasks, labels } = project.data;
    const labelId = String(input["labelId"]);
    const kept = labels.get(labelId);
    if (!kept) return refuse("NOT_FOUND", "Label not found.");
    const conflict = findConflict(kept, input, Object.keys(kept.changed));
    if (conflict) return { __typename: "LabelConflict", ...conflict, labelFields: conflict.fields, label: kept.value };
    labels.delete(labelId);
    for (const task of tasks.values()) {
      task.value = { ...task.value, labels: task.value.labels.filter(({ id }) => id !== labelId) };
    }
    return done("DeleteLabel", project.record(actor, input, { __typename: "LabelDeleted", labelId }), { labelId });
  },
};

const taken = refuse("BAD_USER_INPUT", "The id is taken.");

/** Takes an id for a new item. `own`: the same person made it before, and it exists. */
function takeId({ data }: FakeProject, actor: User, id: string): "own" | "taken" | undefined {
  const owner = data.taken.get(id);
  if (owner === undefined) {
    data.taken.set(id, actor.id);
    return undefined;
  }
  const exists = data.tasks.has(id) || data.comments.has(id) || data.labels.has(id);
  return owner === actor.id && exists ? "own" : "taken";
}

function place(
  project: FakeProject,
  actor: User,
  input: Input,
  kept: Kept<Task> | undefined,
  status: TaskStatus,
  position: string,
): Answer {
  const from = kept?.value.status;
  const answer = editItem<Task>(project, actor, input, kept, {
    noun: "Task",
    values: { status, position },
    toEvent: (task, taskChanges) =>
      from === status
        ? { __typename: "TaskUpdated", taskChanges, task }
        : { __typename: "TaskStatusChanged", from, to: status, task },
  });
  return answer.__typename === "UpdateTaskPayload" ? { ...answer, __typename: "MoveTaskPayload" } : answer;
}

function countComment(kept: Kept<Task>, step: number, input: Input) {
  const commentCount = kept.value.commentCount + step;
  bump(kept, { ...kept.value, commentCount }, ["COMMENTS"], input, "description");
  const { id, version } = kept.value;
  return { id, version, commentCount };
}

function changeLabels(project: FakeProject, task: Task | undefined, add: unknown, remove: unknown): Partial<Task> {
  if (!task || (!add && !remove)) return {};
  const removed = (remove ?? []) as readonly string[];
  const kept = task.labels.filter(({ id }) => !removed.includes(id));
  const added = findLabels(project, add).filter(({ id }) => !kept.some((label) => label.id === id));
  return { labels: [...kept, ...added] };
}

/** Unknown labels are ignored. */
function findLabels({ data }: FakeProject, ids: unknown): Label[] {
  return ((ids ?? []) as readonly string[]).flatMap((id) => data.labels.get(id)?.value ?? []);
}

function findUser({ data }: FakeProject, id: unknown): User | null {
  return data.members.get(String(id))?.user ?? null;
}

function isNamed({ data }: FakeProject, name: string, exceptId: string): boolean {
  return [...data.labels.values()].some(
    ({ value }) => value.id !== exceptId && value.name.toLowerCase() === name.toLowerCase(),
  );
}

function done(name: string, seq: number, fields: object): Answer {
  return { __typename: `${name}Payload`, seq, ...fields };
}
