import type { ReactNode } from "react";
import type { Change } from "../../../client/core/lockstep/index.ts";
import type { ConflictItem, FailedItem } from "../../../client/react/index.ts";
import { UserText } from "../design/user-text.tsx";
import { statusNames } from "../design/words.ts";
import { describeRefusedChange } from "../requests/describe-outcome.ts";

/** An own change that needs a decision. */
export type UnsavedItem = FailedItem | ConflictItem;

export function isConflict(item: UnsavedItem): item is ConflictItem {
  return "current" in item;
}

/** True where another try may succeed: not where the time to restore is over, or the text is too long. */
export function mayHelp(item: UnsavedItem): boolean {
  if (isConflict(item)) return true;
  const isTooLate = item.code === "NOT_FOUND" && item.change.kind.startsWith("restore");
  return !isTooLate && item.code !== "TOO_LARGE";
}

/** Names the change. `titleOf` knows the titles of tasks. */
export function describeItem(
  { change, taskId }: UnsavedItem,
  titleOf: (taskId: string) => string | undefined,
): ReactNode {
  const title = taskId === null ? undefined : titleOf(taskId);
  const task =
    title === undefined ? (
      "a task"
    ) : (
      <>
        “<UserText>{title}</UserText>”
      </>
    );
  return describe(change, task);
}

function describe({ kind, input }: Change, task: ReactNode): ReactNode {
  switch (kind) {
    case "createTask":
      return `New task in ${statusNames[input.status ?? "TODO"]}`;
    case "updateTask":
      return <>Change of {task}</>;
    case "updateTaskStatus":
    case "moveTask":
      return input.status ? (
        <>
          Move of {task} to {statusNames[input.status]}
        </>
      ) : (
        <>Move of {task}</>
      );
    case "deleteTask":
      return <>Deletion of {task}</>;
    case "restoreTask":
      return <>Restoration of {task}</>;
    case "createComment":
      return <>Comment on {task}</>;
    case "updateComment":
      return "Edited comment";
    case "deleteComment":
      return "Deletion of a comment";
    case "restoreComment":
      return "Restoration of a comment";
    case "createLabel":
    case "updateLabel":
    case "deleteLabel":
      return "Change of a label";
  }
}

/** Reason for people why the change was not made. */
export function describeReason(item: UnsavedItem): string {
  const { kind } = item.change;
  if (isConflict(item)) {
    if (kind === "deleteTask") return "Somebody changed the task at this moment. Look at it before you delete it.";
    return "Somebody changed the same meanwhile.";
  }
  // Only the neighbours among its arguments can have been wrong.
  if (kind === "moveTask" && item.code === "BAD_USER_INPUT") {
    return "The tasks around that place were moved at the same moment. Move it again.";
  }
  return describeRefusedChange(item);
}
