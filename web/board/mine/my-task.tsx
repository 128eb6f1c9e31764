import { Link } from "react-router";
import type { AssignedTask } from "../../../client/core/lockstep/index.ts";
import { Icon } from "../design/icon.tsx";
import { LabelChip } from "../design/label-chip.tsx";
import { PriorityGlyph } from "../design/priority-glyph.tsx";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { useToday } from "../design/use-today.ts";
import { UserText } from "../design/user-text.tsx";
import { priorityNames, statusNames } from "../design/words.ts";
import { formatDueDate, isOverdue } from "../task/due-date.ts";
import styles from "./my-tasks-page.module.css";

/** A task of any project, which opens there. */
export function MyTask({ task }: { readonly task: AssignedTask }) {
  const { id, title, status, priority, dueAt, labels, project } = task;
  const today = useToday();
  return (
    <li className={styles.task}>
      <StatusGlyph status={status} />
      <Link className={styles.title} to={`/projects/${project.id}/tasks/${id}`} dir="auto">
        {title}
      </Link>
      <div className={styles.facts}>
        {priority !== "NONE" && (
          <span className={styles.fact} title={`${priorityNames[priority]} priority`}>
            <PriorityGlyph priority={priority} />
            <span className="visuallyHidden">Priority: {priorityNames[priority]}</span>
          </span>
        )}
        {labels.map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
        {dueAt && (
          <span className={isOverdue(dueAt, status, today) ? `${styles.fact} ${styles.overdue}` : styles.fact}>
            <Icon name="calendar" size={13} />
            <time dateTime={dueAt}>{formatDueDate(dueAt, today)}</time>
          </span>
        )}
        <span className={styles.place}>
          {statusNames[status]} in <UserText>{project.name}</UserText>
        </span>
      </div>
    </li>
  );
}
