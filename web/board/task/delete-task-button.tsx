import { useNavigate } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useTaskActions } from "../../../client/react/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { useOpenProject } from "../project/project-context.ts";

/**
 * Deletes a task as it is shown, and offers to undo that. Where others changed it at that moment it stays, and its card
 * says so.
 */
export function DeleteTaskButton({ task, parent }: { readonly task: Task; readonly parent: string }) {
  const navigate = useNavigate();
  const { projectId, offerUndo } = useOpenProject();
  const { remove } = useTaskActions(projectId);

  async function confirm(): Promise<void> {
    const { id, accepted } = remove(task.id);
    await accepted;
    if (id !== null) offerUndo({ id, taskId: task.id, commentId: null, text: `“${task.title}” is deleted.` });
    await navigate(parent);
  }

  return (
    <ConfirmButton
      look="quiet"
      title={`Delete “${task.title}”?`}
      consequence="Its comments go with it, for everybody."
      confirmLabel="Delete task"
      onConfirm={confirm}
    >
      Delete
    </ConfirmButton>
  );
}
