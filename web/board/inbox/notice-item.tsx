import { Link } from "react-router";
import type { InboxNotice } from "../../../client/core/lockstep/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { formatTime } from "../design/format-time.ts";
import { UserText } from "../design/user-text.tsx";
import { focusIdOf } from "../undo/focus-restored.tsx";
import { describeNotice } from "./describe-notice.ts";
import styles from "./inbox.module.css";

interface NoticeItemProps {
  readonly notice: InboxNotice;
  /** Path of the board; null: it leads nowhere, and can only be marked as read. */
  readonly place: string | null;
  readonly onOpen: () => void;
}

/** A notice, which leads to its task or comment. */
export function NoticeItem({ notice, place, onOpen }: NoticeItemProps) {
  const { actor, at, isUnread, project } = notice;
  const content = (
    <>
      <Avatar user={actor} named={false} />
      <span className={styles.text}>
        <span className={styles.what}>
          {isUnread && <span className="visuallyHidden">Unread: </span>}
          <UserText>{describeNotice(notice)}</UserText>
        </span>
        {"excerpt" in notice && (
          <span className={styles.excerpt} dir="auto">
            {notice.excerpt}
          </span>
        )}
        <span className={styles.where}>
          <UserText>{project.name}</UserText>, <time dateTime={at}>{formatTime(at)}</time>
        </span>
      </span>
    </>
  );
  const className = isUnread ? `${styles.notice} ${styles.unread}` : styles.notice;
  return (
    <li>
      {place === null ? (
        // It keeps the focus once it is read.
        <button type="button" className={className} aria-disabled={!isUnread} onClick={onOpen}>
          {content}
        </button>
      ) : (
        <Link to={place} className={className} onClick={onOpen}>
          {content}
        </Link>
      )}
    </li>
  );
}

/** Path of the board; null: the notice leads nowhere. */
export function leadsTo(notice: InboxNotice): string | null {
  const path = `/projects/${notice.project.id}`;
  if (notice.__typename === "RemovedFromProject") return null;
  if (!("taskId" in notice)) return path;
  const comment = "commentId" in notice && notice.commentId ? `#${focusIdOf(notice.commentId)}` : "";
  return `${path}/tasks/${notice.taskId}${comment}`;
}
