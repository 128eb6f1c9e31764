import { useEffect } from "react";
import type { StepChange } from "../../../client/core/lockstep/index.ts";
import { useComments, useTask } from "../../../client/react/index.ts";
import { hasLostFocus } from "../design/keep-focus.ts";

/** Id of the element that takes the focus when an item is back. */
export function focusIdOf(itemId: string): string {
  return `item-${itemId}`;
}

/** A task, or a comment on it, whose change was undone. */
export interface UndoneItem {
  readonly taskId: string;
  /** Null: the task itself. */
  readonly commentId: string | null;
}

/** Returns the first item of a step; null: nothing that is shown. Comments are those of the open task. */
export function findItem([first]: readonly StepChange[], openTaskId: string | null): UndoneItem | null {
  if (!first) return null;
  const { input } = first.change;
  if ("commentId" in input) return openTaskId === null ? null : { taskId: openTaskId, commentId: input.commentId };
  return "taskId" in input ? { taskId: input.taskId, commentId: null } : null;
}

interface FocusRestoredProps {
  readonly projectId: string;
  readonly item: UndoneItem;
  readonly onDone: () => void;
}

/** Gives the focus to an item once it is back: the button that brought it back is gone. */
export function FocusRestored(props: FocusRestoredProps) {
  return props.item.commentId === null ? <FocusTask {...props} /> : <FocusComment {...props} />;
}

function FocusTask({ projectId, item: { taskId }, onDone }: FocusRestoredProps) {
  useFocus(taskId, useTask(projectId, taskId) !== undefined, onDone);
  return null;
}

function FocusComment({ projectId, item: { taskId, commentId }, onDone }: FocusRestoredProps) {
  const view = useComments(projectId, taskId);
  const isBack = view.status === "loaded" && view.comments.some(({ id }) => id === commentId);
  useFocus(commentId ?? taskId, isBack, onDone);
  return null;
}

function useFocus(itemId: string, isBack: boolean, onDone: () => void): void {
  useEffect(() => {
    if (!isBack) return;
    // The panel with the comment may be closed by now, and somebody may have gone on elsewhere.
    if (hasLostFocus()) document.getElementById(focusIdOf(itemId))?.focus();
    onDone();
  }, [itemId, isBack, onDone]);
}
