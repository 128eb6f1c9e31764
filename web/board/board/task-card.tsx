import { memo } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useOutbox } from "../../../client/react/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { CardTitleEditor } from "./card-title-editor.tsx";
import { CardTools } from "./card-tools.tsx";
import styles from "./task-card.module.css";
import { TaskFacts } from "./task-facts.tsx";
import { TaskLink } from "./task-link.tsx";

export interface TaskCardProps {
  readonly projectId: string;
  readonly task: Task;
  readonly index: number;
  /** Number of cards in the column. */
  readonly count: number;
  /** Called with the card's content. */
  readonly measure: (element: Element | null) => void;
  /** Address of the task's panel. */
  readonly href: string;
  readonly isEditable: boolean;
  /** Its panel is open. */
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** Its title is edited in place. */
  readonly isRenamed: boolean;
  readonly isHeld: boolean;
  readonly isUnsent: boolean;
  readonly isUnsaved: boolean;
  /** Why it could not be moved or deleted, and the change's id in the outbox. */
  readonly failure: string | null;
  readonly failureId: string | null;
}

/**
 * A task on the board: a click opens it, and where it may be edited, a drag moves it. Drawn anew when it has changed.
 * `data-task` names it to the board, which listens for all cards.
 */
export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { projectId, task, index, count, measure, href, isEditable, isOpen, isSelected, isRenamed } = props;
  const { failure, failureId } = props;
  const classNames = [
    styles.card,
    isEditable && styles.editable,
    (isOpen || isRenamed) && styles.open,
    isSelected && styles.selected,
    props.isHeld && styles.held,
  ];
  return (
    <li data-task={task.id} aria-setsize={count} aria-posinset={index + 1}>
      <div ref={measure} data-index={index} className={classNames.filter(Boolean).join(" ")}>
        {isRenamed ? (
          <CardTitleEditor projectId={projectId} taskId={task.id} />
        ) : (
          <TaskSummary task={task} href={href} isOpen={isOpen} isUnsent={props.isUnsent} isUnsaved={props.isUnsaved} />
        )}
        {failure !== null && failureId !== null && (
          <div className={styles.failure}>
            <CardFailure projectId={projectId} id={failureId} reason={failure} />
          </div>
        )}
        {isEditable && !isRenamed && <CardTools title={task.title} isSelected={isSelected} />}
      </div>
    </li>
  );
});

interface CardFailureProps {
  readonly projectId: string;
  readonly id: string;
  readonly reason: string;
}

/** The reason why a task could not be moved or deleted, until it is dismissed. */
export function CardFailure({ projectId, id, reason }: CardFailureProps) {
  const { dismiss } = useOutbox(projectId);
  return <ErrorNote error={reason} onDismiss={() => void dismiss(id)} />;
}

/** Stays as it is while the cards around it come and go. */
const TaskSummary = memo(function TaskSummary({
  task,
  href,
  isOpen,
  isUnsent,
  isUnsaved,
}: Pick<TaskCardProps, "task" | "href" | "isOpen" | "isUnsent" | "isUnsaved">) {
  return (
    <>
      <TaskLink task={task} href={href} isOpen={isOpen} className={styles.title} />
      <TaskFacts task={task} isUnsent={isUnsent} isUnsaved={isUnsaved} />
    </>
  );
});
