import type { TaskSnapshot } from "../activity/snapshots.ts";

/** A task as a change left it. */
export interface TaskResult {
  readonly type: "TaskResult";
  readonly task: TaskSnapshot;
  /** The number that the change took, or the project's newest one when there was nothing to change. */
  readonly seq: number;
  readonly clientMutationId: string | null;
}

export function taskResult(activity: Omit<TaskResult, "type">): TaskResult {
  const { task, seq, clientMutationId } = activity;
  return { type: "TaskResult", task, seq, clientMutationId };
}

export function unchangedTask(
  task: TaskSnapshot,
  seq: number,
  input: { readonly clientMutationId?: string | null | undefined },
): TaskResult {
  return { type: "TaskResult", task, seq, clientMutationId: input.clientMutationId ?? null };
}
