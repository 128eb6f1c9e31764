import { memo, useState } from "react";
import type { Comment, Task, User } from "../../../client/core/lockstep/index.ts";
import { type OutboxItem, useComments, useConnection, useOutbox } from "../../../client/react/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { isConflict, type UnsavedItem } from "../outbox/describe-item.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { useOpenProject } from "../project/project-context.ts";
import { describeKitReason } from "../requests/describe-outcome.ts";
import { CommentItem } from "./comment-item.tsx";
import styles from "./comments.module.css";
import { useLinkedComment } from "./use-linked-comment.ts";

interface CommentsProps {
  readonly task: Task;
  /** Own comment that was sent last, which is shown wherever the list stands; null: none. */
  readonly sentId: string | null;
}

/** A task's comments, oldest first. Failed own ones stand below with their texts. Typing elsewhere draws none anew. */
export const Comments = memo(function Comments({ task, sentId }: CommentsProps) {
  const { projectId, me } = useOpenProject();
  const view = useComments(projectId, task.id);
  const { pending } = useOutbox(projectId);
  const isOffline = useConnection().status === "offline";
  const comments = view.status === "loaded" ? view.comments : null;
  const missing = useLinkedComment(comments);
  // Written offline, before the others could be loaded.
  const written = pending.flatMap((item) => (item.taskId === task.id ? (toComment(item, me) ?? []) : []));
  const [seen] = useState(() => new Set<string>());
  for (const { id } of comments ?? []) seen.add(id);
  const unsent = new Set(pending.map(({ itemId }) => itemId));
  const shown = new Set(comments?.map(({ id }) => id));
  const unsaved = useUnsaved(projectId).filter(({ change, itemId, taskId }) => {
    if (change.kind === "createComment") return taskId === task.id;
    return (
      (change.kind === "updateComment" || change.kind === "deleteComment") && seen.has(itemId) && !shown.has(itemId)
    );
  });

  return (
    <section className={styles.comments} aria-label="Comments">
      <h3 className={styles.title}>Comments</h3>
      {view.status === "failed" && <ErrorNote error={describeKitReason(view.reason)} />}
      {view.status === "loading" && <Skeleton height="3.5rem" />}
      {isOffline && comments !== null && comments.length > 0 && (
        <p className={styles.empty}>As of the last connection. Newer comments show once the server can be reached.</p>
      )}
      {missing !== null && (
        <p id={missing} tabIndex={-1} className={styles.missing}>
          The comment that the link leads to was deleted.
        </p>
      )}
      {comments?.length === 0 && <p className={styles.empty}>Nobody has written anything yet.</p>}
      <ul className={styles.list}>
        {(comments ?? written).map((comment) => (
          <li key={comment.id} ref={comment.id === sentId ? show : undefined}>
            <CommentItem taskId={task.id} comment={comment} isUnsent={unsent.has(comment.id)} />
          </li>
        ))}
      </ul>
      {unsaved.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={() => task.title} canRetry={!isGone(item)} />
      ))}
    </section>
  );
});

function show(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: "nearest" });
}

/** The comment, or its task, is not there any more. */
function isGone(item: UnsavedItem): boolean {
  return !isConflict(item) && item.code === "NOT_FOUND";
}

/** A pending comment as the list will show it; null for another change. */
function toComment({ change, createdAt }: OutboxItem, author: User): Comment | null {
  if (change.kind !== "createComment" || change.input.id === undefined) return null;
  const at = createdAt.toISOString();
  const { id, body } = change.input;
  return { id, body, author, version: 0, createdSeq: 0, createdAt: at, updatedAt: at };
}
