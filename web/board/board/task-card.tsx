import { useSortable } from "@dnd-kit/react/sortable";
import { NavLink } from "react-router";
import type { BoardTask } from "../../../client/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Icon } from "../design/icon.tsx";
import { isPending } from "../task/pending-id.ts";
import styles from "./task-card.module.css";
import { TaskFacts } from "./task-facts.tsx";
import type { MoveFailure } from "./use-drag.ts";

interface TaskCardProps {
  readonly task: BoardTask;
  readonly index: number;
  readonly path: string;
  readonly isEditable: boolean;
  /** The number of the change by somebody else that it shows just now. */
  readonly changed: number | null;
  readonly failure: MoveFailure | null;
}

/** A task on the board: a click opens it, a drag moves it. */
export function TaskCard({ task, index, path, isEditable, changed, failure }: TaskCardProps) {
  const { id, title, status } = task;
  const isNew = isPending(id);
  const { ref, handleRef, isDragging } = useSortable({
    id,
    index,
    group: status,
    type: "task",
    accept: "task",
    data: { title },
    disabled: !isEditable || isNew,
  });
  const looks = [
    styles.card,
    isEditable && styles.editable,
    isNew && styles.pending,
    isDragging && styles.dragging,
    changed !== null && styles.changed,
  ];

  return (
    <li ref={ref} className={looks.filter(Boolean).join(" ")} data-changed={changed}>
      {isNew ? (
        <span className={styles.title}>{title}</span>
      ) : (
        <NavLink to={`${path}/tasks/${id}`} className={() => styles.title} draggable={false}>
          {title}
        </NavLink>
      )}
      <TaskFacts task={task} />
      {isEditable && !isNew && (
        <button type="button" ref={handleRef} className={styles.handle} aria-label={`Move ${title}`}>
          <Icon name="grip" size={14} />
        </button>
      )}
      {failure && (
        <div className={styles.failure}>
          <ErrorNote error={failure.error} onDismiss={failure.dismiss} />
        </div>
      )}
    </li>
  );
}
