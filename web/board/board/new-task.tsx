import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { Icon } from "../design/icon.tsx";
import { statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
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
    <button ref={opener} type="button" className={styles.open} onClick={() => setIsOpen(true)}>
      <Icon name="add" size={14} /> Add task
      <span className="visuallyHidden"> to {statusNames[place.status]}</span>
    </button>
  );
}

function NewTaskForm({ place, onClose }: { readonly place: NewTaskPlace; readonly onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const { create } = useTaskActions(place.projectId);
  useEffect(() => input.current?.focus(), []);

  /** It stands on the board at once, and the next one can be typed. A failed one is shown with its text. */
  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    create({ title: String(new FormData(event.currentTarget).get("title")), status: place.status });
    event.currentTarget.reset();
  }

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
