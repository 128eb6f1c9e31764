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
  /** Grows with every project that is made. Absent in entries of older versions. */
  number: z.int().optional(),
  createdAt: time,
  updatedAt: time,
});
export type ProjectSnapshot = z.infer<typeof projectSnapshot>;

export const memberSnapshot = z.object({
  id: z.string(),
  role: z.enum(ProjectRole),
  /** The number of the change that made the membership; 0 in entries of older versions that do not tell it. */
  joinedSeq: z.int().default(0),
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

/** All that a change of a comment says of its task. Entries of older versions hold the whole task; the rest is dropped. */
export const commentedTaskSnapshot = z.object({
  id: z.string(),
  version: z.int(),
  commentCount: z.int(),
});
export type CommentedTaskSnapshot = z.infer<typeof commentedTaskSnapshot>;

export const commentSnapshot = z.object({
  id: z.string(),
  taskId: z.string(),
  body: z.string(),
  version: z.int(),
  /** The number of the change that made the comment; 0 in entries of older versions that do not tell it. */
  createdSeq: z.int().default(0),
  createdAt: time,
  updatedAt: time,
  author: userSnapshot,
});
export type CommentSnapshot = z.infer<typeof commentSnapshot>;
