import { useQuery } from "@apollo/client/react";
import { useEffect } from "react";
import { Avatar } from "../design/avatar.tsx";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { formatTime } from "../design/format-time.ts";
import { ShowMore } from "../design/show-more.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useRetry } from "../design/use-retry.ts";
import { graphql } from "../generated/gql.ts";
import type { ChangePartsFragment } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import { describeChange } from "./describe-change.ts";
import styles from "./history-panel.module.css";
import { useFindTitle } from "./use-find-title.ts";

/** Milliseconds without a further change before the log is read again. */
const calmAfter = 2_000;

/** Every change of the project, newest first; follows while it is open. */
export function HistoryPanel() {
  const { project, latest, path } = useOpenProject();
  const { data, error, refetch, fetchMore } = useQuery(HistoryDocument, {
    variables: { projectId: project.id },
    fetchPolicy: "cache-and-network",
    notifyOnNetworkStatusChange: false,
  });
  useRetry(error !== undefined, refetch);
  const titleOf = useFindTitle();
  const newest = latest?.seq;
  const history = data?.project?.activity;
  const isLoaded = history !== undefined;
  useEffect(() => {
    if (newest === undefined || !isLoaded) return;
    // Events are shown at once, but tell less than the log: where they came from, and what things were called then.
    const calm = setTimeout(() => refetch().catch(() => {}), calmAfter);
    return () => clearTimeout(calm);
  }, [newest, isLoaded, refetch]);

  return (
    <SidePanel title="History" parent={path}>
      <ErrorNote error={error ? describeError(error) : null} />
      <ol className={styles.list} aria-busy={!history}>
        {history?.nodes.map((change) => (
          <li key={change.seq} className={styles.item}>
            <Avatar user={change.actor} named={false} />
            <p className={styles.text}>
              <span className={styles.actor}>{change.actor.name}</span> {describeChange(change, titleOf)}
              <span className={styles.circumstances}>
                <time dateTime={change.at}>{formatTime(change.at)}</time>
                <Origin of={change} />
              </span>
            </p>
          </li>
        ))}
        {!history && !error && [1, 2, 3, 4, 5].map((place) => <Skeleton key={place} height="2.75rem" />)}
      </ol>
      {history?.pageInfo.hasNextPage && (
        <ShowMore onMore={() => fetchMore({ variables: { after: history.pageInfo.endCursor } })}>
          Show earlier changes
        </ShowMore>
      )}
    </SidePanel>
  );
}

/** Where a change came from; those who do not manage the project are not told. */
function Origin({ of: { origin } }: { readonly of: ChangePartsFragment }) {
  if (!origin?.address) return null;
  return <span title={origin.userAgent ?? undefined}> from {origin.address}</span>;
}

const HistoryDocument = graphql(`
  query History($projectId: ID!, $after: String) {
    project(id: $projectId) {
      id
      seq
      activity(first: 50, after: $after) {
        nodes {
          ...ChangeParts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
