import { useParams } from "react-router";
import { formatTime } from "../design/format-time.ts";
import { SidePanel } from "../design/side-panel.tsx";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { Comments } from "./comments.tsx";
import { DeleteTaskButton } from "./delete-task-button.tsx";
import { LeftDraft } from "./left-draft.tsx";
import { StatusSelect } from "./status-select.tsx";
import { TaskForm } from "./task-form.tsx";
import styles from "./task-panel.module.css";

/** A task beside the board: its fields and its comments. */
export function TaskPanel() {
  const { taskId = "" } = useParams();
  const { project, path } = useOpenProject();
  const task = project.tasks.find(({ id }) => id === taskId);
  const isEditable = canEdit(project.viewerRole);

  if (!task) {
    return (
      <SidePanel title="Task" parent={path}>
        <p className={styles.gone} role="status">
          This task is not there any more.
        </p>
        <LeftDraft key={taskId} taskId={taskId} />
      </SidePanel>
    );
  }
  return (
    <SidePanel
      key={task.id}
      title="Task"
      parent={path}
      actions={isEditable && <DeleteTaskButton task={task} parent={path} />}
    >
      <StatusSelect task={task} isEditable={isEditable} />
      <TaskForm task={task} members={project.members} isEditable={isEditable} />
      <p className={styles.byline}>
        Created by {task.createdBy.name}, {formatTime(task.createdAt)}
      </p>
      <Comments task={task} />
    </SidePanel>
  );
}
