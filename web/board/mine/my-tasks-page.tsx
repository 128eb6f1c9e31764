import { useCallback, useEffect, useState } from "react";
import { useMyTasks } from "../../../client/react/index.ts";
import { useAskViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import { useToday } from "../design/use-today.ts";
import { dueGroupNames } from "../find/due-group.ts";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { OfflineLine } from "../projects/offline-line.tsx";
import { useListPages } from "../requests/use-list-pages.ts";
import { useRetry } from "../requests/use-retry.ts";
import { groupByDue } from "./group-by-due.ts";
import { MyTask } from "./my-task.tsx";
import styles from "./my-tasks-page.module.css";

/** Tasks that are loaded without being asked for, so that those that are due soon are among them. */
const ahead = 500;

/** The viewer's open tasks of all projects, live, by the time at which they are due. */
export function MyTasksPage() {
  const { items: nodes, hasMore, reason, refresh, more } = useMyTasks();
  const loadMore = useListPages(more);
  const [isCut, setIsCut] = useState(false);
  const loadAhead = useCallback(async () => setIsCut((await more()) !== null), [more]);
  const today = useToday();
  usePageTitle("My tasks");
  const isShort = nodes !== null && hasMore && nodes.length < ahead;
  useEffect(() => {
    if (isShort) void loadAhead();
  }, [isShort, loadAhead]);
  const isFailing = isShort && isCut;
  useRetry(isFailing, loadAhead);
  const viewer = useViewer();
  useAskViewer();
  // Without the server, the tasks are those of the last visit.
  if (!viewer && !nodes) return <Waiting />;

  const groups = groupByDue(nodes ?? [], today);
  return (
    <CommandCenterProvider project={null}>
      <PageHeader isBelowProjects title="My tasks" />
      <OfflineLine isFailing={reason !== null} onReturn={refresh} />
      <main className={styles.page} aria-busy={nodes === null}>
        {nodes === null && <Skeleton height="12rem" />}
        {nodes !== null && groups.length === 0 && !hasMore && (
          <p className={styles.empty}>Nothing is assigned to you. Tasks that others give you show here, by due date.</p>
        )}
        {groups.map(({ group, tasks }) => (
          <section key={group} aria-label={dueGroupNames[group]}>
            <h2 className={styles.heading}>
              {dueGroupNames[group]} <span className={styles.count}>{tasks.length}</span>
            </h2>
            <ul className={styles.list}>
              {tasks.map((task) => (
                <MyTask key={task.id} task={task} />
              ))}
            </ul>
          </section>
        ))}
        {isFailing && (
          <p role="status" className={styles.cut}>
            Not all of your tasks could be loaded, trying again.
          </p>
        )}
        {hasMore && (!isShort || isFailing) && <ShowMore onMore={loadMore}>Show more</ShowMore>}
      </main>
    </CommandCenterProvider>
  );
}
