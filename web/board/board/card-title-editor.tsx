import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTask, useTaskEditor } from "../../../client/react/index.ts";
import { isEnter, isEscape } from "../design/keys.ts";
import { useCardActions } from "./card-actions.ts";
import styles from "./task-card.module.css";

/** Edits a task's title on its card. Enter and a focus elsewhere save it, Escape leaves it as it was. */
export function CardTitleEditor({ projectId, taskId }: { readonly projectId: string; readonly taskId: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { edit, save } = useTaskEditor(projectId, taskId);
  const { endRenaming } = useCardActions();
  const title = useTask(projectId, taskId)?.title ?? "";
  const [text, setText] = useState(title);
  const isOver = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  function end(isKept: boolean): void {
    if (isOver.current) return;
    isOver.current = true;
    const typed = text.replaceAll(/\s+/g, " ").trim();
    if (isKept && typed !== "" && typed !== title) {
      edit({ title: typed });
      save();
    }
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
      value={text}
      onChange={({ target }) => setText(target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  );
}
