import { useCallback, useMemo, useRef } from "react";
import { useLocation } from "react-router";
import { statuses } from "../design/words.ts";
import type { OpenProject } from "../project/project-context.ts";
import type { Selection } from "../selection/use-selection.ts";
import { type Columns, findStatus, stepFrom } from "./arrange.ts";
import styles from "./board.module.css";
import { Column } from "./column.tsx";
import { ColumnPager } from "./column-pager.tsx";
import { findSpot } from "./find-spot.ts";
import { HeldPlace } from "./held-place.tsx";
import { scrollBoard } from "./scroll-near-edge.ts";
import type { CardMark } from "./use-card-marks.ts";
import { useCollapsed } from "./use-collapsed.ts";
import { useOpenTaskId } from "./use-open-task-id.ts";
import type { Revealed } from "./use-reveal.ts";
import { useTaskCarry } from "./use-task-carry.ts";

/** Properties that a board and a list share. */
export interface TasksProps {
  readonly open: OpenProject;
  /** The tasks to show. */
  readonly columns: Columns;
  readonly selection: Selection;
  /** The columns are sorted by something else than the places of their tasks. */
  readonly isSorted: boolean;
  readonly marks: ReadonlyMap<string, CardMark>;
  /** The task whose title is edited on its card. */
  readonly renamed: string | null;
  /** The task that was asked for last; another object each time. */
  readonly revealed: Revealed | null;
}

interface BoardProps extends TasksProps {
  /** All of the project. */
  readonly all: Columns;
}

/** A project's tasks in columns by status. */
export function Board({ open, columns, all, selection, isSorted, marks, renamed, revealed }: BoardProps) {
  const board = useRef<HTMLDivElement>(null);
  const { collapsed, toggle } = useCollapsed(open.projectId);
  const toggleLatest = useRef(toggle);
  toggleLatest.current = toggle;
  const onToggle = useCallback((status: (typeof statuses)[number]) => toggleLatest.current(status), []);
  const shownWhole = useMemo(() => statuses.filter((status) => !collapsed.has(status)), [collapsed]);
  const { search } = useLocation();
  const opened = useOpenTaskId(open.path);
  const { held, heldStatus, slot, outcome, handlers } = useTaskCarry({
    ...{ open, columns, selection, isSorted, area: board },
    layout: {
      ...{ findSpot, scroll: scrollBoard },
      step: (place, step) => stepFrom(columns, place, step, shownWhole),
    },
  });
  // A column is told of what it has alone, and stays as it is where the others have it.
  const places = [opened, renamed, revealed?.taskId].map((id) => (id ? findStatus(columns, id) : null));

  return (
    <>
      <div ref={board} className={styles.board} data-carries={held ? "" : undefined} {...handlers}>
        {statuses.map((status) => (
          <Column
            key={status}
            open={open}
            search={search}
            status={status}
            tasks={columns[status]}
            hidden={all[status].length - columns[status].length}
            isCollapsed={collapsed.has(status)}
            onToggle={onToggle}
            heldId={held && heldStatus === status ? held.taskId : null}
            slot={slot?.place?.status === status ? slot : null}
            isTarget={held?.place?.status === status}
            isSorted={isSorted}
            selected={selection.ids}
            marks={marks}
            opened={places[0] === status ? opened : null}
            renamed={places[1] === status ? renamed : null}
            revealed={places[2] === status ? revealed : null}
          />
        ))}
      </div>
      <ColumnPager board={board} first={shownWhole.find((status) => columns[status].length > 0)} />
      <HeldPlace held={held} outcome={outcome} />
    </>
  );
}
