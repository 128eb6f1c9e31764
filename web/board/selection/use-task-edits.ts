import { useMemo } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { type TaskValues, useLabelActions, useTaskActions } from "../../../client/react/index.ts";
import type { TaskStatus } from "../generated/graphql.ts";

/** Edits of several tasks at once. The outbox sends those of one call together, by one `applyChanges`. */
export interface TaskEdits {
  /** To the end of a column, in this order. Those that are there already stay. */
  readonly move: (tasks: readonly Task[], status: TaskStatus) => void;
  readonly edit: (tasks: readonly Task[], values: Partial<TaskValues>) => void;
  readonly label: (tasks: readonly Task[], labelId: string, isOn: boolean) => void;
  readonly remove: (tasks: readonly Task[]) => void;
}

export function useTaskEdits(projectId: string): TaskEdits {
  const actions = useTaskActions(projectId);
  const labels = useLabelActions(projectId);
  return useMemo(
    () => ({
      move(tasks, status) {
        for (const task of tasks) if (task.status !== status) actions.move(task.id, { status });
      },
      edit(tasks, values) {
        for (const { id } of tasks) actions.update(id, values);
      },
      label(tasks, labelId, isOn) {
        for (const task of tasks) {
          const hasIt = task.labels.some(({ id }) => id === labelId);
          if (hasIt !== isOn) labels.change(task.id, isOn ? [labelId] : [], isOn ? [] : [labelId]);
        }
      },
      remove(tasks) {
        for (const { id } of tasks) actions.remove(id);
      },
    }),
    [actions, labels],
  );
}
