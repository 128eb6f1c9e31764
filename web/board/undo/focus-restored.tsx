import { useEffect } from "react";
import { useComments, useTask } from "../../../client/react/index.ts";
import { hasLostFocus } from "../design/keep-focus.ts";
import type { Deletion } from "./undo-notice.tsx";

/** Id of the element that takes the focus when an item is back. */
export function focusIdOf(itemId: string): string {
  return `item-${itemId}`;
}

interface FocusRestoredProps {
  readonly projectId: string;
  readonly deletion: Deletion;
  readonly onDone: () => void;
}

/** Gives the focus to an item once it is back: the button that brought it back is gone. */
export function FocusRestored(props: FocusRestoredProps) {
  return props.deletion.commentId === null ? <FocusTask {...props} /> : <FocusComment {...props} />;
}

function FocusTask({ projectId, deletion: { taskId }, onDone }: FocusRestoredProps) {
  useFocus(taskId, useTask(projectId, taskId) !== undefined, onDone);
  return null;
}

function FocusComment({ projectId, deletion: { taskId, commentId }, onDone }: FocusRestoredProps) {
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
