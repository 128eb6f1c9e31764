import { Link, useParams } from "react-router";
import { useTask } from "../../../client/react/index.ts";
import { formatTime } from "../design/format-time.ts";
import { SidePanel } from "../design/side-panel.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { LeftDrafts } from "../drafts/left-drafts.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { Comments } from "./comments.tsx";
import { DeleteTaskButton } from "./delete-task-button.tsx";
import { StatusSelect } from "./status-select.tsx";
import { TaskForm } from "./task-form.tsx";
import styles from "./task-panel.module.css";

/** A task beside the board: its fields and its comments. */
export function TaskPanel() {
  const { taskId = "" } = useParams();
  const { projectId, viewerRole, path } = useOpenProject();
  const task = useTask(projectId, taskId);
  const isEditable = canEdit(viewerRole);

  if (!task) return <GoneTask key={taskId} taskId={taskId} />;
  return (
    <SidePanel
      key={task.id}
      title="Task"
      parent={path}
      actions={isEditable && <DeleteTaskButton task={task} parent={path} />}
    >
      <StatusSelect task={task} isEditable={isEditable} />
      <TaskForm task={task} />
      <p className={styles.byline}>
        Created by {task.createdBy.name}, {formatTime(task.createdAt)}
      </p>
      <Comments task={task} />
    </SidePanel>
  );
}

/** Gives back what the viewer wrote on a task that is gone. */
function GoneTask({ taskId }: { readonly taskId: string }) {
  const { projectId, path, titles, viewerRole } = useOpenProject();
  const unsaved = useUnsaved(projectId).filter((item) => item.taskId === taskId);
  return (
    <SidePanel title="Task" parent={path}>
      <p className={styles.gone} role="status">
        This task is not there any more.
      </p>
      {canEdit(viewerRole) && <Link to={`${path}/deleted`}>Deleted tasks</Link>}
      {unsaved.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={(id) => titles.get(id)} canRetry={false} />
      ))}
      <LeftDrafts projectId={projectId} start={draftNames.newComment(projectId, taskId)} />
      <LeftDrafts projectId={projectId} start={draftNames.comments(projectId, taskId)} />
    </SidePanel>
  );
}
