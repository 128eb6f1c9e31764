import DataLoader from "dataloader";
import { stringify } from "safe-stable-stringify";
import type { ActivityOrigin } from "../model/activity-codec.ts";
import type { CommentSnapshot } from "../model/comment.ts";
import type { MemberSnapshot } from "../model/member.ts";
import type { Present } from "../model/present.ts";
import type { TaskSnapshot } from "../model/task.ts";
import type { Presence } from "../presence/presence.ts";
import { type ActivityKey, findOrigins } from "./find-origins.ts";
import {
  type ActivityKeys,
  countActivity,
  countTaskActivity,
  type HistoryEntry,
  listActivity,
} from "./list-activity.ts";
import { type CommentKeys, listComments } from "./list-comments.ts";
import { countDeletedTasks, type DeletedTask, type DeletedTaskKeys, listDeletedTasks } from "./list-deleted-tasks.ts";
import { listMembers, type MemberKeys } from "./list-members.ts";
import type { ViewedProject } from "./list-projects.ts";
import { countTasks, listTasks, type TaskFilter, type TaskKeys } from "./list-tasks.ts";
import { countDeliveries, listDeliveries, type NumberedDelivery, type WebhookDeliveryKeys } from "./list-webhooks.ts";
import type { Page, PageRequest } from "./page.ts";
import type { Reads } from "./reads.ts";

type Load<T> = (id: string) => Promise<T>;
type ReadEach<T> = (reads: Reads, ids: readonly string[]) => Promise<readonly T[]>;

/** Reads for one answer: what is asked for many parents at once takes one statement, and nothing is read twice. */
export interface Loaders {
  /** By a function that reads, in one statement, something of each of many parents in their order. */
  each<T>(read: ReadEach<T>): Load<T>;
  /** Undefined when it is gone or the viewer is no member. */
  readonly project: Load<ViewedProject | undefined>;
  tasks(page: PageRequest<TaskKeys>, filter: TaskFilter): Load<Page<TaskSnapshot>>;
  taskCount(filter: TaskFilter): Load<number>;
  /** Tasks that can be restored. */
  deletedTasks(page: PageRequest<DeletedTaskKeys>): Load<Page<DeletedTask>>;
  readonly deletedTaskCount: Load<number>;
  comments(page: PageRequest<CommentKeys>): Load<Page<CommentSnapshot>>;
  members(page: PageRequest<MemberKeys>): Load<Page<MemberSnapshot>>;
  /** `taskId`: of that task alone; null: of all the project. */
  activity(page: PageRequest<ActivityKeys>, taskId: string | null): Load<Page<HistoryEntry>>;
  activityCount(taskId: string | null): Load<number>;
  webhookDeliveries(page: PageRequest<WebhookDeliveryKeys>): Load<Page<NumberedDelivery>>;
  readonly webhookDeliveryCount: Load<number>;
  /** Null where the viewer does not manage the project. */
  origin(change: ActivityKey): Promise<ActivityOrigin | null>;
  /** People who are present in the project. */
  readonly present: Load<readonly Present[]>;
}

export interface LoaderContext {
  readonly presence: Pick<Presence, "read">;
  readonly restoreDays: number;
  /** Throws without a token. */
  readonly viewerId: () => string;
  /** The projects as the viewer sees them, in order. */
  readonly findProjects: (projectIds: readonly string[]) => Promise<(ViewedProject | undefined)[]>;
}

export function createLoaders(reads: Reads, { presence, restoreDays, viewerId, findProjects }: LoaderContext): Loaders {
  const byRequest = new Map<string, DataLoader<string, unknown>>();

  /** One loader for each name and arguments, so that equal requests of different parents are read together. */
  function load<T>(name: string, args: readonly unknown[], batch: (ids: readonly string[]) => Promise<T[]>): Load<T> {
    const key = `${name} ${stringify(args)}`;
    // Async: what the viewer throws without a token must not be thrown into the loader.
    const loader =
      (byRequest.get(key) as DataLoader<string, T> | undefined) ?? new DataLoader<string, T>(async (ids) => batch(ids));
    byRequest.set(key, loader);
    return (id) => loader.load(id);
  }

  const byFunction = new Map<unknown, DataLoader<string, unknown>>();

  function each<T>(read: ReadEach<T>): Load<T> {
    const loader =
      (byFunction.get(read) as DataLoader<string, T> | undefined) ??
      new DataLoader<string, T>((ids) => read(reads, ids));
    byFunction.set(read, loader);
    return (id) => loader.load(id);
  }

  const origins = new DataLoader<ActivityKey, ActivityOrigin | null>(async (changes) =>
    findOrigins(reads, viewerId(), changes),
  );

  return {
    each,
    project: load("project", [], findProjects),
    tasks: (page, filter) => load("tasks", [page, filter], (ids) => listTasks(reads, ids, page, filter)),
    taskCount: (filter) => load("taskCount", [filter], (ids) => countTasks(reads, ids, filter)),
    deletedTasks: (page) => load("deletedTasks", [page], (ids) => listDeletedTasks(reads, restoreDays, ids, page)),
    deletedTaskCount: load("deletedTaskCount", [], (ids) => countDeletedTasks(reads, restoreDays, ids)),
    comments: (page) => load("comments", [page], (ids) => listComments(reads, ids, page)),
    members: (page) => load("members", [page], (ids) => listMembers(reads, ids, page)),
    activity: (page, taskId) => {
      return load("activity", [page, taskId], (ids) => listActivity(reads, viewerId(), ids, page, taskId));
    },
    activityCount: (taskId) => {
      return load("activityCount", [taskId], (ids) => {
        return taskId === null
          ? countActivity(reads, viewerId(), ids)
          : countTaskActivity(reads, viewerId(), ids, taskId);
      });
    },
    webhookDeliveries: (page) => load("webhookDeliveries", [page], (ids) => listDeliveries(reads, ids, page)),
    webhookDeliveryCount: load("webhookDeliveryCount", [], (ids) => countDeliveries(reads, ids)),
    origin: (change) => origins.load(change),
    present: load("present", [], async (ids) => {
      const lists = await presence.read(ids);
      return ids.map((id) => lists.get(id) ?? []);
    }),
  };
}
