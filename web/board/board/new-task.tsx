import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { Icon } from "../design/icon.tsx";
import { isEscape } from "../design/keys.ts";
import { statusNames } from "../design/words.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { useCardActions } from "./card-actions.ts";
import styles from "./new-task.module.css";

interface NewTaskPlace {
  readonly projectId: string;
  readonly status: TaskStatus;
}

/** Adds tasks at a column's end, one after the other until it is closed. */
export function NewTask(place: NewTaskPlace) {
  const [isOpen, setIsOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);

  function close(): void {
    flushSync(() => setIsOpen(false));
    opener.current?.focus();
  }

  return isOpen ? (
    <NewTaskForm place={place} onClose={close} />
  ) : (
    <button ref={opener} type="button" data-tool="new" className={styles.open} onClick={() => setIsOpen(true)}>
      <Icon name="add" size={14} /> Add task
      <span className="visuallyHidden"> to {statusNames[place.status]}</span>
    </button>
  );
}

function NewTaskForm({ place, onClose }: { readonly place: NewTaskPlace; readonly onClose: () => void }) {
  const { projectId, status } = place;
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useDraft<string>(draftNames.newTask(projectId, status));
  const { create } = useTaskActions(projectId);
  const { reveal } = useCardActions();
  useEffect(() => input.current?.focus(), []);

  /** It stands on the board at once, and the next one can be typed. A failed one is shown with its text. */
  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const title = draft?.trim() ?? "";
    if (title === "") {
      flushSync(() => setDraft(null));
      event.currentTarget.reportValidity();
      return;
    }
    const { id } = create({ title, status });
    setDraft(null);
    reveal(id);
  }

  /** The text stays for the next time. */
  function onKeyDown(event: KeyboardEvent): void {
    if (!isEscape(event)) return;
    event.preventDefault();
    onClose();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextField
        ref={input}
        label={`New task in ${statusNames[status]}`}
        name="title"
        autoComplete="off"
        required
        value={draft ?? ""}
        onChange={({ target }) => setDraft(target.value || null)}
      />
      <div className={styles.actions}>
        <Button type="submit" look="primary" small>
          Add
        </Button>
        <Button look="quiet" small onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
