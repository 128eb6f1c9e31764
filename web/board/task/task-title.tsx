import { type KeyboardEvent, useRef, useState } from "react";
import { isEnter } from "../design/keys.ts";
import { useGrowing } from "../design/use-growing.ts";
import type { EditedTask } from "./edited-task.ts";
import { FieldNews } from "./field-news.tsx";
import styles from "./task-title.module.css";

interface TaskTitleProps extends EditedTask {
  /** As it is typed. */
  readonly text: string;
  /** Drops what is not saved. */
  readonly discard: () => void;
}

const needed = "A task needs a title";

/** The task's title as the panel's heading, edited in its place. A title is one line: Enter ends the edit. */
export function TaskTitle({ task, text, edit, save, discard, mayEdit, isHeld }: TaskTitleProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isEditing, setIsEditing] = useState(false);
  // The server takes no empty title. While the field has none, nothing of what was typed in it before is saved either.
  const [isBlank, setIsBlank] = useState(false);
  const title = isBlank ? "" : text;
  useGrowing(field, title);

  if (!mayEdit) {
    return (
      <h2 dir="auto" className={styles.title}>
        {task.title}
      </h2>
    );
  }

  function change(typed: string): void {
    const line = typed.replaceAll(/\s*\n\s*/g, " ");
    const isEmpty = line.trim() === "";
    setIsBlank(isEmpty);
    if (isEmpty) discard();
    else edit({ title: line });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isEnter(event)) return;
    event.preventDefault();
    field.current?.blur();
  }

  return (
    <div>
      <h2 className={styles.title}>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label="Title"
          data-edits="TITLE"
          className={styles.field}
          placeholder={needed}
          value={title}
          readOnly={isHeld}
          // Then what is not saved is of this field alone.
          onFocus={() => {
            save();
            setIsEditing(true);
          }}
          onChange={({ target }) => change(target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setIsBlank(false);
            setIsEditing(false);
            save();
          }}
        />
      </h2>
      <p role="status" className="visuallyHidden">
        {isBlank && needed}
      </p>
      <FieldNews taskId={task.id} field="TITLE" isEditing={isEditing} mine={title} theirs={task.title} />
    </div>
  );
}
