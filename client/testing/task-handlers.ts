import { generateKeyBetween } from "fractional-indexing";
import { valuesOfNewTask, valuesOfTask } from "../core/store/tasks.ts";
import type { ChangeInputs, Label, Task, User } from "../core/wire.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { enumValues } from "../generated/input-types.ts";
import { bump, editItem, findConflict, toConflict } from "./edit-item.ts";
import {
  done,
  type FakeChange,
  findMade,
  type Handlers,
  keep,
  Refusal,
  requireKept,
  requireRestorable,
} from "./fake-change.ts";
import type { Answer, FakeProject, Kept } from "./fake-project.ts";

/** Labels that a task carries at most. */
const mostLabels = 20;

/** The server's side of the changes of tasks. */
export const taskHandlers: Handlers<
  "createTask" | "updateTask" | "updateTaskStatus" | "moveTask" | "deleteTask" | "restoreTask"
> = {
  createTask(change) {
    const { project, actor, input } = change;
    const known = findMade(change, ({ tasks, deleted }) => [tasks, deleted]);
    if (known) return done("CreateTask", project.seq, { task: known });
    const { id = "" } = input as Partial<Task>;
    const values = valuesOfNewTask(input as ChangeInputs["createTask"]);
    const at = new Date().toISOString();
    const assignee = findAssignee(project, input["assigneeId"]) ?? null;
    const task: Task = {
      ...{ ...values, id, version: 0, commentCount: 0, createdBy: actor, createdAt: at, updatedAt: at },
      ...{ position: project.endOfColumn(values.status), assignee },
      labels: changeLabels(project, [], input["labelIds"], null),
    };
    project.data.tasks.set(id, keep(change, task, task.description ?? ""));
    return done("CreateTask", project.record(actor, input, { __typename: "TaskCreated", task }), { task });
  },
  updateTask(change) {
    const { project, input } = change;
    const kept = requireTask(change);
    const { assigneeId } = input as ChangeInputs["updateTask"];
    const present = valuesOfTask(kept.value);
    const isSameAssignee = assigneeId === undefined || assigneeId === present.assigneeId;
    const assignee = isSameAssignee
      ? undefined
      : (project.data.members.get(assigneeId ?? "")?.user ?? stranger(assigneeId));
    const values = Object.keys(present).map((name) =>
      name === "assigneeId" ? ["assignee", assignee] : [name, input[name]],
    );
    return editItem<Task>(change, kept, {
      noun: "Task",
      values: {
        ...Object.fromEntries(values),
        labels: changeLabels(project, kept.value.labels, input["addLabelIds"], input["removeLabelIds"]),
      },
      free: "labels",
      text: "description",
      check: () => isSameAssignee || findAssignee(project, assigneeId),
      toEvent: (task, taskChanges) => ({ __typename: "TaskUpdated", taskChanges, task }),
    });
  },
  updateTaskStatus(change) {
    const { project, input } = change;
    const kept = requireTask(change);
    const status = input["status"] as TaskStatus;
    const judged = status === kept.value.status ? [] : ["STATUS"];
    const conflict = findConflict(change, kept, "Task", judged, "last");
    if (conflict) return toConflict(kept, "Task", conflict);
    if (judged.length === 0) return done("UpdateTaskStatus", project.seq, { task: kept.value });
    return place(change, kept, status, project.endOfColumn(status), "UpdateTaskStatus");
  },
  moveTask(change) {
    const { project, input } = change;
    const kept = requireTask(change);
    const task = kept.value;
    const status = (input["status"] ?? task.status) as TaskStatus;
    const column = project.column(status, task.id);
    const index = (id: unknown) => column.findIndex((each) => each.id === id);
    const [after, before] = [index(input["afterTaskId"]), index(input["beforeTaskId"])];
    if (after >= 0 && before >= 0 && after >= before)
      throw new Refusal("BAD_USER_INPUT", "beforeTaskId must come after afterTaskId in its column.");
    const lower = after >= 0 ? column[after] : before >= 0 ? column[before - 1] : column.at(-1);
    const upper = after >= 0 ? column[after + 1] : column[before];
    const end = before >= 0 ? column[before] : upper;
    const isBehind = !lower || lower.position < task.position;
    if (status === task.status && isBehind && (!end || task.position < end.position))
      return done("MoveTask", project.seq, { task });
    const conflict = findConflict(change, kept, "Task", ["STATUS", "POSITION"], "last");
    if (conflict) return toConflict(kept, "Task", conflict);
    const position = generateKeyBetween(lower?.position ?? null, upper?.position ?? null);
    return place(change, kept, status, position, "MoveTask");
  },
  deleteTask(change) {
    const { project, actor, input } = change;
    const { data } = project;
    const task = requireTask(change);
    const conflict = findConflict(change, task, "Task", enumValues.TaskField, "every", "description");
    if (conflict) return toConflict(task, "Task", conflict);
    const taskId = task.value.id;
    const seq = project.record(actor, input, { __typename: "TaskDeleted", taskId });
    data.tasks.delete(taskId);
    data.deleted.set(taskId, { kept: task, by: actor.id, seq });
    for (const kept of [...data.comments.values()].filter((comment) => comment.taskId === taskId)) {
      data.comments.delete(kept.value.id);
      data.deletedComments.set(kept.value.id, { kept, by: actor.id, seq });
    }
    return done("DeleteTask", seq, { taskId });
  },
  restoreTask(change) {
    const { project, actor, input } = change;
    const { data } = project;
    const taskId = String(input["taskId"]);
    const known = data.tasks.get(taskId);
    if (known) return done("RestoreTask", project.seq, { task: known.value });
    const { kept, seq: deletedSeq } = requireRestorable(change, data.deleted.get(taskId));
    const { labels, position, status } = kept.value;
    const column = project.column(status);
    const lower = column.findLast((task) => task.position <= position)?.position ?? null;
    const upper = column.find((task) => task.position > position)?.position ?? null;
    const left = changeLabels(
      project,
      [],
      labels.map(({ id }) => id),
      null,
    );
    const restored = { ...kept.value, labels: left, position: generateKeyBetween(lower, upper) };
    bump(change, kept, restored, ["POSITION"], "description");
    data.deleted.delete(taskId);
    data.tasks.set(taskId, kept);
    for (const [id, comment] of data.deletedComments) {
      if (comment.kept.taskId !== taskId || comment.seq !== deletedSeq) continue;
      data.deletedComments.delete(id);
      data.comments.set(id, comment.kept);
    }
    const seq = project.record(actor, input, { __typename: "TaskRestored", task: kept.value });
    return done("RestoreTask", seq, { task: kept.value });
  },
};

