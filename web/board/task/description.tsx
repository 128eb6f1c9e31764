import { type MouseEvent, memo, useState } from "react";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { Markdown } from "../design/markdown.tsx";
import { MarkdownField } from "../design/markdown-field.tsx";
import { tickTask } from "../design/tasks-in-markdown.ts";
import styles from "./description.module.css";
import type { EditedTask } from "./edited-task.ts";
import { FieldNews } from "./field-news.tsx";

interface DescriptionProps extends EditedTask {
  /** As it is typed. */
  readonly text: string;
}

/** The task's description in Markdown. A click into the text, or the button beside it, begins an edit in its place. */
export const Description = memo(function Description({ task, text, edit, save, mayEdit, isHeld }: DescriptionProps) {
  const [isEditing, setIsEditing] = useState(false);
  const [line, setLine] = useState<number>();
  const isEditable = mayEdit && !isHeld;
  if (text === "" && !isEditable) return null;

  function finish(): void {
    save();
    setIsEditing(false);
  }

  function tick(line: number, isDone: boolean): void {
    edit({ description: tickTask(text, line, isDone) });
    save();
  }

  function begin(at?: number): void {
    setLine(at);
    setIsEditing(true);
  }

  function onClick({ target, clientX, clientY }: MouseEvent): void {
    const isOfItself = target instanceof Element && target.closest("a, input, button, pre");
    if (!isOfItself && getSelection()?.isCollapsed !== false) begin(findLine(target, clientX, clientY));
  }

  if (isEditable && isEditing) {
    return (
      <section aria-label="Description" data-edits="DESCRIPTION">
        <MarkdownField
          label="Description"
          value={text}
          line={line}
          onChange={(next) => edit({ description: next || null })}
          onDone={finish}
        />
        <FieldNews taskId={task.id} field="DESCRIPTION" isEditing mine={text} theirs={task.description ?? ""} />
      </section>
    );
  }
  return (
    <section aria-label="Description" className={styles.description}>
      {text === "" ? (
        <button type="button" className={styles.add} onClick={() => begin()}>
          Add a description…
        </button>
      ) : (
        // biome-ignore lint/a11y/useKeyWithClickEvents: The button does the same by keyboard.
        // biome-ignore lint/a11y/noStaticElementInteractions: As above.
        <div className={isEditable ? styles.editable : undefined} onClick={isEditable ? onClick : undefined}>
          <Markdown text={text} onTick={isEditable ? tick : undefined} />
        </div>
      )}
      {isEditable && text !== "" && (
        <div className={styles.edit}>
          <Button look="quiet" small square aria-label="Edit description" onClick={() => begin()}>
            <Icon name="edit" size={14} />
          </Button>
        </div>
      )}
    </section>
  );
});

/** Finds the line of the source at a place of the text, from 0; undefined for one beside it. */
function findLine(target: EventTarget, x: number, y: number): number | undefined {
  const block = target instanceof Element ? target.closest<HTMLElement>("[data-line]") : null;
  if (!block) return undefined;
  const place = document.caretPositionFromPoint?.(x, y)?.offsetNode;
  const breaks = place ? [...block.querySelectorAll("br")] : [];
  const before = breaks.filter(
    (each) => place && each.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return Number(block.dataset["line"]) + before.length;
}
