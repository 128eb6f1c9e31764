import { memo } from "react";
import { NavLink } from "react-router";
import type { BoardTask } from "../../../client/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import type { TaskStatus } from "../generated/graphql.ts";
import { isPending } from "../task/pending-id.ts";
import { DraggableCard } from "./draggable-card.tsx";
import styles from "./task-card.module.css";
import { TaskFacts } from "./task-facts.tsx";

interface TaskCardProps {
  readonly task: BoardTask;
  readonly column: TaskStatus;
  readonly index: number;
  readonly path: string;
  readonly isEditable: boolean;
  /** Marks a card that somebody else changed just now. */
  readonly isChanged: boolean;
  /** Why it could not be moved. */
  readonly failure: string | null;
  readonly onDismiss: (taskId: string) => void;
}

/**
 * A task on the board: a click opens it, and where it may be edited, a drag moves it. Drawn anew when it has changed.
 */
export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { task, column, index, path, isEditable, isChanged, failure, onDismiss } = props;
  const { id, title } = task;
  if (isPending(id)) {
    return (
      <li className={`${styles.card} ${styles.pending}`}>
        <span className={styles.title}>{title}</span>
      </li>
    );
  }
  const content = (
    <>
      <TaskSummary task={task} path={path} />
      {failure !== null && (
        <div className={styles.failure}>
          <ErrorNote error={failure} onDismiss={() => onDismiss(id)} />
        </div>
      )}
    </>
  );
  const className = [styles.card, isChanged && styles.changed].filter(Boolean).join(" ");
  return isEditable ? (
    <DraggableCard task={task} column={column} index={index} className={className}>
      {content}
    </DraggableCard>
  ) : (
    <li className={className}>{content}</li>
  );
});

/** Stays as it is while the cards around it come and go. */
const TaskSummary = memo(function TaskSummary({ task, path }: Pick<TaskCardProps, "task" | "path">) {
  return (
    <>
      <NavLink to={`${path}/tasks/${task.id}`} className={() => styles.title} draggable={false}>
        {task.title}
      </NavLink>
      <TaskFacts task={task} />
    </>
  );
});
