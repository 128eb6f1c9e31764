import type { Task } from "../../../client/core/lockstep/index.ts";
import type { TaskValues } from "../../../client/react/index.ts";
import type { TaskField } from "../generated/graphql.ts";

/** Editable values by the server's names of their fields. */
const valueOfField = {
  TITLE: "title",
  DESCRIPTION: "description",
  PRIORITY: "priority",
  ASSIGNEE: "assigneeId",
  DUE_AT: "dueAt",
} as const satisfies { readonly [Field in TaskField]?: keyof TaskValues };

/** Undefined for a field that is not edited in the form. */
export function valueNameOf(field: string): keyof TaskValues | undefined {
  return (valueOfField as { readonly [field: string]: keyof TaskValues })[field];
}

export function valuesOf({ title, description, priority, assignee, dueAt }: Task): TaskValues {
  return {
    title,
    description: description ?? null,
    priority,
    assigneeId: assignee?.id ?? null,
    dueAt: dueAt ?? null,
  };
}
