import { useEffect, useRef } from "react";
import { Button } from "../design/button.tsx";
import { hasLostFocus } from "../design/keep-focus.ts";
import styles from "./draft-actions.module.css";

interface DraftActionsProps {
  readonly isUnsaved: boolean;
  /** Shown as long as nothing is edited again. */
  readonly isSaved: boolean;
  readonly isBusy: boolean;
  readonly onDiscard: () => void;
}

/**
 * The end of a form with a draft: saving it, which submits the form, or discarding it; afterwards, that it is saved.
 */
export function DraftActions({ isUnsaved, isSaved, isBusy, onDiscard }: DraftActionsProps) {
  const note = useRef<HTMLParagraphElement>(null);
  const isOver = isSaved && !isUnsaved;

  useEffect(() => {
    // The button that had the focus is gone.
    if (isOver && hasLostFocus()) note.current?.focus();
  }, [isOver]);

  return (
    <>
      {isUnsaved && (
        <div className={styles.actions}>
          <Button type="submit" look="primary" disabled={isBusy}>
            Save
          </Button>
          <Button look="quiet" disabled={isBusy} onClick={onDiscard}>
            Discard
          </Button>
          <span className={styles.unsaved}>Not saved yet</span>
        </div>
      )}
      <p ref={note} tabIndex={-1} role="status" className={styles.saved}>
        {isOver && "Saved"}
      </p>
    </>
  );
}
