import styles from "./error-note.module.css";
import { Icon } from "./icon.tsx";

interface ErrorNoteProps {
  /** One sentence; nothing is shown without. */
  readonly error: string | null;
  readonly onDismiss?: () => void;
}

/** Error text, shown where it occurred and read out at once. */
export function ErrorNote({ error, onDismiss }: ErrorNoteProps) {
  if (error === null) return null;
  return (
    <div role="alert" className={styles.note}>
      <p className={styles.text}>{error}</p>
      {onDismiss && (
        <button type="button" className={styles.dismiss} aria-label="Dismiss" onClick={onDismiss}>
          <Icon name="close" size={12} />
        </button>
      )}
    </div>
  );
}
