import { Fragment, useCallback, useMemo } from "react";
import { Link, useLocation } from "react-router";
import { ButtonLink } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePanelLink } from "../design/use-panel-address.ts";
import { UserText } from "../design/user-text.tsx";
import { canEdit, canManage, useOpenProject } from "../project/project-context.ts";
import { ChangeItem } from "./change-item.tsx";
import { taskOf } from "./describe-change.tsx";
import styles from "./history-panel.module.css";
import { RestoreComment } from "./restore-comment.tsx";
import { type ShownChange, useHistory } from "./use-history.ts";

/** State of the panel's address that tells how far somebody has seen the project. */
export interface SeenUntil {
  /** Number of the last change. */
  readonly seenUntil: number;
}

/** Every change of the project, newest first; follows while it is open. Each leads to its task. */
export function HistoryPanel() {
  const { projectId, path, titles, viewerRole, me } = useOpenProject();
  const { changes, earlier, hasMore, error, more } = useHistory(projectId);
  const titleOf = useCallback((taskId: string) => titles.get(taskId), [titles]);
  const linkTo = usePanelLink(path);
  const { seenUntil = 0 } = (useLocation().state as Partial<SeenUntil> | null) ?? {};
  const firstSeen = changes?.findIndex(({ seq }) => seq <= seenUntil);
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
        {changes?.map((change, index) => (
          <Fragment key={change.seq}>
            {index === firstSeen && <li className={styles.edge}>Before you left</li>}
            <li>
              <ChangeItem
                hasOrigin
                change={change}
                earlier={earlier.get(change.seq)}
                titleOf={titleOf}
                name={(title) => <TaskName change={change} title={title} linkTo={linkTo} />}
              >
                {change.__typename === "CommentDeleted" && mayRestore(change) && (
                  <RestoreComment commentId={change.commentId} taskId={change.task.id} />
                )}
              </ChangeItem>
            </li>
          </Fragment>
        ))}
        {!changes && error === null && [1, 2, 3, 4, 5].map((place) => <Skeleton key={place} height="2.75rem" />)}
      </ol>
      {hasMore && <ShowMore onMore={more}>Show earlier changes</ShowMore>}
    </SidePanel>
  );
}

interface TaskNameProps {
  readonly change: ShownChange;
  readonly title: string | undefined;
  readonly linkTo: ReturnType<typeof usePanelLink>;
}

/** Leads to the task, unless the change deleted it. */
function TaskName({ change, title, linkTo }: TaskNameProps) {
  const name = title === undefined ? "a task" : <UserText>{title}</UserText>;
  const taskId = change.__typename === "TaskDeleted" ? null : taskOf(change);
  const named = taskId === null ? name : <Link {...linkTo(`tasks/${taskId}`)}>{name}</Link>;
  return title === undefined ? named : <>“{named}”</>;
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
