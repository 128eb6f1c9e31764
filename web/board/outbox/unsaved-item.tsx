import { useOutbox } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { describeItem, describeReason, isConflict, isTooLate, type UnsavedItem } from "./describe-item.tsx";
import styles from "./unsaved-item.module.css";

interface UnsavedItemNoteProps {
  readonly item: UnsavedItem;
  readonly titleOf?: (taskId: string) => string | undefined;
  /** False where nothing can be saved any more. */
  readonly canRetry?: boolean;
}

const nobodyKnows = () => undefined;

/** A change that was not made: its words, the reason, and a choice. Nothing of it goes before that is made. */
export function UnsavedItemNote({ item, titleOf = nobodyKnows, canRetry = true }: UnsavedItemNoteProps) {
  const { retry, resolve, dismiss } = useOutbox(item.projectId);
  const texts = Object.entries(item.ownText);
  return (
    <div role="alert" className={styles.item}>
      <p className={styles.name}>{describeItem(item, titleOf)}</p>
      {texts.map(([field, text]) => (
        <p key={field} dir="auto" className={styles.text}>
          {text || "Empty"}
        </p>
      ))}
      <p className={styles.reason}>{describeReason(item)}</p>
      <div className={styles.actions}>
        {canRetry && !isTooLate(item) && (
          <Button small onClick={() => void (isConflict(item) ? resolve(item.id) : retry(item.id))}>
            {isConflict(item) ? "Do it all the same" : "Try again"}
          </Button>
        )}
        <Button small look="quiet" onClick={() => void dismiss(item.id)}>
          Discard
        </Button>
      </div>
    </div>
  );
}
