import type { Comment } from "../../../client/core/lockstep/index.ts";
import { useCommentActions } from "../../../client/react/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { useOpenProject } from "../project/project-context.ts";

interface DeleteCommentButtonProps {
  readonly taskId: string;
  readonly comment: Comment;
}

export function DeleteCommentButton({ taskId, comment }: DeleteCommentButtonProps) {
  const { projectId, offerUndo } = useOpenProject();
  const { remove } = useCommentActions(projectId, taskId);

  async function confirm(): Promise<void> {
    const { id, accepted } = remove(comment.id);
    await accepted;
    if (id !== null) offerUndo({ id, taskId, commentId: comment.id, text: "The comment is deleted." });
  }

  return (
    <ConfirmButton
      look="quiet"
      small
      title="Delete this comment?"
      consequence="It is gone for everybody."
      confirmLabel="Delete comment"
      onConfirm={confirm}
    >
      Delete<span className="visuallyHidden"> comment</span>
    </ConfirmButton>
  );
}
