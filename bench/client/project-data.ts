import type { BoardSnapshot, StreamItem } from "../../client/core/types.ts";
import type { ProjectEvent, Task, User } from "../../client/core/wire.ts";
import type { TaskStatus } from "../../client/generated/graphql.ts";
import { titleOf } from "../title.ts";

export const statuses: readonly TaskStatus[] = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"];

const me: User = { id: "user-1", name: "Ada", email: "ada@example.com" };
const at = "2026-01-01T00:00:00.000Z";
const description =
  "The amounts of March differ from what was ordered: compare with the delivery notes, ask the customer, and correct.";

/** Creates a project of so many tasks, spread over the columns. */
export function createSnapshot(count: number): BoardSnapshot {
  return {
    seq: 1,
    cursor: "1",
    project: { id: "project-1", name: "Invoices", description: null, version: 0, createdAt: at, updatedAt: at },
    viewerRole: "OWNER",
    me,
    members: [{ id: "member-1", role: "OWNER", joinedSeq: 1, joinedAt: at, user: me }],
    labels: [],
    tasks: Array.from({ length: count }, (_, index) => createTask(index)),
  };
}

/**
 * Creates changes of other tasks each: every second one edits the title, the others move the task to another column.
 */
export function createEvents(tasks: readonly Task[], count: number): readonly ProjectEvent[] {
  return Array.from({ length: count }, (_, index): ProjectEvent => {
    const known = tasks[(index * 7) % tasks.length] ?? createTask(0);
    const common = { seq: index + 2, at, projectId: "project-1", clientMutationId: null, actor: me };
    const version = known.version + 1;
    if (index % 2 === 0) {
      const task: Task = { ...known, version, title: `${known.title}, checked` };
      return { ...common, __typename: "TaskUpdated", taskChanges: ["TITLE"], task };
    }
    const to = statuses[(statuses.indexOf(known.status) + 1) % statuses.length] ?? "DONE";
    const task: Task = { ...known, version, status: to };
    return { ...common, __typename: "TaskStatusChanged", from: known.status, to, task };
  });
}

/** Puts events that arrive together into one item of the stream. */
export function toItem(events: readonly ProjectEvent[]): StreamItem {
  const seq = events.at(-1)?.seq ?? 1;
  return { kind: "events", events, seq, cursor: String(seq) };
}

function createTask(index: number): Task {
  return {
    id: `task-${index}`,
    title: titleOf(index),
    description,
    status: statuses[index % statuses.length] ?? "TODO",
    priority: "HIGH",
    position: `a${10_000 + index}`,
    dueAt: null,
    version: 1,
    commentCount: 0,
    createdAt: at,
    updatedAt: at,
    assignee: me,
    createdBy: me,
    labels: [],
  };
}
