import { Fragment, useMemo, useRef } from "react";
import { useLocation } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit } from "../project/project-context.ts";
import { type Columns, stepInList } from "./arrange.ts";
import type { TasksProps } from "./board.tsx";
import { findSpotInList } from "./find-spot.ts";
import { HeldPlace } from "./held-place.tsx";
import { NewTask } from "./new-task.tsx";
import { scrollList } from "./scroll-near-edge.ts";
import { Slot } from "./slot.tsx";
import styles from "./task-list.module.css";
import { TaskRow } from "./task-row.tsx";
import { unmarked } from "./use-card-marks.ts";
import { useFocusedTask } from "./use-focused-task.ts";
import { useOpenTaskId } from "./use-open-task-id.ts";
import { useReveal } from "./use-reveal.ts";
import { useTaskCarry } from "./use-task-carry.ts";
import { useVisibleItems } from "./use-visible-items.ts";

interface TaskListProps extends TasksProps {
  readonly isFiltered: boolean;
}

/** The head of a group has the id of its status. */
type Row = Task | { readonly id: TaskStatus };

/** As in the style sheet. */
const sizes = { usualHeight: 41, gap: 0 };

/** A project's tasks as one list, grouped by status. Only the rows near the screen are drawn. */
export function TaskList(props: TaskListProps) {
  const { open, columns, selection, isSorted, marks, renamed, revealed, isFiltered } = props;
  const { projectId, path, viewerRole } = open;
  const list = useRef<HTMLUListElement>(null);
  const { search } = useLocation();
  const opened = useOpenTaskId(path);
  const { focused, handlers } = useFocusedTask(list);
  const {
    held,
    slot,
    outcome,
    handlers: carry,
  } = useTaskCarry({
    ...{ open, columns, selection, isSorted, area: list },
    layout: {
      ...{ findSpot: findSpotInList, scroll: scrollList },
      step: (place, step) => stepInList(columns, place, step),
    },
  });
  const isHeld = held !== null;
  const rows = useMemo(() => listRows(columns, isHeld), [columns, isHeld]);
  const place = slot?.place;
  // Sorted, a task takes the place that the order gives it: all that is shown is the group.
  const slotAfter = place && (isSorted ? place.status : (place.afterTaskId ?? place.status));
  const wanted = [opened, focused, held?.taskId, renamed, revealed?.taskId, slotAfter];
  const kept = new Set(wanted.filter((id) => typeof id === "string"));
  const { visible, spaceBelow, measure, scrollTo } = useVisibleItems(rows, list, kept, sizes);
  const isEditable = canEdit(viewerRole);
  const shown = useMemo(() => (opened === null ? null : { taskId: opened, focus: undefined }), [opened]);
  useReveal(list, rows, shown, scrollTo);
  useReveal(list, rows, revealed, scrollTo);

  return (
    <div className={styles.place} {...carry}>
      <ul ref={list} className={styles.list} aria-label="Tasks" {...handlers}>
        {visible.map(({ item, index, space }) => {
          const { isUnsent, isUnsaved, failure } = marks.get(item.id) ?? unmarked;
          const isTarget = held?.place?.status === item.id;
          return (
            <Fragment key={item.id}>
              {space > 0 && <li aria-hidden="true" style={{ height: space }} />}
              {"title" in item ? (
                <TaskRow
                  projectId={projectId}
                  task={item}
                  index={index}
                  measure={measure}
                  href={`${path}/tasks/${item.id}${search}`}
                  isEditable={isEditable}
                  isOpen={opened === item.id}
                  isSelected={selection.ids.has(item.id)}
                  isRenamed={renamed === item.id}
                  isHeld={held?.taskId === item.id}
                  isUnsent={isUnsent}
                  isUnsaved={isUnsaved}
                  failureId={failure?.id ?? null}
                  failure={failure?.reason ?? null}
                />
              ) : (
                <li data-status={item.id} className={styles.head}>
                  <div
                    ref={measure}
                    data-index={index}
                    className={isTarget ? `${styles.group} ${styles.target}` : styles.group}
                  >
                    <StatusGlyph status={item.id} />
                    <h2 className={styles.name}>{statusNames[item.id]}</h2>
                    <span className={styles.count}>{columns[item.id].length}</span>
                  </div>
                </li>
              )}
              {slotAfter === item.id && slot && <Slot held={slot} />}
            </Fragment>
          );
        })}
        {spaceBelow > 0 && <li aria-hidden="true" style={{ height: spaceBelow }} />}
        {rows.length === 0 && isFiltered && <li className={styles.empty}>No task fits the filter.</li>}
      </ul>
      <HeldPlace held={held} outcome={outcome} />
      {isEditable && (
        <footer className={styles.footer}>
          <NewTask projectId={projectId} status="TODO" />
        </footer>
      )}
    </div>
  );
}

/** Groups without tasks show while something can be dropped there. */
function listRows(columns: Columns, hasEmpty: boolean): readonly Row[] {
  return statuses.flatMap((status): Row[] => {
    return columns[status].length === 0 && !hasEmpty ? [] : [{ id: status }, ...columns[status]];
  });
}
