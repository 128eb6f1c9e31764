import { useDroppable } from "@dnd-kit/react";
import { memo } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import { CardList } from "./card-list.tsx";
import styles from "./column.module.css";
import { NewTask } from "./new-task.tsx";
import type { CardMark } from "./use-card-marks.ts";

interface ColumnProps {
  readonly open: OpenProject;
  readonly status: TaskStatus;
  readonly tasks: readonly Task[];
  /** The task that is being dragged. */
  readonly held: string | null;
  readonly marks: ReadonlyMap<string, CardMark>;
}

/** A card is found before the column under it; an empty column counts as much as a card of another one. */
const priorities = { ofEmpty: 2, ofOthers: 1 };

/** Drawn anew when one of its own tasks has changed. */
export const Column = memo(function Column({ open, status, tasks, held, marks }: ColumnProps) {
  const { projectId, viewerRole } = open;
  const isEditable = canEdit(viewerRole);
  const { ref, isDropTarget } = useDroppable({
    id: status,
    type: "column",
    accept: "task",
    collisionPriority: tasks.length === 0 ? priorities.ofEmpty : priorities.ofOthers,
    disabled: !isEditable,
  });
  const failed = useUnsaved(projectId).filter(({ change }) => {
    return change.kind === "createTask" && (change.input.status ?? "TODO") === status;
  });
  const name = statusNames[status];
  return (
    <section
      ref={ref}
      aria-label={name}
      className={[styles.column, styles[status], isDropTarget && styles.target].filter(Boolean).join(" ")}
    >
      <header className={styles.header}>
        <span className={styles.dot} />
        <h2 className={styles.name}>{name}</h2>
        <span className={styles.count}>
          <span>{tasks.length}</span>
          <span className="visuallyHidden">{tasks.length === 1 ? " task" : " tasks"}</span>
        </span>
      </header>
      <CardList open={open} status={status} tasks={tasks} held={held} marks={marks} />
      <footer className={styles.footer}>
        {failed.map((item) => (
          <UnsavedItemNote key={item.id} item={item} />
        ))}
        {isEditable && <NewTask projectId={projectId} status={status} />}
      </footer>
    </section>
  );
});
