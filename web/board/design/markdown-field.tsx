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
  /** Line at whose end the caret is at first, from 0 (default: the last). */
  readonly line?: number | undefined;
  readonly onChange: (value: string) => void;
  /** Ends the edit. Nothing is lost by it. */
  readonly onDone: () => void;
}

/** A text in Markdown while it is edited. It takes the focus. Escape, Ctrl+Enter and the button end the edit. */
export function MarkdownField({ label, value, line, onChange, onDone }: MarkdownFieldProps) {
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: The edit begins once.
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    const caret = endOfLine(area.value, line);
    area.setSelectionRange(caret, caret);
    // It also scrolls to the caret.
    area.focus();
    // The button below it, too.
    if (line === undefined) root.current?.scrollIntoView({ block: "nearest" });
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

function endOfLine(text: string, line = Number.POSITIVE_INFINITY): number {
  return text.split("\n", line + 1).join("\n").length;
}
