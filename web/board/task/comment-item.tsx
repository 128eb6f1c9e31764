import { useState } from "react";
import type { Comment } from "../../../client/core/lockstep/index.ts";
import { focusIdOf } from "../deleted/focus-restored.tsx";
import { Avatar } from "../design/avatar.tsx";
import { Button } from "../design/button.tsx";
import { formatTime } from "../design/format-time.ts";
import { useLate } from "../design/use-late.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { isConflict } from "../outbox/describe-item.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, canManage, useOpenProject } from "../project/project-context.ts";
import { CommentConflict } from "./comment-conflict.tsx";
import styles from "./comment-item.module.css";
import { DeleteCommentButton } from "./delete-comment-button.tsx";
import { EditComment } from "./edit-comment.tsx";

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
  const [draft] = useDraft(draftNames.comment(projectId, taskId, id));
  const [isEditing, setIsEditing] = useState(draft !== null);
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
        <span className={styles.author}>{author.name}</span>
        <span className={styles.time}>
          <time dateTime={createdAt}>{formatTime(createdAt)}</time>
          {version > 0 && <span>, edited</span>}
          {isWaiting && <span>, waits to be sent</span>}
        </span>
      </header>
      <div className={styles.main}>
        {isEditing ? (
          <EditComment taskId={taskId} comment={comment} onClose={() => setIsEditing(false)} />
        ) : (
          <>
            <p className={styles.body}>{body}</p>
            <div className={styles.actions}>
              {mayEdit && (
                <Button look="quiet" small onClick={() => setIsEditing(true)}>
                  Edit<span className="visuallyHidden"> comment</span>
                </Button>
              )}
              {mayDelete && <DeleteCommentButton taskId={taskId} comment={comment} />}
            </div>
          </>
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
