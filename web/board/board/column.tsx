import { useDroppable } from "@dnd-kit/react";
import type { ActivityEvent, BoardTask, BoardUser } from "../../../client/index.ts";
import { statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import styles from "./column.module.css";
import { NewTask } from "./new-task.tsx";
import { TaskCard } from "./task-card.tsx";
import type { Moves } from "./use-moves.ts";

interface ColumnProps {
  readonly projectId: string;
  readonly me: BoardUser;
  readonly path: string;
  readonly status: TaskStatus;
  readonly tasks: readonly BoardTask[];
  readonly isEditable: boolean;
  /** The newest one of somebody else. */
  readonly change: Extract<ActivityEvent, { readonly task: unknown }> | null;
  /** Why tasks could not be moved. */
  readonly failures: Moves["failures"];
  readonly onDismiss: Moves["dismiss"];
}

/** A card is found before the column under it; an empty column counts as much as a card of another one. */
const priorities = { ofEmpty: 2, ofOthers: 1 };

export function Column(props: ColumnProps) {
  const { projectId, me, path, status, tasks, isEditable, change, failures, onDismiss } = props;
  const { ref, isDropTarget } = useDroppable({
    id: status,
    type: "column",
    accept: "task",
    collisionPriority: tasks.length === 0 ? priorities.ofEmpty : priorities.ofOthers,
    disabled: !isEditable,
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
          {tasks.length}
          <span className="visuallyHidden"> {tasks.length === 1 ? "task" : "tasks"}</span>
        </span>
      </header>
      <ul className={styles.list}>
        {tasks.map((task, index) => (
          <TaskCard
            key={task.id}
            task={task}
            column={status}
            index={index}
            path={path}
            isEditable={isEditable}
            isChanged={change?.task.id === task.id}
            failure={failures.get(task.id) ?? null}
            onDismiss={onDismiss}
          />
        ))}
        {tasks.length === 0 && <li className={styles.empty}>No tasks</li>}
      </ul>
      <footer className={styles.footer}>
        {isEditable && <NewTask projectId={projectId} status={status} last={tasks.at(-1) ?? null} me={me} />}
      </footer>
    </section>
  );
}
