import { z } from "zod";
import { TaskPriority, TaskStatus } from "../database/generated/enums.ts";
import { isoTime, userJson } from "../database/sql.ts";
import type { Edits, EditValues, FieldOf } from "./edits.ts";
import { keptLabelIds, labelSnapshot, labelsOfDeletedTask, labelsOfTask, putBackLabels } from "./label.ts";
import { columnsOf, type ItemNoun, snapshotOf, time } from "./noun.ts";
import { userSnapshot } from "./user.ts";

export const taskNoun: ItemNoun = {
  name: "task",
  kind: "TASK",
  owner: "SELECT project_id, created_by_id AS maker_id FROM tasks WHERE id = $1",
  table: "tasks",
  rows: "tasks x WHERE x.project_id = $1",
  columns: [
    ...["id", "title", "description", "status", "priority", "assignee_id", "due_at", "position", "version"],
    ...["field_versions", "merged_version", "comment_count", "created_by_id", "created_at", "updated_at"],
  ],
  texts: ["title", "description"],
};

/** The fields of a task, from `tasks t` and `taskJoins`. A field added later needs a default: older entries lack it. */
const taskFieldsOfRow = {
  id: { codec: z.string(), sql: "t.id" },
  projectId: { codec: z.string(), sql: "t.project_id" },
  title: { codec: z.string(), sql: "t.title" },
  description: { codec: z.string().nullable(), sql: "t.description" },
  status: { codec: z.enum(TaskStatus), sql: "t.status" },
  priority: { codec: z.enum(TaskPriority), sql: "t.priority" },
  /** A fractional index within the column, in byte order. */
  position: { codec: z.string(), sql: "t.position" },
  dueAt: { codec: time.nullable(), sql: isoTime("t.due_at") },
  version: { codec: z.int(), sql: "t.version" },
  commentCount: { codec: z.int(), sql: "t.comment_count" },
  createdAt: { codec: time, sql: isoTime("t.created_at") },
  updatedAt: { codec: time, sql: isoTime("t.updated_at") },
  assignee: { codec: userSnapshot.nullable(), sql: `CASE WHEN a.id IS NOT NULL THEN ${userJson("a")} END` },
  createdBy: { codec: userSnapshot, sql: userJson("c") },
  labels: { codec: z.array(labelSnapshot).default([]), sql: labelsOfTask },
};

export const taskSnapshot = snapshotOf(taskFieldsOfRow);
export type TaskSnapshot = z.infer<typeof taskSnapshot>;

export const taskColumns = columnsOf(taskFieldsOfRow);

/** SQL: everything of `tasks t` that a restore needs, as the content of its row in `deleted_items`. */
export const deletedTaskContent = `to_jsonb(t) - 'search_text' || jsonb_build_object('label_ids', ${keptLabelIds})`;

/** SQL statement that puts back, beside its row, what the deleted task `d` carried. */
export const putBackTaskLinks = putBackLabels;

/** The same of a deleted task, from `deleted_items d` and its row `t`. */
export const deletedTaskColumns = columnsOf({
  ...taskFieldsOfRow,
  labels: { ...taskFieldsOfRow.labels, sql: labelsOfDeletedTask },
});
export const taskJoins = "JOIN users c ON c.id = t.created_by_id LEFT JOIN users a ON a.id = t.assignee_id";

/**
 * Everything of a task that changes can set, by the name that inputs use. From it follow `TaskField`, the inputs of
 * createTask and updateTask, the search for differences, and the columns that are written.
 */
export const taskEdits = {
  title: { column: "title", field: "TITLE", of: ({ title }) => title },
  description: { column: "description", field: "DESCRIPTION", of: ({ description }) => description, initial: null },
  status: { column: "status", field: "STATUS", of: ({ status }) => status, initial: TaskStatus.TODO },
  priority: { column: "priority", field: "PRIORITY", of: ({ priority }) => priority, initial: TaskPriority.NONE },
  position: { column: "position", field: "POSITION", of: ({ position }) => position },
  assigneeId: { column: "assignee_id", field: "ASSIGNEE", of: ({ assignee }) => assignee?.id ?? null, initial: null },
  dueAt: { column: "due_at", field: "DUE_AT", of: ({ dueAt }) => dueAt, initial: null },
} as const satisfies Edits<TaskSnapshot>;

export type TaskValues = EditValues<typeof taskEdits>;

/** Fields of a task that a change touched, as clients name them. `COMMENTS` stands for a change of a comment. */
export type TaskField = FieldOf<typeof taskEdits> | "LABELS" | "COMMENTS";
export const taskFields: readonly TaskField[] = [
  ...Object.values(taskEdits).map(({ field }) => field),
  "LABELS",
  "COMMENTS",
];

/** The values that createTask and updateTask take. Status and position of a task change by operations of their own. */
export type TaskInput = {
  readonly [N in Exclude<keyof TaskValues, "status" | "position">]?: TaskValues[N] | null | undefined;
};

/** Upper bounds of texts, in characters. */
export const taskLimits = { title: 500, description: 65_536 };

/**
 * All that a change of a comment tells of its task. Entries of older versions hold the whole task; the rest is dropped.
 */
export const commentedTaskSnapshot = taskSnapshot.pick({ id: true, version: true, commentCount: true });
export type CommentedTaskSnapshot = z.infer<typeof commentedTaskSnapshot>;
