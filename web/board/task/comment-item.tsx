import { useState } from "react";
import type { Comment } from "../../../client/core/lockstep/index.ts";
import { useCommentActions } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { Button } from "../design/button.tsx";
import { formatTime } from "../design/format-time.ts";
import { Icon } from "../design/icon.tsx";
import { Markdown } from "../design/markdown.tsx";
import { useLate } from "../design/use-late.ts";
import { UserText } from "../design/user-text.tsx";
import { isConflict } from "../outbox/describe-item.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, canManage, useOpenProject } from "../project/project-context.ts";
import { focusIdOf } from "../undo/focus-restored.tsx";
import { CommentBody } from "./comment-body.tsx";
import { CommentConflict } from "./comment-conflict.tsx";
import styles from "./comment-item.module.css";

/** A change that is on the server so soon is not worth a word, in milliseconds. */
const hiccup = 1_000;

interface CommentItemProps {
  readonly taskId: string;
  readonly comment: Comment;
  /** The server does not have it, or an edit of it, yet. */
  readonly isUnsent: boolean;
}

export function CommentItem({ taskId, comment, isUnsent }: CommentItemProps) {
  const { id, author, body, createdAt, version } = comment;
  const { projectId, viewerRole, me } = useOpenProject();
  const { remove } = useCommentActions(projectId, taskId);
  const [isEditing, setIsEditing] = useState(false);
  const isWaiting = useLate(isUnsent, hiccup);
  const unsaved = useUnsaved(projectId).filter(
    ({ itemId, change }) => itemId === id && change.kind !== "createComment",
  );
  const isMine = author.id === me.id;
  const mayEdit = isMine && canEdit(viewerRole);
  const mayDelete = mayEdit || canManage(viewerRole);

  return (
    <article
      id={focusIdOf(id)}
      tabIndex={-1}
      className={isUnsent ? `${styles.comment} ${styles.pending}` : styles.comment}
    >
      <Avatar user={author} named={false} />
      <header className={styles.head}>
        <span className={styles.author}>
          <UserText>{author.name}</UserText>
        </span>
        <span className={styles.time}>
          <time dateTime={createdAt}>{formatTime(createdAt)}</time>
          {version > 0 && <span>, edited</span>}
          {isWaiting && <span>, waits to be sent</span>}
        </span>
        <span className={styles.actions}>
          {mayEdit && !isEditing && (
            <Button look="quiet" small square aria-label="Edit comment" onClick={() => setIsEditing(true)}>
              <Icon name="edit" size={14} />
            </Button>
          )}
          {mayDelete && (
            <Button look="quiet" small square aria-label="Delete comment" onClick={() => remove(id)}>
              <Icon name="trash" size={14} />
            </Button>
          )}
        </span>
      </header>
      <div className={styles.main}>
        {mayEdit ? (
          <CommentBody taskId={taskId} comment={comment} isEditing={isEditing} onDone={() => setIsEditing(false)} />
        ) : (
          <Markdown text={body} />
        )}
        {unsaved.map((item) =>
          isConflict(item) && item.change.kind === "updateComment" ? (
            <CommentConflict key={item.id} item={item} body={body} />
          ) : (
            <UnsavedItemNote key={item.id} item={item} />
          ),
        )}
      </div>
    </article>
  );
}
