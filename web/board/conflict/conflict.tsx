import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "../design/button.tsx";
import { UserText } from "../design/user-text.tsx";
import styles from "./conflict.module.css";

interface ConflictProps {
  /** Author of the other change; null if unknown. */
  readonly author: string | null;
  /** Versions to choose from. */
  readonly children: ReactNode;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

/** Shows changes of others beside the own edits. Nothing is saved until the user chooses. */
export function Conflict({ author, children, onSave, onDiscard }: ConflictProps) {
  const titleId = useId();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section className={styles.conflict} aria-labelledby={titleId}>
      <h3 id={titleId} ref={title} tabIndex={-1} className={styles.title}>
        <UserText>{author ?? "Somebody"}</UserText> changed the same meanwhile
      </h3>
      <p>Nothing is saved yet. Choose which to keep.</p>
      {children}
      <div className={styles.actions}>
        <Button look="primary" onClick={onSave}>
          Save
        </Button>
        <Button look="quiet" onClick={onDiscard}>
          Discard my changes
        </Button>
      </div>
    </section>
  );
}
