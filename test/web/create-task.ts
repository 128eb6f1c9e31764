import type { Task } from "../../client/core/lockstep/index.ts";

/** A task with these values, and else those of a new one. */
export function createTask(values: Partial<Task>): Task {
  return {
    ...{ id: "task", title: "Task", description: null, status: "TODO", priority: "NONE", position: "a0", dueAt: null },
    ...{ version: 1, commentCount: 0, createdAt: "2026-11-01T00:00:00.000Z", updatedAt: "2026-11-01T00:00:00.000Z" },
    ...{ assignee: null, createdBy: { id: "ada", name: "Ada", email: null }, labels: [] },
    ...values,
  };
}