export function requireTask({ project, input }: FakeChange): Kept<Task> {
  return requireKept(project.data.tasks.get(String(input["taskId"])));
}

function place(
  { project, actor, input, ...rest }: FakeChange,
  kept: Kept<Task>,
  to: TaskStatus,
  position: string,
  name: string,
): Answer {
  const from = kept.value.status;
  const fields = from === to ? ["POSITION"] : ["STATUS", "POSITION"];
  bump({ project, actor, input, ...rest }, kept, { ...kept.value, status: to, position }, fields, "description");
  const task = kept.value;
  const event =
    from === to
      ? { __typename: "TaskUpdated", taskChanges: fields, task }
      : { __typename: "TaskStatusChanged", from, to, task };
  return done(name, project.record(actor, input, event), { task });
}

/** Returns the labels in the order in which they were made. Ids that the project does not have are ignored. */
function changeLabels(project: FakeProject, current: readonly Label[], add: unknown, remove: unknown): Label[] {
  const removed = (remove ?? []) as readonly string[];
  const known = current.map(({ id }) => id);
  const added = ((add ?? []) as readonly string[]).filter((id) => !known.includes(id));
  const all = [...project.data.labels.values()].map(({ value }) => value);
  const labels = all.filter(({ id }) => [...known, ...added].includes(id) && !removed.includes(id));
  const isMore = labels.some(({ id }) => added.includes(id));
  if (isMore && labels.length > mostLabels)
    throw new Refusal("BAD_USER_INPUT", `A task carries at most ${mostLabels} labels.`);
  return labels;
}

function findAssignee(project: FakeProject, id: unknown): User | null {
  if (id == null) return null;
  const member = project.data.members.get(String(id));
  if (!member) throw new Refusal("BAD_USER_INPUT", "The assignee must be a member of the project.");
  return member.user;
}

/** Differs from the present assignee, so that the edit is judged before it is refused. */
function stranger(id: string | null): User | null {
  return id === null ? null : { id, name: "", email: null };
}
