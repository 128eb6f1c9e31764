import { memo } from "react";
import { CardTitleEditor } from "./card-title-editor.tsx";
import { CardTools } from "./card-tools.tsx";
import { CardFailure, type TaskCardProps } from "./task-card.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { TaskLink } from "./task-link.tsx";
import styles from "./task-list.module.css";

type TaskRowProps = Omit<TaskCardProps, "count">;

/** A task in the list. `data-task` names it to the list, which listens for all rows. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { projectId, task, index, measure, href, isEditable, isOpen, isSelected, isRenamed } = props;
  const { isUnsent, isUnsaved, failure, failureId } = props;
  const classNames = [
    styles.row,
    isEditable && styles.editable,
    (isOpen || isSelected) && styles.selected,
    props.isHeld && styles.held,
  ];
  return (
    <li data-task={task.id} data-status={task.status} className={styles.item}>
      <div ref={measure} data-index={index} className={classNames.filter(Boolean).join(" ")}>
        {isRenamed ? (
          <CardTitleEditor projectId={projectId} taskId={task.id} />
        ) : (
          <>
            <TaskLink task={task} href={href} isOpen={isOpen} className={styles.title} />
            <TaskFacts task={task} isUnsent={isUnsent} isUnsaved={isUnsaved} />
          </>
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
