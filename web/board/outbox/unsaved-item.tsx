import { useEffect, useRef } from "react";
import { useOutbox } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { CopyTextButton } from "../design/copy-text-button.tsx";
import { describeItem, describeReason, isConflict, mayHelp, type UnsavedItem } from "./describe-item.tsx";
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
  const words = texts.map(([, text]) => text).join("\n\n");
  const note = useRef<HTMLDivElement>(null);
  // It stands beside what it is about, which may be out of view by now.
  useEffect(() => {
    note.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={note} role="alert" className={styles.item}>
      <p className={styles.name}>{describeItem(item, titleOf)}</p>
      {texts.map(([field, text]) => (
        <p key={field} dir="auto" className={styles.text}>
          {text || "Empty"}
        </p>
      ))}
      <p className={styles.reason}>{describeReason(item)}</p>
      <div className={styles.actions}>
        {canRetry && mayHelp(item) && (
          <Button small onClick={() => void (isConflict(item) ? resolve(item.id) : retry(item.id))}>
            {isConflict(item) ? "Do it all the same" : "Try again"}
          </Button>
        )}
        {words !== "" && <CopyTextButton text={words} />}
        <Button small look="quiet" onClick={() => void dismiss(item.id)}>
          Discard
        </Button>
      </div>
    </div>
  );
}
