import { useCallback } from "react";
import { Avatar } from "../design/avatar.tsx";
import { ButtonLink } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { formatTime } from "../design/format-time.ts";
import { ShowMore } from "../design/show-more.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOpenProject } from "../project/project-context.ts";
import { describeChange } from "./describe-change.ts";
import styles from "./history-panel.module.css";
import { type ShownChange, useHistory } from "./use-history.ts";

/** Every change of the project, newest first; follows while it is open. */
export function HistoryPanel() {
  const { projectId, path, titles } = useOpenProject();
  const { changes, hasMore, error, more } = useHistory(projectId);
  const titleOf = useCallback((taskId: string) => titles.get(taskId), [titles]);

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
          <li key={change.seq} className={styles.item}>
            <Avatar user={change.actor} named={false} />
            <p className={styles.text}>
              <span className={styles.actor}>{change.actor.name}</span> <span>{describeChange(change, titleOf)}</span>
              <span className={styles.circumstances}>
                <time dateTime={change.at}>{formatTime(change.at)}</time>
                <Origin change={change} />
              </span>
            </p>
          </li>
        ))}
        {!changes && error === null && [1, 2, 3, 4, 5].map((place) => <Skeleton key={place} height="2.75rem" />)}
      </ol>
      {hasMore && <ShowMore onMore={more}>Show earlier changes</ShowMore>}
    </SidePanel>
  );
}

/** Where a change came from; those who do not manage the project are not told. */
function Origin({ change }: { readonly change: ShownChange }) {
  if (!("origin" in change) || !change.origin?.address) return null;
  return <span title={change.origin.userAgent ?? undefined}> from {change.origin.address}</span>;
}
