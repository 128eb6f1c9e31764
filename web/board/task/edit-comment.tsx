import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react";
import type { Comment } from "../../../client/core/lockstep/index.ts";
import { useCommentActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { TextArea } from "../design/field.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./comment-item.module.css";

/** Edited text, and the comment as it was when the edit began. */
interface CommentDraft {
  readonly seen: Comment;
  readonly body: string;
}

interface EditCommentProps {
  readonly taskId: string;
  readonly comment: Comment;
  readonly onClose: () => void;
}

/** Edits one's own comment. */
export function EditComment({ taskId, comment, onClose }: EditCommentProps) {
  const { projectId } = useOpenProject();
  const { update } = useCommentActions(projectId, taskId);
  const [draft, setDraft] = useDraft<CommentDraft>(draftNames.comment(projectId, taskId, comment.id));
  const { seen, body } = draft ?? { seen: comment, body: comment.body };
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);

  function drop(): void {
    setDraft(null);
    onClose();
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (body !== comment.body) update(comment.id, body, seen);
    drop();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextArea
        ref={text}
        label="Edit comment"
        value={body}
        required
        onChange={({ target }) => setDraft({ seen, body: target.value })}
      />
      <div className={styles.buttons}>
        <Button type="submit" look="primary" small>
          Save
        </Button>
        <Button look="quiet" small onClick={drop}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
