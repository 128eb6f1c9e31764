import { useCallback, useMemo } from "react";
import { ButtonLink } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { canEdit, canManage, useOpenProject } from "../project/project-context.ts";
import { ChangeItem } from "./change-item.tsx";
import styles from "./history-panel.module.css";
import { RestoreComment } from "./restore-comment.tsx";
import { type ShownChange, useHistory } from "./use-history.ts";

/** Every change of the project, newest first; follows while it is open. */
export function HistoryPanel() {
  const { projectId, path, titles, viewerRole, me } = useOpenProject();
  const { changes, hasMore, error, more } = useHistory(projectId);
  const titleOf = useCallback((taskId: string) => titles.get(taskId), [titles]);
  const deletions = useMemo(() => findDeletions(changes ?? []), [changes]);
  const mayRestore = (change: ShownChange) =>
    deletions.has(change.seq) && (canManage(viewerRole) || (canEdit(viewerRole) && change.actor.id === me.id));

  return (
    <SidePanel
      title="History"
      parent={path}
      actions={
        <ButtonLink look="quiet" to={`${path}/deleted`}>
          Deleted tasks
        </ButtonLink>
      }
    >
      <ErrorNote error={error} />
      <ol className={styles.list} aria-busy={!changes}>
        {changes?.map((change) => (
          <li key={change.seq}>
            <ChangeItem hasOrigin change={change} titleOf={titleOf}>
              {change.__typename === "CommentDeleted" && mayRestore(change) && (
                <RestoreComment commentId={change.commentId} taskId={change.task.id} />
              )}
            </ChangeItem>
          </li>
        ))}
        {!changes && error === null && [1, 2, 3, 4, 5].map((place) => <Skeleton key={place} height="2.75rem" />)}
      </ol>
      {hasMore && <ShowMore onMore={more}>Show earlier changes</ShowMore>}
    </SidePanel>
  );
}

/** Numbers of the deletions of comments that were not undone. */
function findDeletions(changes: readonly ShownChange[]): ReadonlySet<number> {
  const last = new Map<string, ShownChange>();
  for (const change of changes) {
    if (change.__typename !== "CommentDeleted" && change.__typename !== "CommentRestored") continue;
    const id = change.__typename === "CommentDeleted" ? change.commentId : change.comment.id;
    if (!last.has(id)) last.set(id, change);
  }
  const deletions = [...last.values()].filter(({ __typename }) => __typename === "CommentDeleted");
  return new Set(deletions.map(({ seq }) => seq));
}
