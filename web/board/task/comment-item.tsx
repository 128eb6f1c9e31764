import { useState } from "react";
import type { BoardUser } from "../../../client/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { Button } from "../design/button.tsx";
import { formatTime } from "../design/format-time.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { graphql } from "../generated/gql.ts";
import type { CommentItemPartsFragment, ProjectRole } from "../generated/graphql.ts";
import { canEdit, canManage } from "../project/project-context.ts";
import styles from "./comment-item.module.css";
import { DeleteCommentButton } from "./delete-comment-button.tsx";
import { EditComment } from "./edit-comment.tsx";
import { isPending } from "./pending-id.ts";

interface CommentItemProps {
  readonly comment: CommentItemPartsFragment;
  readonly me: BoardUser;
  readonly role: ProjectRole;
}

export function CommentItem({ comment, me, role }: CommentItemProps) {
  const { id, author, body, createdAt, version } = comment;
  const [draft] = useDraft(draftNames.comment(id));
  const [isEditing, setIsEditing] = useState(draft !== null);
  const isNew = isPending(id);
  const isMine = author.id === me.id;
  const mayEdit = isMine && canEdit(role) && !isNew;
  const mayDelete = mayEdit || (canManage(role) && !isNew);

  return (
    <article className={isNew ? `${styles.comment} ${styles.pending}` : styles.comment}>
      <Avatar user={author} named={false} />
      <header className={styles.head}>
        <span className={styles.author}>{author.name}</span>
        <span className={styles.time}>
          <time dateTime={createdAt}>{formatTime(createdAt)}</time>
          {version > 0 && ", edited"}
        </span>
      </header>
      <div className={styles.main}>
        {isEditing ? (
          <EditComment comment={comment} onClose={() => setIsEditing(false)} />
        ) : (
          <>
            <p className={styles.body}>{body}</p>
            <div className={styles.actions}>
              {mayEdit && (
                <Button look="quiet" small onClick={() => setIsEditing(true)}>
                  Edit<span className="visuallyHidden"> comment</span>
                </Button>
              )}
              {mayDelete && <DeleteCommentButton comment={comment} />}
            </div>
          </>
        )}
      </div>
    </article>
  );
}

graphql(`
  fragment CommentItemParts on Comment {
    id
    body
    version
    createdSeq
    createdAt
    updatedAt
    author {
      id
      name
      email
    }
  }
`);
