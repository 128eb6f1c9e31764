import { memo } from "react";
import { NavLink } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useOutbox } from "../../../client/react/index.ts";
import { focusIdOf } from "../deleted/focus-restored.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import type { TaskStatus } from "../generated/graphql.ts";
import { DraggableCard } from "./draggable-card.tsx";
import styles from "./task-card.module.css";
import { TaskFacts } from "./task-facts.tsx";

interface TaskCardProps {
  readonly projectId: string;
  readonly task: Task;
  readonly column: TaskStatus;
  readonly index: number;
  /** Number of cards in the column. */
  readonly count: number;
  /** Called with the card's element. */
  readonly measure: (element: Element | null) => void;
  readonly path: string;
  readonly isEditable: boolean;
  /** Marks a card that somebody else changed just now. */
  readonly isChanged: boolean;
  readonly isUnsent: boolean;
  readonly isUnsaved: boolean;
  /** Why it could not be moved or deleted, and the change's id in the outbox. */
  readonly failure: string | null;
  readonly failureId: string | null;
}

/**
 * A task on the board: a click opens it, and where it may be edited, a drag moves it. Drawn anew when it has changed.
 */
export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { projectId, task, column, index, count, measure, path, isEditable, isChanged, failure, failureId } = props;
  const content = (
    <>
      <TaskSummary task={task} path={path} isUnsent={props.isUnsent} isUnsaved={props.isUnsaved} />
      {failure !== null && failureId !== null && (
        <div className={styles.failure}>
          <CardFailure projectId={projectId} id={failureId} reason={failure} />
        </div>
      )}
    </>
  );
  const className = [styles.card, isChanged && styles.changed].filter(Boolean).join(" ");
  const place = { "data-index": index, "aria-setsize": count, "aria-posinset": index + 1 };
  return isEditable ? (
    <DraggableCard task={task} column={column} index={index} place={place} measure={measure} className={className}>
      {content}
    </DraggableCard>
  ) : (
    <li ref={measure} {...place} className={className}>
      {content}
    </li>
  );
});

interface CardFailureProps {
  readonly projectId: string;
  readonly id: string;
  readonly reason: string;
}

function CardFailure({ projectId, id, reason }: CardFailureProps) {
  const { dismiss } = useOutbox(projectId);
  return <ErrorNote error={reason} onDismiss={() => void dismiss(id)} />;
}

/** Stays as it is while the cards around it come and go. */
const TaskSummary = memo(function TaskSummary({
  task,
  path,
  isUnsent,
  isUnsaved,
}: Pick<TaskCardProps, "task" | "path" | "isUnsent" | "isUnsaved">) {
  return (
    <>
      <NavLink id={focusIdOf(task.id)} to={`${path}/tasks/${task.id}`} className={() => styles.title} draggable={false}>
        {task.title}
      </NavLink>
      <TaskFacts task={task} isUnsent={isUnsent} isUnsaved={isUnsaved} />
    </>
  );
});
