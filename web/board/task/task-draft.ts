import type { BoardTask } from "../../../client/index.ts";
import type { TaskField, TaskPriority } from "../generated/graphql.ts";

/** Fields of a task that are edited together, as `updateTask` takes them. */
export interface TaskValues {
  readonly title: string;
  readonly description: string | null;
  readonly priority: TaskPriority;
  readonly assigneeId: string | null;
  readonly dueAt: string | null;
}

/** Unsaved edits, and the version of the task that they are based on. */
export interface TaskDraft {
  readonly version: number;
  readonly values: Partial<TaskValues>;
}

/** By what the server calls them in a conflict. */
export const valueOfField = {
  TITLE: "title",
  DESCRIPTION: "description",
  PRIORITY: "priority",
  ASSIGNEE: "assigneeId",
  DUE_AT: "dueAt",
} as const satisfies { readonly [Field in TaskField]?: keyof TaskValues };

export function valuesOf({ title, description, priority, assignee, dueAt }: Omit<BoardTask, "__typename">): TaskValues {
  return {
    title,
    description: description ?? null,
    priority,
    assigneeId: assignee?.id ?? null,
    dueAt: dueAt ?? null,
  };
}

/** The draft with one value changed; null when nothing is left that differs from the task. */
export function editDraft<Name extends keyof TaskValues>(
  draft: TaskDraft | null,
  task: BoardTask,
  name: Name,
  value: TaskValues[Name],
): TaskDraft | null {
  const { [name]: _, ...others } = draft?.values ?? {};
  const values = valuesOf(task)[name] === value ? others : { ...others, [name]: value };
  return Object.keys(values).length === 0 ? null : { version: draft?.version ?? task.version, values };
}
