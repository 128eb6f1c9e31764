import { type OutboxItem, useCommentActions, useOutbox } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./history-panel.module.css";

/** Undoes the deletion of a comment, and tells why where the server refuses it. */
export function RestoreComment({ commentId, taskId }: { readonly commentId: string; readonly taskId: string }) {
  const { projectId, titles } = useOpenProject();
  const { restore } = useCommentActions(projectId, taskId);
  const isRestoration = ({ change, itemId }: OutboxItem) => change.kind === "restoreComment" && itemId === commentId;
  const isWaiting = useOutbox(projectId).pending.some(isRestoration);
  const refused = useUnsaved(projectId).filter(isRestoration);
  return (
    <div className={styles.restore}>
      {refused.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={(id) => titles.get(id)} />
      ))}
      {refused.length === 0 && (
        <Button small disabled={isWaiting} onClick={() => restore(commentId)}>
          Restore<span className="visuallyHidden"> the comment</span>
        </Button>
      )}
    </div>
  );
}
