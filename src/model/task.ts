import { z } from "zod";
import { TaskPriority, TaskStatus } from "../database/generated/enums.ts";
import { isoTime, userJson } from "../database/sql.ts";
import { columnsOf, snapshotOf, time } from "./noun.ts";
import { userSnapshot } from "./user.ts";

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
};

export const taskSnapshot = snapshotOf(taskFieldsOfRow);
export type TaskSnapshot = z.infer<typeof taskSnapshot>;

export const taskColumns = columnsOf(taskFieldsOfRow);
export const taskJoins = "JOIN users c ON c.id = t.created_by_id LEFT JOIN users a ON a.id = t.assignee_id";

/** A value of a task that changes can set. Edits of different ones merge. */
interface Edit {
  /** The column of `tasks` that holds it. */
  readonly column: string;
  /** The field as clients name it in changes and conflicts. */
  readonly field: string;
  /** Returns the value that a task has. */
  readonly of: (task: TaskSnapshot) => unknown;
  /** Value of a new task whose input leaves it out. Null: an edit can clear it. Absent: it is always given. */
  readonly initial?: unknown;
}

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
} as const satisfies Readonly<Record<string, Edit>>;

type EditName = keyof typeof taskEdits;

/** The values that changes can set, of one task. */
export type TaskValues = { readonly [N in EditName]: ReturnType<(typeof taskEdits)[N]["of"]> };

/** Fields of a task that a change touched, as clients name them. `COMMENTS` stands for a change of a comment. */
export type TaskField = (typeof taskEdits)[EditName]["field"] | "COMMENTS";
export const taskFields: readonly TaskField[] = [...Object.values(taskEdits).map(({ field }) => field), "COMMENTS"];

/** The values that createTask and updateTask take. Status and position of a task change by operations of their own. */
export type TaskInput = { readonly [N in Exclude<EditName, "status" | "position">]?: TaskValues[N] | null | undefined };

/** Upper bounds of texts, in characters. */
export const taskLimits = { title: 500, description: 65_536 };

/** Returns the values of a new task, apart from its position. */
export function toNewValues(input: TaskInput & { readonly status?: TaskSnapshot["status"] | null | undefined }) {
  const given: Readonly<Record<string, unknown>> = { ...input };
  const values = editList.map(([name, { initial }]) => [name, given[name] ?? initial]);
  // The compiler cannot follow a loop over the names.
  return Object.fromEntries(values) as Omit<TaskValues, "position">;
}

/** Returns the values of the input that differ from the task's, and their fields. An absent value stays as it is. */
export function findEdits(task: TaskSnapshot, input: TaskInput) {
  const given: Readonly<Record<string, unknown>> = { ...input };
  const different = editList.filter(([name, { of, initial }]) => {
    const value = given[name];
    const isGiven = value !== undefined && (value !== null || initial === null);
    return isGiven && value !== of(task);
  });
  return {
    edits: Object.fromEntries(different.map(([name]) => [name, given[name]])) as Partial<TaskValues>,
    fields: different.map(([, { field }]) => field as TaskField),
  };
}

/** Returns the columns that hold the values, and the values of the task after the edits, in the same order. */
export function toColumns(values: TaskValues): { readonly columns: readonly string[]; readonly values: unknown[] } {
  const byName: Readonly<Record<string, unknown>> = { ...values };
  return { columns: editList.map(([, { column }]) => column), values: editList.map(([name]) => byName[name]) };
}

/** Returns what changes can set of a task as it stands. */
export function toValues(task: TaskSnapshot): TaskValues {
  return Object.fromEntries(editList.map(([name, { of }]) => [name, of(task)])) as TaskValues;
}

const editList: readonly (readonly [string, Edit])[] = Object.entries(taskEdits);

/** All that a change of a comment tells of its task. Entries of older versions hold the whole task; the rest is dropped. */
export const commentedTaskSnapshot = taskSnapshot.pick({ id: true, version: true, commentCount: true });
export type CommentedTaskSnapshot = z.infer<typeof commentedTaskSnapshot>;
