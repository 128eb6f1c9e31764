import { useId, useRef, useState } from "react";
import type { InboxNotice } from "../../../client/core/lockstep/index.ts";
import { useInbox, useProjects } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePullDown } from "../design/use-pull-down.ts";
import { useListPages } from "../requests/use-list-pages.ts";
import styles from "./inbox.module.css";
import { NewNotices } from "./new-notices.tsx";
import { leadsTo, NoticeItem } from "./notice-item.tsx";

/** Largest number that the button shows. */
const mostShown = 99;

/** The viewer's notices of all projects, behind a button that shows how many are unread. */
export function Inbox() {
  const { notices, unreadCount, hasMore, more, markRead, markOpened } = useInbox();
  const [isOpen, setIsOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const loadMore = useListPages(more);
  usePullDown(panel, () => panel.current?.hidePopover());

  return (
    <>
      <button
        type="button"
        className={styles.opener}
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={unreadCount > 0 ? `Inbox, ${unreadCount} unread` : "Inbox"}
      >
        <Icon name="inbox" />
        {unreadCount > 0 && (
          <span className={styles.count} aria-hidden="true">
            {unreadCount > mostShown ? `${mostShown}+` : unreadCount}
          </span>
        )}
      </button>
      <NewNotices notices={notices} />
      <div
        id={id}
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label="Inbox"
        className={styles.panel}
        onToggle={({ newState }) => setIsOpen(newState === "open")}
      >
        {isOpen && (
          <>
            <div className={styles.head} data-grip>
              <h2 className={styles.title}>Inbox</h2>
              {/* It keeps the focus once all are read. */}
              <Button look="quiet" small aria-disabled={unreadCount === 0} onClick={() => markRead()}>
                Mark all as read
              </Button>
            </div>
            {notices === null && <Skeleton height="6rem" />}
            {notices?.length === 0 && (
              <p className={styles.empty}>
                Nothing yet. You are told here when somebody assigns a task to you, mentions you, or adds you to a
                project.
              </p>
            )}
            <Notices
              notices={notices ?? []}
              onOpen={(notice, isLink) => {
                // Only this one: older ones were not seen, and people expect to find them as they left them.
                markOpened(notice.seq);
                if (isLink) panel.current?.hidePopover();
              }}
            />
            {hasMore && <ShowMore onMore={loadMore}>Show older</ShowMore>}
          </>
        )}
      </div>
    </>
  );
}

interface NoticesProps {
  readonly notices: readonly InboxNotice[];
  readonly onOpen: (notice: InboxNotice, isLink: boolean) => void;
}

/** The notices of projects of which one is no member any more lead nowhere. */
function Notices({ notices, onOpen }: NoticesProps) {
  const { items: projects, hasMore } = useProjects();
  // A list with further pages does not tell which projects there are not.
  const known = projects && !hasMore ? new Set(projects.map(({ id }) => id)) : null;
  return (
    <ul className={styles.list} aria-label="Notices">
      {notices.map((notice) => {
        const place = known?.has(notice.project.id) === false ? null : leadsTo(notice);
        return (
          <NoticeItem key={notice.seq} notice={notice} place={place} onOpen={() => onOpen(notice, place !== null)} />
        );
      })}
    </ul>
  );
}
