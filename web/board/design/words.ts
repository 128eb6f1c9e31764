import type { Label, Task } from "../../../client/core/lockstep/index.ts";
import type { ProjectRole, TaskField, TaskStatus } from "../generated/graphql.ts";

export const statusNames = {
  BACKLOG: "Backlog",
  TODO: "To do",
  IN_PROGRESS: "In progress",
  IN_REVIEW: "In review",
  DONE: "Done",
  CANCELED: "Canceled",
} as const satisfies Record<TaskStatus, string>;

/** The columns of a board, from left to right. */
export const statuses = Object.keys(statusNames) as TaskStatus[];

export const priorityNames = {
  NONE: "None",
  LOW: "Low",
  MEDIUM: "Medium",
  HIGH: "High",
  URGENT: "Urgent",
} as const satisfies Record<Task["priority"], string>;

export const priorities = Object.keys(priorityNames) as Task["priority"][];

export const labelColorNames = {
  GRAY: "Gray",
  RED: "Red",
  ORANGE: "Orange",
  YELLOW: "Yellow",
  GREEN: "Green",
  TEAL: "Teal",
  BLUE: "Blue",
  PURPLE: "Purple",
  PINK: "Pink",
  BROWN: "Brown",
} as const satisfies Record<Label["color"], string>;

export const labelColors = Object.keys(labelColorNames) as Label["color"][];

export const roleNames = {
  VIEWER: "Viewer",
  MEMBER: "Member",
  ADMIN: "Admin",
  OWNER: "Owner",
} as const satisfies Record<ProjectRole, string>;

/** Each may do what those before it may. */
export const roles = Object.keys(roleNames) as ProjectRole[];

export const fieldNames = {
  TITLE: "title",
  DESCRIPTION: "description",
  STATUS: "status",
  PRIORITY: "priority",
  POSITION: "place",
  ASSIGNEE: "assignee",
  DUE_AT: "due date",
  LABELS: "labels",
  COMMENTS: "comments",
} as const satisfies Record<TaskField, string>;
