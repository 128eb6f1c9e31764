import type { ActivityOf } from "../model/events.ts";
import type { TaskField, TaskSnapshot } from "../model/task.ts";
import type { Unchanged } from "./operation.ts";

/** A task as a change left it, or as it stands where there was nothing to change. */
export type TaskResult =
  | ActivityOf<"TaskCreated" | "TaskUpdated" | "TaskStatusChanged" | "TaskRestored">
  | Unchanged<{ readonly task: TaskSnapshot; readonly mergedFields?: readonly TaskField[] }>;
