import { useQuery } from "@apollo/client/react";
import type { BoardTask } from "../../../client/index.ts";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useRetry } from "../design/use-retry.ts";
import { graphql } from "../generated/gql.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { CommentItem } from "./comment-item.tsx";
import styles from "./comments.module.css";
import { NewComment } from "./new-comment.tsx";

/** A task's comments, oldest first; new ones come by the project's stream. */
export function Comments({ task }: { readonly task: BoardTask }) {
  const { project, me } = useOpenProject();
  const { data, error, refetch, fetchMore } = useQuery(CommentsDocument, {
    variables: { taskId: task.id },
    fetchPolicy: "cache-and-network",
    notifyOnNetworkStatusChange: false,
  });
  useRetry(error !== undefined, refetch);
  const comments = data?.task?.comments;

  return (
    <section className={styles.comments} aria-label="Comments">
      <h3 className={styles.title}>Comments</h3>
      <ErrorNote error={error ? describeError(error) : null} />
      {!comments && !error && <Skeleton height="3.5rem" />}
      {comments?.nodes.length === 0 && <p className={styles.empty}>Nobody has written anything yet.</p>}
      <ul className={styles.list}>
        {comments?.nodes.map((comment) => (
          <li key={comment.id}>
            <CommentItem comment={comment} me={me} role={project.viewerRole} />
          </li>
        ))}
      </ul>
      {comments?.pageInfo.hasNextPage && (
        <ShowMore onMore={() => fetchMore({ variables: { after: comments.pageInfo.endCursor } })}>
          Show later comments
        </ShowMore>
      )}
      {canEdit(project.viewerRole) && <NewComment task={task} me={me} />}
    </section>
  );
}

const CommentsDocument = graphql(`
  query Comments($taskId: ID!, $after: String) {
    task(id: $taskId) {
      id
      version
      comments(first: 100, after: $after) {
        nodes {
          ...CommentItemParts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
