import { memo } from "react";
import { Icon } from "../design/icon.tsx";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit } from "../project/project-context.ts";
import { CardList, type CardListProps } from "./card-list.tsx";
import styles from "./column.module.css";
import { NewTask } from "./new-task.tsx";

interface ColumnProps extends CardListProps {
  readonly isCollapsed: boolean;
  readonly onToggle: (status: TaskStatus) => void;
  readonly isTarget: boolean;
}

/** Drawn anew when one of its own tasks has changed. */
export const Column = memo(function Column(props: ColumnProps) {
  const { open, status, tasks, hidden, isCollapsed, onToggle, isTarget } = props;
  const name = statusNames[status];
  const classNames = [styles.column, isTarget && styles.target, isCollapsed && styles.collapsed];
  const count = (
    <span className={styles.count}>
      <span>{tasks.length}</span>
      {hidden > 0 && <span aria-hidden="true">/{tasks.length + hidden}</span>}
      <span className="visuallyHidden">
        {tasks.length === 1 ? " task" : " tasks"}
        {hidden > 0 && `, ${hidden} hidden by the filter`}
      </span>
    </span>
  );
  return (
    <section aria-label={name} data-status={status} className={classNames.filter(Boolean).join(" ")}>
      {isCollapsed ? (
        <button type="button" className={styles.strip} onClick={() => onToggle(status)}>
          <StatusGlyph status={status} />
          <span className={styles.name}>
            <span className="visuallyHidden">Show </span>
            {name}
          </span>
          {count}
        </button>
      ) : (
        <>
          <header className={styles.header}>
            <StatusGlyph status={status} />
            <h2 className={styles.name}>{name}</h2>
            {count}
            <button
              type="button"
              className={styles.fold}
              aria-label={`Collapse ${name}`}
              onClick={() => onToggle(status)}
            >
              <Icon name="collapse" size={14} />
            </button>
          </header>
          <CardList {...props} />
          <ColumnFooter open={open} status={status} />
        </>
      )}
    </section>
  );
});

function ColumnFooter({ open, status }: Pick<ColumnProps, "open" | "status">) {
  const failed = useUnsaved(open.projectId).filter(({ change }) => {
    return change.kind === "createTask" && (change.input.status ?? "TODO") === status;
  });
  return (
    <footer className={styles.footer}>
      {failed.map((item) => (
        <UnsavedItemNote key={item.id} item={item} />
      ))}
      {canEdit(open.viewerRole) && <NewTask projectId={open.projectId} status={status} />}
    </footer>
  );
}
