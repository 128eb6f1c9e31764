import type { Comment } from "../../../client/core/lockstep/index.ts";
import { useCommentActions } from "../../../client/react/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { useOpenProject } from "../project/project-context.ts";

interface DeleteCommentButtonProps {
  readonly taskId: string;
  readonly comment: Comment;
}

export function DeleteCommentButton({ taskId, comment }: DeleteCommentButtonProps) {
  const { remove } = useCommentActions(useOpenProject().projectId, taskId);
  return (
    <ConfirmButton
      look="quiet"
      small
      title="Delete this comment?"
      consequence="It is gone for everybody."
      confirmLabel="Delete comment"
      onConfirm={() => remove(comment.id).accepted}
    >
      Delete<span className="visuallyHidden"> comment</span>
    </ConfirmButton>
  );
}
