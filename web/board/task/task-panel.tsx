import { Link, useParams } from "react-router";
import { useTask, useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { UserText } from "../design/user-text.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { LeftDrafts } from "../drafts/left-drafts.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import styles from "./task-panel.module.css";
import { TaskView } from "./task-view.tsx";

/** The task of the address, beside the board. */
export function TaskPanel() {
  const { taskId: address = "" } = useParams();
  const taskId = address.toLowerCase();
  const task = useTask(useOpenProject().projectId, taskId);
  return task ? <TaskView key={taskId} task={task} /> : <GoneTask key={taskId} taskId={taskId} />;
}

/** Gives back what the viewer wrote on a task that is gone. */
function GoneTask({ taskId }: { readonly taskId: string }) {
  const { projectId, path, titles, viewerRole } = useOpenProject();
  const { restore } = useTaskActions(projectId);
  const unsaved = useUnsaved(projectId).filter((item) => item.taskId === taskId);
  const title = titles.get(taskId);
  return (
    <SidePanel title="Task" parent={path}>
      <p className={styles.gone} role="status">
        {title === undefined ? (
          "This task is not there any more."
        ) : (
          <>
            “<UserText>{title}</UserText>” is not there any more.
          </>
        )}
      </p>
      {canEdit(viewerRole) && (
        <div className={styles.ways}>
          {title !== undefined && <Button onClick={() => restore(taskId)}>Restore</Button>}
          <Link to={`${path}/deleted`}>Deleted tasks</Link>
        </div>
      )}
      {unsaved.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={(id) => titles.get(id)} canRetry={false} />
      ))}
      <LeftDrafts
        projectId={projectId}
        titleOf={(id) => titles.get(id)}
        start={draftNames.newComment(projectId, taskId)}
      />
    </SidePanel>
  );
}
