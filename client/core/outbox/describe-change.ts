import { type Board, findComment } from "../store/board.ts";
import type { StoredIntent, WireItem } from "../types.ts";
import type { Change, ChangeKind, Task, Total } from "../wire.ts";

/** Meaning of a change for the outbox. */
interface Rule {
  readonly action: "create" | "edit" | "delete" | "restore";
  readonly noun: keyof typeof finders;
  /** Input field with the id of the item that it makes or changes. */
  readonly target: string;
  /** Input field with the id of the item without which it cannot be done. */
  readonly parent?: string;
  /** Takes `expectedVersion` and `following`. */
  readonly isVersioned?: true;
  /** Takes `projectId`. */
  readonly isOfProject?: true;
  /** Values that it replaces; absent: those that the input gives. */
  readonly fields?: readonly string[];
}

const finders = {
  task: ({ tasks }: Board, id: string) => tasks.get(id),
  comment: (board: Board, id: string) => findComment(board, id)?.comment,
  label: ({ labels }: Board, id: string) => labels.get(id),
};

const task = { noun: "task", target: "taskId" } as const;
const comment = { noun: "comment", target: "commentId" } as const;
const label = { noun: "label", target: "labelId" } as const;
const create = { action: "create", target: "id", fields: [] } as const;
const edit = { action: "edit", isVersioned: true } as const;
const restore = { action: "restore", fields: [] } as const;

const place = ["status", "position"];
/** Fields whose values a person sees before deleting the task. */
const seenOfTask: { readonly [K in keyof Total<Omit<Task, FixedField | "labels">> as FieldName<K>]: true } = {
  ...{ title: true, description: true, priority: true, assigneeId: true, dueAt: true },
  ...{ status: true, position: true, commentCount: true },
};
type FixedField = "__typename" | "id" | "version" | "createdAt" | "updatedAt" | "createdBy";
type FieldName<K> = K extends "assignee" ? "assigneeId" : K;
const taskFields = Object.keys(seenOfTask);

const rules: { readonly [K in ChangeKind]: Rule } = {
  createTask: { ...task, ...create, isOfProject: true },
  updateTask: { ...task, ...edit },
  updateTaskStatus: { ...task, ...edit, fields: place },
  moveTask: { ...task, ...edit, fields: place },
  deleteTask: { ...task, action: "delete", isVersioned: true, fields: taskFields },
  restoreTask: { ...task, ...restore },
  createComment: { ...comment, ...create, parent: "taskId" },
  updateComment: { ...comment, ...edit },
  deleteComment: { ...comment, action: "delete", fields: ["body"] },
  restoreComment: { ...comment, ...restore },
  createLabel: { ...label, ...create, isOfProject: true },
  updateLabel: { ...label, ...edit },
  deleteLabel: { ...label, action: "delete", isVersioned: true, fields: ["name", "color"] },
};

/** Input fields that replace no value: adding and removing labels never conflicts. */
const valueless = ["taskId", "commentId", "labelId", "addLabelIds", "removeLabelIds"];

export interface DescribedChange {
  readonly action: Rule["action"];
  readonly target: string;
  readonly parent: string | undefined;
  readonly isVersioned: boolean;
  readonly isOfProject: boolean;
  /** Names of the values that it replaces. Adding and removing labels replaces none. */
  readonly fields: readonly string[];
  /** Returns the item as a board has it. */
  find(board: Board): WireItem | undefined;
}

/** Changes never change, and are asked about often. */
const described = new WeakMap<Change, DescribedChange>();

/** Throws a TypeError for an unknown kind. */
export function describeChange(change: Change): DescribedChange {
  const known = described.get(change) ?? describe(change);
  described.set(change, known);
  return known;
}

/** Returns true for a kind of change of this version of the client. */
export function isKnownKind(kind: string): boolean {
  return Object.hasOwn(rules, kind);
}

function describe({ kind, input }: Change): DescribedChange {
  if (!isKnownKind(kind)) {
    throw new TypeError(`Kind of change "${kind}" is unknown. Use one of ${Object.keys(rules).join(", ")}.`);
  }
  const { action, noun, target, parent, isVersioned = false, isOfProject = false, fields } = rules[kind];
  const given: Readonly<Record<string, unknown>> = { ...input };
  const id = String(given[target]);
  return {
    ...{ action, isVersioned, isOfProject, target: id },
    parent: parent === undefined ? undefined : String(given[parent]),
    fields: fields ?? Object.keys(given).filter((name) => given[name] !== undefined && !valueless.includes(name)),
    find: (board) => finders[noun](board, id),
  };
}

/** Returns the item's values of these fields. */
export function readValues(item: WireItem, fields: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, readValue(item, field)]));
}

/** Returns true when the item still has every value that the person saw. */
export function isUntouched({ before }: Pick<StoredIntent, "before">, item: WireItem): boolean {
  return Object.entries(before ?? {}).every(([field, value]) => readValue(item, field) === value);
}

/** Fields that both changes replace. */
export function sharedFields(one: DescribedChange, other: DescribedChange): readonly string[] {
  return one.target === other.target ? one.fields.filter((field) => other.fields.includes(field)) : [];
}

function readValue(item: WireItem, field: string): unknown {
  if (field === "assigneeId") return (item as Task).assignee?.id ?? null;
  return (item as unknown as Record<string, unknown>)[field] ?? null;
}
