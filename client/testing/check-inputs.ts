import type { ChangeKind } from "../core/wire.ts";
import type {
  CreateCommentInput,
  CreateLabelInput,
  CreateTaskInput,
  DeleteCommentInput,
  DeleteLabelInput,
  DeleteTaskInput,
  MoveTaskInput,
  RestoreCommentInput,
  RestoreTaskInput,
  UpdateCommentInput,
  UpdateLabelInput,
  UpdateTaskInput,
  UpdateTaskStatusInput,
} from "../generated/graphql.ts";
import type { Issue } from "./check-values.ts";
import type { Input } from "./fake-project.ts";

const enums = {
  TaskStatus: ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"],
  TaskPriority: ["NONE", "LOW", "MEDIUM", "HIGH", "URGENT"],
  LabelColor: ["GRAY", "RED", "ORANGE", "YELLOW", "GREEN", "TEAL", "BLUE", "PURPLE", "PINK", "BROWN"],
} as const;

type Scalar = "ID" | "String" | "Int" | "DateTime" | keyof typeof enums;
type FieldType = Scalar | `${Scalar}!` | "[ID!]" | "[String!]";

interface Inputs {
  readonly createTask: CreateTaskInput;
  readonly updateTask: UpdateTaskInput;
  readonly updateTaskStatus: UpdateTaskStatusInput;
  readonly moveTask: MoveTaskInput;
  readonly deleteTask: DeleteTaskInput;
  readonly restoreTask: RestoreTaskInput;
  readonly createComment: CreateCommentInput;
  readonly updateComment: UpdateCommentInput;
  readonly deleteComment: DeleteCommentInput;
  readonly restoreComment: RestoreCommentInput;
  readonly createLabel: CreateLabelInput;
  readonly updateLabel: UpdateLabelInput;
  readonly deleteLabel: DeleteLabelInput;
}

const retried = { clientMutationId: "String" } as const;
const based = { expectedVersion: "Int", following: "[String!]", ...retried } as const;
// The fake server knows the project of a change by itself.
const made = { id: "ID", projectId: "ID" } as const;
const task = { description: "String", assigneeId: "ID", dueAt: "DateTime" } as const;

/** Types of the fields of each input, in the order of the schema. */
const inputs: { readonly [K in ChangeKind]: { readonly [F in keyof Required<Inputs[K]>]: FieldType } } = {
  createTask: {
    ...{ ...made, title: "String!", status: "TaskStatus", priority: "TaskPriority", ...task, labelIds: "[ID!]" },
    ...retried,
  },
  updateTask: {
    ...{ taskId: "ID!", title: "String", priority: "TaskPriority", ...task },
    ...{ addLabelIds: "[ID!]", removeLabelIds: "[ID!]", ...based },
  },
  updateTaskStatus: { taskId: "ID!", status: "TaskStatus!", ...based },
  moveTask: { taskId: "ID!", status: "TaskStatus", afterTaskId: "ID", beforeTaskId: "ID", ...based },
  deleteTask: { taskId: "ID!", ...based },
  restoreTask: { taskId: "ID!", ...retried },
  createComment: { id: "ID", taskId: "ID!", body: "String!", ...retried },
  updateComment: { commentId: "ID!", body: "String!", ...based },
  deleteComment: { commentId: "ID!", ...retried },
  restoreComment: { commentId: "ID!", ...retried },
  createLabel: { ...made, name: "String!", color: "LabelColor!", ...retried },
  updateLabel: { labelId: "ID!", name: "String", color: "LabelColor", ...based },
  deleteLabel: { labelId: "ID!", ...based },
};

/** Returns the values that are not of the types of the schema, in its order; empty: there are none. */
export function checkInputs(changes: readonly Readonly<Record<string, unknown>>[]): readonly Issue[] {
  return changes.flatMap((change, index) => checkChange(change, ["input", "changes", index]));
}

function checkChange(change: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): Issue[] {
  const kinds = Object.keys(change);
  const issues = Object.keys(inputs).flatMap((kind) =>
    kind in change ? checkInput(kind as ChangeKind, change[kind], [...path, kind]) : [],
  );
  for (const kind of kinds.filter((each) => !Object.hasOwn(inputs, each))) {
    issues.push({ path, message: `Field "${kind}" is not defined by type "ChangeInput".` });
  }
  if (kinds.filter((each) => Object.hasOwn(inputs, each)).length !== 1) {
    issues.push({ path, message: 'Exactly one key must be specified for OneOf type "ChangeInput".' });
  }
  return issues;
}

function checkInput(kind: ChangeKind, given: unknown, path: readonly (string | number)[]): Issue[] {
  const types: Readonly<Record<string, FieldType>> = inputs[kind];
  const input = (given ?? {}) as Input;
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}Input`;
  const issues = Object.keys(types).flatMap((field): Issue[] => {
    const type = types[field] ?? "String";
    const value = input[field];
    if (value !== undefined) return checkValue(type, value, [...path, field]);
    return type.endsWith("!")
      ? [{ path, message: `Field "${field}" of required type "${type}" was not provided.` }]
      : [];
  });
  const unknown = Object.keys(input).filter((field) => !Object.hasOwn(types, field));
  return [
    ...issues,
    ...unknown.map((field) => ({ path, message: `Field "${field}" is not defined by type "${name}".` })),
  ];
}

function checkValue(type: FieldType, value: unknown, path: readonly (string | number)[]): Issue[] {
  if (type.startsWith("[")) {
    const item = type.slice(1, -1) as FieldType;
    if (value === null) return [];
    if (!Array.isArray(value)) return checkValue(item, value, path);
    return value.flatMap((each, index) => checkValue(item, each, [...path, index]));
  }
  if (value === null) {
    return type.endsWith("!") ? [{ path, message: `Expected non-nullable type "${type}" not to be null.` }] : [];
  }
  const message = checkScalar(type.replace("!", "") as Scalar, value);
  return message === null ? [] : [{ path, message }];
}

function checkScalar(type: Scalar, value: unknown): string | null {
  switch (type) {
    case "String":
      return typeof value === "string" ? null : `String cannot represent a non string value: ${JSON.stringify(value)}`;
    case "ID":
      return typeof value === "string" || Number.isInteger(value) ? null : `ID cannot represent value: ${value}`;
    case "Int":
      return Number.isInteger(value) ? null : `Int cannot represent non-integer value: ${JSON.stringify(value)}`;
    case "DateTime":
      return toDateTime(value) === null ? `Expected type "DateTime". ${dateRule}` : null;
    default:
      if (typeof value !== "string") return `Enum "${type}" cannot represent non-string value: ${value}.`;
      return (enums[type] as readonly string[]).includes(value)
        ? null
        : `Value "${value}" does not exist in "${type}" enum.`;
  }
}

const dateRule = "A DateTime is an ISO 8601 date and time with its offset, e.g. 2026-11-23T09:30:00.000Z.";

/** Returns the instant in UTC with milliseconds; null for what is none. */
export function toDateTime(value: unknown): string | null {
  const isWhole =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value);
  const date = new Date(isWhole ? value : Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
}
