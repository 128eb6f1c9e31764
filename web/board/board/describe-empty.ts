import type { TaskStatus } from "../generated/graphql.ts";

const purposes = {
  BACKLOG: "Ideas for later",
  TODO: "Work that is ready to start",
  IN_PROGRESS: "Drag a card here when its work starts",
  IN_REVIEW: "Work that waits for a second look",
  DONE: "Finished work, newest last",
  CANCELED: "Work that is not done after all",
} as const satisfies Record<TaskStatus, string>;

/** Text of a column without cards. */
export function describeEmpty(status: TaskStatus, hidden: number, isEditable: boolean): string {
  if (hidden > 0) return "No task here fits the filter";
  return isEditable ? purposes[status] : "No tasks";
}
