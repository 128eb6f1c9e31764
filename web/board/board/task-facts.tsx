import type { BoardTask } from "../../../client/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { Icon } from "../design/icon.tsx";
import { priorityNames } from "../design/words.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { formatDueDate, isOverdue } from "../task/due-date.ts";
import styles from "./task-card.module.css";

/** Facts of a card beside its title, as far as there are any. */
export function TaskFacts({ task }: { readonly task: BoardTask }) {
  const { id, priority, dueAt, status, commentCount, assignee } = task;
  const [draft] = useDraft(draftNames.task(id));
  if (priority === "NONE" && !dueAt && commentCount === 0 && !assignee && !draft) return null;
  const isLate = dueAt ? isOverdue(dueAt, status) : false;
  return (
    <div className={styles.meta}>
      {priority !== "NONE" && (
        <span className={`${styles.fact} ${styles[priority] ?? ""}`}>
          <span className="visuallyHidden">Priority: </span>
          {priorityNames[priority]}
        </span>
      )}
      {dueAt && (
        <span className={isLate ? `${styles.fact} ${styles.overdue}` : styles.fact}>
          <Icon name="calendar" size={13} />
          <span className="visuallyHidden">{isLate ? "Overdue since" : "Due"}</span>
          <time dateTime={dueAt}>{formatDueDate(dueAt)}</time>
        </span>
      )}
      {commentCount > 0 && (
        <span className={styles.fact}>
          <Icon name="comment" size={13} />
          {commentCount}
          <span className="visuallyHidden">{commentCount === 1 ? "comment" : "comments"}</span>
        </span>
      )}
      {draft !== null && <span className={styles.fact}>Not saved yet</span>}
      {assignee && (
        <span className={styles.assignee}>
          <span className="visuallyHidden">Assigned to </span>
          <Avatar user={assignee} small />
        </span>
      )}
    </div>
  );
}
