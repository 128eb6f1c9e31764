import type { TaskValues } from "../../../client/react/index.ts";
import type { TaskField } from "../generated/graphql.ts";

/** The server's names of the values that the form edits. */
export const fieldOfValue: Readonly<Record<keyof TaskValues, TaskField>> = {
  title: "TITLE",
  description: "DESCRIPTION",
  priority: "PRIORITY",
  assigneeId: "ASSIGNEE",
  dueAt: "DUE_AT",
};
