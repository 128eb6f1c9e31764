import { type ReactNode, useCallback, useState } from "react";
import { useCommentActions, useOutbox, useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { FocusRestored } from "./focus-restored.tsx";
import styles from "./undo-notice.module.css";

/** An own deletion that can be undone. */
export interface Deletion {
  /** Its change in the outbox. */
  readonly id: string;
  readonly taskId: string;
  /** Null: the task itself is deleted. */
  readonly commentId: string | null;
  /** One sentence. */
  readonly text: ReactNode;
}

interface UndoNoticeProps {
  readonly projectId: string;
  /** The last one; nothing is shown without. */
  readonly deletion: Deletion | null;
  readonly onClose: () => void;
}

/** Tells of one's own last deletion and offers to undo it. A screen reader reads it out. */
export function UndoNotice({ projectId, deletion, onClose }: UndoNoticeProps) {
  const { failed, conflicts } = useOutbox(projectId);
  const [undone, setUndone] = useState<Deletion | null>(null);
  const forget = useCallback(() => setUndone(null), []);
  // It was not made, and says so in its place.
  const isRefused = [...failed, ...conflicts].some(({ id }) => id === deletion?.id);
  return (
    <div className={styles.place} role="status">
      {deletion && !isRefused && (
        <Notice projectId={projectId} deletion={deletion} onClose={onClose} onUndo={() => setUndone(deletion)} />
      )}
      {undone && <FocusRestored projectId={projectId} deletion={undone} onDone={forget} />}
    </div>
  );
}

interface NoticeProps extends UndoNoticeProps {
  readonly deletion: Deletion;
  readonly onUndo: () => void;
}

function Notice({ projectId, deletion, onClose, onUndo }: NoticeProps) {
  const { id, taskId, commentId, text } = deletion;
  const { cancel } = useOutbox(projectId);
  const tasks = useTaskActions(projectId);
  const comments = useCommentActions(projectId, taskId);

  async function undo(): Promise<void> {
    onUndo();
    onClose();
    if (await cancel(id)) return;
    if (commentId === null) tasks.restore(taskId);
    else comments.restore(commentId);
  }

  return (
    <div className={styles.notice}>
      <p className={styles.text}>{text}</p>
      <Button small onClick={() => void undo()}>
        Undo
      </Button>
      <Button look="quiet" small square aria-label="Dismiss" onClick={onClose}>
        <Icon name="close" size={12} />
      </Button>
    </div>
  );
}
