import { type OutboxItem, useOutbox, useTask, useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { statusNames } from "../design/words.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import styles from "./deleted-panel.module.css";
import { type DeletedTask, useDeletedTasks } from "./use-deleted-tasks.ts";

/** Deleted tasks that can be restored. */
export function DeletedPanel() {
  const { projectId, path } = useOpenProject();
  const { nodes, hasMore, error, more } = useDeletedTasks(projectId);
  return (
    <SidePanel title="Deleted tasks" parent={path}>
      <ErrorNote error={error} />
      {nodes?.length === 0 && <p className={styles.quiet}>No task can be restored.</p>}
      <ul className={styles.list} aria-busy={!nodes}>
        {nodes?.map((task) => (
          <DeletedTaskItem key={task.id} task={task} />
        ))}
        {!nodes && error === null && <Skeleton height="2.75rem" />}
      </ul>
      {hasMore && <ShowMore onMore={more}>Show tasks deleted earlier</ShowMore>}
    </SidePanel>
  );
}

function DeletedTaskItem({ task: { id, title, status } }: { readonly task: DeletedTask }) {
  const { projectId, viewerRole } = useOpenProject();
  const { restore } = useTaskActions(projectId);
  const isBack = useTask(projectId, id) !== undefined;
  const isWaiting = useOutbox(projectId).pending.some((item) => isRestoration(item, id));
  const refused = useUnsaved(projectId).filter((item) => isRestoration(item, id));
  if (isBack) return null;
  return (
    <li className={styles.item}>
      <div className={styles.text}>
        <p dir="auto" className={styles.title}>
          {title}
        </p>
        <p className={styles.quiet}>{isWaiting ? "Waits to be restored" : statusNames[status]}</p>
      </div>
      {canEdit(viewerRole) && refused.length === 0 && (
        <Button small disabled={isWaiting} onClick={() => restore(id)}>
          Restore<span className="visuallyHidden"> “{title}”</span>
        </Button>
      )}
      {refused.map((item) => (
        <div key={item.id} className={styles.refused}>
          <UnsavedItemNote item={item} titleOf={() => title} />
        </div>
      ))}
    </li>
  );
}

function isRestoration({ change, itemId }: OutboxItem, taskId: string): boolean {
  return change.kind === "restoreTask" && itemId === taskId;
}
