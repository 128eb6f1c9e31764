import type { Task } from "../../../client/core/lockstep/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { Icon } from "../design/icon.tsx";
import { LabelChip } from "../design/label-chip.tsx";
import { PriorityGlyph } from "../design/priority-glyph.tsx";
import { useLate } from "../design/use-late.ts";
import { useToday } from "../design/use-today.ts";
import { priorityNames } from "../design/words.ts";
import { formatDueDate, isDueToday, isOverdue } from "../task/due-date.ts";
import styles from "./task-facts.module.css";

/** A change that is on the server so soon is not worth a mark, in milliseconds. */
const hiccup = 1_000;

interface TaskFactsProps {
  readonly task: Task;
  readonly isUnsent: boolean;
  readonly isUnsaved: boolean;
}

/** Facts of a task beside its title, as far as there are any. */
export function TaskFacts({ task, isUnsent, isUnsaved }: TaskFactsProps) {
  const { priority, dueAt, status, commentCount, assignee, labels } = task;
  const isWaiting = useLate(isUnsent, hiccup);
  const today = useToday();
  const isBare = priority === "NONE" && !dueAt && commentCount === 0 && !assignee && labels.length === 0;
  if (isBare && !isWaiting && !isUnsaved) return null;
  const isLate = dueAt ? isOverdue(dueAt, status, today) : false;
  const isNow = dueAt ? isDueToday(dueAt, status, today) : false;
  return (
    <div className={styles.facts}>
      {priority !== "NONE" && (
        <span className={styles.fact} title={`${priorityNames[priority]} priority`}>
          <PriorityGlyph priority={priority} label={`Priority: ${priorityNames[priority]}`} />
        </span>
      )}
      {labels.map((label) => (
        <LabelChip key={label.id} label={label} />
      ))}
      {dueAt && (
        <span className={`${styles.fact} ${isLate ? styles.overdue : isNow ? styles.today : ""}`}>
          <Icon name="calendar" size={13} label={isLate ? "Overdue since" : "Due"} />
          <time dateTime={dueAt}>{formatDueDate(dueAt, today)}</time>
        </span>
      )}
      {commentCount > 0 && (
        <span className={styles.fact}>
          <Icon name="comment" size={13} label="Comments" />
          <span>{commentCount}</span>
        </span>
      )}
      {isWaiting && (
        <span className={styles.fact}>
          <Icon name="waiting" size={13} />
          <span>Waits to be sent</span>
        </span>
      )}
      {isUnsaved && <span className={`${styles.fact} ${styles.overdue}`}>Not saved</span>}
      {assignee && (
        <span className={styles.assignee}>
          <Avatar user={assignee} small label={`Assigned to ${assignee.name}`} />
        </span>
      )}
    </div>
  );
}
