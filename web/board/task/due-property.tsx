import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../design/button.tsx";
import fieldStyles from "../design/field.module.css";
import { Icon } from "../design/icon.tsx";
import { isEnter } from "../design/keys.ts";
import { useToday } from "../design/use-today.ts";
import { Noted } from "./choice-property.tsx";
import { dueDays, formatDueDate, fromDateInput, isOverdue, toDateInput } from "./due-date.ts";
import styles from "./due-property.module.css";
import type { EditedTask } from "./edited-task.ts";
import { listDueDates } from "./list-due-dates.ts";
import { Property } from "./property.tsx";

interface DuePropertyProps extends Pick<EditedTask, "task"> {
  readonly isEditable: boolean;
  readonly onChoose: (dueAt: string | null) => void;
}

/** The day on which a task is due. */
export function DueProperty({ task, isEditable, onChoose }: DuePropertyProps) {
  const { dueAt, status } = task;
  const today = useToday();
  const isLate = dueAt !== null && isOverdue(dueAt, status, today);
  const text = dueAt === null ? "Due date" : formatDueDate(dueAt, today);
  const chip = (
    <span className={isLate ? `${styles.due} ${styles.late}` : styles.due}>
      <Icon name="calendar" size={14} />
      {text}
    </span>
  );
  const words = dueAt === null ? "None" : `${text}${isLate ? ", overdue" : ""}`;
  return (
    <Property name="Due date" text={words} chip={chip} isEmpty={dueAt === null} isEditable={isEditable} popup="dialog">
      {(close) => (
        <Noted taskId={task.id} field="DUE_AT">
          {(note) => (
            <DueDatePicker
              dueAt={dueAt}
              note={note}
              onChoose={(next) => {
                close();
                if (next !== dueAt) onChoose(next);
              }}
            />
          )}
        </Noted>
      )}
    </Property>
  );
}

interface DueDatePickerProps {
  readonly dueAt: string | null;
  readonly note: ReactNode;
  readonly onChoose: (dueAt: string | null) => void;
}

/** Days that are often due, and a field for any other. A day that is half typed, or does not exist, changes nothing. */
function DueDatePicker({ dueAt, note, onChoose }: DueDatePickerProps) {
  const today = useToday();
  const [day, setDay] = useState(toDateInput(dueAt));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const typed = fromDateInput(day);
  const often = listDueDates(today).filter((each) => each.dueAt !== null || dueAt !== null);

  function onKeyDown(event: KeyboardEvent): void {
    if (!isEnter(event)) return;
    event.preventDefault();
    if (typed !== null) onChoose(typed);
  }

  return (
    <div className={styles.picker} role="dialog" aria-label="Due date">
      {note && (
        <p role="status" className={styles.note}>
          {note}
        </p>
      )}
      <div className={styles.row}>
        <input
          ref={field}
          type="date"
          aria-label="Day"
          className={fieldStyles.control}
          min={dueDays.first}
          max={dueDays.last}
          value={day}
          onChange={({ target }) => setDay(target.value)}
          onKeyDown={onKeyDown}
        />
        <Button look="primary" disabled={typed === null} onClick={() => onChoose(typed)}>
          Set
        </Button>
      </div>
      <div className={styles.often}>
        {often.map(({ name, hint, dueAt: each }) => (
          <Button key={name} look="quiet" small title={hint} onClick={() => onChoose(each)}>
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}
