import { memo } from "react";
import { CardTitleEditor } from "./card-title-editor.tsx";
import { CardTools } from "./card-tools.tsx";
import type { TaskCardProps } from "./task-card.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { TaskLink } from "./task-link.tsx";
import styles from "./task-list.module.css";
import type { CardMark } from "./use-card-marks.ts";

type TaskRowProps = CardMark &
  Pick<TaskCardProps, "projectId" | "task" | "index" | "measure" | "path" | "isEditable" | "isSelected" | "isRenamed">;

/** A task in the list. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { projectId, task, index, measure, path, isEditable, isSelected, isRenamed, isUnsent, isUnsaved, failure } =
    props;
  return (
    <li
      ref={measure}
      data-task={task.id}
      data-index={index}
      className={isSelected ? `${styles.row} ${styles.selected}` : styles.row}
    >
      {isRenamed ? (
        <CardTitleEditor projectId={projectId} taskId={task.id} />
      ) : (
        <>
          <TaskLink task={task} path={path} className={styles.title} />
          <TaskFacts task={task} isUnsent={isUnsent} isUnsaved={isUnsaved || failure !== null} />
        </>
      )}
      {isEditable && !isRenamed && <CardTools title={task.title} isSelected={isSelected} hasHandle={false} />}
    </li>
  );
});
