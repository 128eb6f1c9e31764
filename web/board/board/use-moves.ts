import { useCallback, useState } from "react";
import { describeError } from "../design/describe-error.ts";
import { type Move, useMoveTask } from "./use-move-task.ts";

export interface Moves {
  readonly move: (move: Move) => Promise<void>;
  /** Why the last move of a task failed, by its id. */
  readonly failures: ReadonlyMap<string, string>;
  readonly dismiss: (taskId: string) => void;
}

/** Moves of several tasks, each with its own outcome. */
export function useMoves(): Moves {
  const moveTask = useMoveTask();
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const dismiss = useCallback((taskId: string) => setFailures((known) => without(known, taskId)), []);

  async function move(wanted: Move): Promise<void> {
    const { id } = wanted.task;
    dismiss(id);
    try {
      await moveTask(wanted);
      dismiss(id);
    } catch (error) {
      setFailures((known) => new Map(known).set(id, describeError(error)));
    }
  }

  return { move, failures, dismiss };
}

function without(failures: ReadonlyMap<string, string>, taskId: string): ReadonlyMap<string, string> {
  if (!failures.has(taskId)) return failures;
  return new Map([...failures].filter(([id]) => id !== taskId));
}
