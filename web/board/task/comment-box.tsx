import { type FormEvent, type KeyboardEvent, memo, useRef } from "react";
import { useCommentActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import fieldStyles from "../design/field.module.css";
import { isSend } from "../design/keys.ts";
import { useGrowing } from "../design/use-growing.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { LeftDrafts } from "../drafts/left-drafts.tsx";
import { useDraft } from "../drafts/use-draft.ts";
import { MentionField } from "../mentions/mention-field.tsx";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import styles from "./comment-box.module.css";

interface CommentBoxProps {
  readonly taskId: string;
  /** Called with the id of each new comment. */
  readonly onSent: (commentId: string) => void;
}

/**
 * Writes a comment, on the screen at once. Unsent text is still there when the task is opened again, and for somebody
 * who has become a viewer.
 */
export const CommentBox = memo(function CommentBox({ taskId, onSent }: CommentBoxProps) {
  const { projectId, viewerRole } = useOpenProject();
  const name = draftNames.newComment(projectId, taskId);
  return canEdit(viewerRole) ? (
    <CommentForm taskId={taskId} name={name} onSent={onSent} />
  ) : (
    <LeftDrafts projectId={projectId} start={name} />
  );
});

function CommentForm({ taskId, name, onSent }: CommentBoxProps & { readonly name: string }) {
  const { projectId } = useOpenProject();
  const { create } = useCommentActions(projectId, taskId);
  const [body, setBody] = useDraft<string>(name);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, body ?? "");

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (!body?.trim()) return;
    onSent(create(body).id);
    setBody(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>): void {
    if (isSend(event)) event.currentTarget.requestSubmit();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <MentionField
        field={field}
        rows={1}
        dir="auto"
        aria-label="New comment"
        data-edits="COMMENTS"
        placeholder="Write a comment…"
        className={`${fieldStyles.control} ${styles.text}`}
        value={body ?? ""}
        required
        onText={(text) => setBody(text || null)}
      />
      <Button type="submit" look={body?.trim() ? "primary" : "plain"}>
        Comment
      </Button>
    </form>
  );
}
