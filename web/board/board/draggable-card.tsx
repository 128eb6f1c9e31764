import { useSortable } from "@dnd-kit/react/sortable";
import { type LiHTMLAttributes, type ReactNode, useCallback } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { Icon } from "../design/icon.tsx";
import type { TaskStatus } from "../generated/graphql.ts";
import styles from "./task-card.module.css";

interface DraggableCardProps {
  readonly task: Task;
  /** The column that it is shown in, which is another than its own while it is held there. */
  readonly column: TaskStatus;
  readonly index: number;
  /** Attributes that tell its place among all of the column. */
  readonly place: LiHTMLAttributes<HTMLLIElement>;
  /** Called with the card's element. */
  readonly measure: (element: Element | null) => void;
  readonly className: string;
  readonly children: ReactNode;
}

/** Moved by mouse or finger as a whole, and by keyboard with its handle. */
export function DraggableCard(props: DraggableCardProps) {
  const { task, column, index, place, measure, className, children } = props;
  const { id, title } = task;
  const { ref, handleRef, isDragging } = useSortable({
    id,
    index,
    group: column,
    type: "task",
    accept: "task",
    data: { title },
  });
  const measuredRef = useCallback(
    (element: Element | null) => {
      ref(element);
      measure(element);
    },
    [ref, measure],
  );
  return (
    <li
      ref={measuredRef}
      {...place}
      className={[className, styles.editable, isDragging && styles.dragging].filter(Boolean).join(" ")}
    >
      {children}
      <button type="button" ref={handleRef} className={styles.handle} aria-label={`Move ${title}`}>
        <Icon name="grip" size={14} />
      </button>
    </li>
  );
}
