import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextField } from "../design/field.tsx";
import { Icon } from "../design/icon.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { statusNames } from "../design/words.ts";
import styles from "./new-task.module.css";
import { type NewTaskPlace, useCreateTask } from "./use-create-task.ts";

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
    <button ref={opener} type="button" className={styles.open} onClick={() => setIsOpen(true)}>
      <Icon name="add" size={14} /> Add task
      <span className="visuallyHidden">to {statusNames[place.status]}</span>
    </button>
  );
}

function NewTaskForm({ place, onClose }: { readonly place: NewTaskPlace; readonly onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const createTask = useCreateTask(place);
  useEffect(() => input.current?.focus(), []);

  const { error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const title = String(data.get("title"));
    const answer = createTask(title);
    // It stands on the board already, and the next one can be typed; a failed one returns to the form.
    form.reset();
    await answer.catch((reason: unknown) => {
      if (input.current?.value === "") input.current.value = title;
      throw reason;
    });
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") onClose();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextField
        ref={input}
        label={`New task in ${statusNames[place.status]}`}
        name="title"
        autoComplete="off"
        required
      />
      <ErrorNote error={error} onDismiss={dismissError} />
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
