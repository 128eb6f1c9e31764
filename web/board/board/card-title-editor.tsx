import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTaskEditor } from "../../../client/react/index.ts";
import { isEnter, isEscape } from "../design/keys.ts";
import { useCardActions } from "./card-actions.ts";
import styles from "./task-card.module.css";

/** Saved only at the end, in milliseconds: a rename is short. */
const delay = 24 * 60 * 60 * 1_000;

/**
 * Edits a task's title on its card. Enter and a focus elsewhere save it, Escape leaves it as it was. It builds on the
 * title that the person saw, so that nobody else's is overwritten. When somebody moves the card, the text
 * goes along.
 */
export function CardTitleEditor({ projectId, taskId }: { readonly projectId: string; readonly taskId: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { values, edit, save, discard } = useTaskEditor(projectId, taskId, { delay });
  const { endRenaming } = useCardActions();
  /** As it is typed here; null: nothing was. */
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  function change(typed: string): void {
    setText(typed);
    const title = typed.replaceAll(/\s+/g, " ").trim();
    if (title === "") discard();
    else edit({ title });
  }

  function end(isKept: boolean): void {
    if (isKept) save();
    else discard();
    endRenaming(taskId);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isEnter(event) && !isEscape(event)) return;
    event.preventDefault();
    event.stopPropagation();
    end(isEnter(event));
  }

  return (
    <textarea
      ref={field}
      className={styles.titleEditor}
      aria-label="Title"
      dir="auto"
      rows={1}
      value={text ?? values?.title ?? ""}
      onChange={({ target }) => change(target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  );
}
