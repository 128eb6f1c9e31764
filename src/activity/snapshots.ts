import { z } from "zod";
import { ProjectRole, TaskPriority, TaskStatus } from "../database/generated/enums.ts";

/**
 * The states that the log keeps and that clients see, users included: a query loads them from the tables, an event
 * carries them from the moment of the change. Times are ISO 8601 in UTC with milliseconds.
 */
const time = z.string();

export const userSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
});
export type UserSnapshot = z.infer<typeof userSnapshot>;

export const projectSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
});
export type ProjectSnapshot = z.infer<typeof projectSnapshot>;

export const memberSnapshot = z.object({
  id: z.string(),
  role: z.enum(ProjectRole),
  joinedAt: time,
  user: userSnapshot,
});
export type MemberSnapshot = z.infer<typeof memberSnapshot>;

export const taskSnapshot = z.object({
  id: z.string(),
  projectId: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  status: z.enum(TaskStatus),
  priority: z.enum(TaskPriority),
  /** A fractional index within the column, in byte order. */
  position: z.string(),
  dueAt: time.nullable(),
  version: z.int(),
  commentCount: z.int(),
  createdAt: time,
  updatedAt: time,
  assignee: userSnapshot.nullable(),
  createdBy: userSnapshot,
});
export type TaskSnapshot = z.infer<typeof taskSnapshot>;

export const commentSnapshot = z.object({
  id: z.string(),
  taskId: z.string(),
  body: z.string(),
  version: z.int(),
  createdAt: time,
  updatedAt: time,
  author: userSnapshot,
});
export type CommentSnapshot = z.infer<typeof commentSnapshot>;
