import { useCallback, useEffect, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { useToday } from "../design/use-today.ts";
import { dueGroupNames } from "../find/due-group.ts";
import { graphql } from "../generated/gql.ts";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { OfflineLine } from "../projects/offline-line.tsx";
import { usePages } from "../requests/use-pages.ts";
import { useRequest } from "../requests/use-request.ts";
import { groupByDue } from "./group-by-due.ts";
import { MyTask } from "./my-task.tsx";
import styles from "./my-tasks-page.module.css";

/** Tasks that are loaded without being asked for, so that those that are due soon are among them. */
const ahead = 500;

/** The viewer's open tasks of all projects, by the time at which they are due. */
export function MyTasksPage() {
  const request = useRequest();
  const [me, setMe] = useState<User>();
  const load = useCallback(
    async (after: string | null) => {
      const answer = await request(MyTasksDocument, { after });
      setMe(answer.me);
      return answer.myTasks;
    },
    [request],
  );
  const { nodes, hasMore, error, refresh, more } = usePages(load);
  const today = useToday();
  useOnReturn(refresh);
  usePageTitle("My tasks");
  useTellViewer(me);
  const isShort = nodes !== null && hasMore && nodes.length < ahead;
  useEffect(() => {
    if (isShort) more().catch(() => {});
  }, [isShort, more]);
  const viewer = useViewer();
  if (!viewer) return <Waiting />;

  const groups = groupByDue(nodes ?? [], today);
  return (
    <CommandCenterProvider project={null}>
      <PageHeader isBelowProjects title="My tasks" />
      <OfflineLine isFailing={error !== null} onReturn={refresh} />
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
        {hasMore && !isShort && <ShowMore onMore={more}>Show more</ShowMore>}
      </main>
    </CommandCenterProvider>
  );
}

const MyTasksDocument = graphql(`
  query MyTasks($after: String) {
    me {
      id
      name
      email
    }
    myTasks(first: 100, after: $after) {
      nodes {
        ...MyTaskParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
