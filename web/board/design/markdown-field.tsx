import { type KeyboardEvent, useEffect, useRef } from "react";
import { MentionField } from "../mentions/mention-field.tsx";
import { Button } from "./button.tsx";
import fieldStyles from "./field.module.css";
import { isEscape, isSend } from "./keys.ts";
import styles from "./markdown-field.module.css";
import { useGrowing } from "./use-growing.ts";

interface MarkdownFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Ends the edit. Nothing is lost by it. */
  readonly onDone: () => void;
}

/** A text in Markdown while it is edited. It takes the focus. Escape, Ctrl+Enter and the button end the edit. */
export function MarkdownField({ label, value, onChange, onDone }: MarkdownFieldProps) {
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, value);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    // The button below it, too.
    root.current?.scrollIntoView({ block: "nearest" });
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (!isEscape(event) && !isSend(event)) return;
    event.preventDefault();
    onDone();
  }

  return (
    <div ref={root} className={styles.field}>
      <MentionField
        field={field}
        dir="auto"
        aria-label={label}
        className={`${fieldStyles.control} ${styles.text}`}
        value={value}
        onText={onChange}
        onKeyDown={onKeyDown}
      />
      <div className={styles.foot}>
        <span className={styles.hint}>Markdown: **bold**, `code`, - [ ] task, @ names people</span>
        <Button small onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
