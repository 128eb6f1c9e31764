import { useCallback, useMemo, useRef } from "react";
import { useTaskActions } from "../../../client/react/index.ts";
import { statuses } from "../design/words.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import type { Selection } from "../selection/use-selection.ts";
import { type Columns, findPlace, isSamePlace, type Place } from "./arrange.ts";
import styles from "./board.module.css";
import { useCardActions } from "./card-actions.ts";
import type { CardListState } from "./card-list.tsx";
import { Column } from "./column.tsx";
import { HeldPlace } from "./held-place.tsx";
import cardStyles from "./task-card.module.css";
import { useCarry } from "./use-carry.ts";
import { useCollapsed } from "./use-collapsed.ts";

interface BoardProps {
  readonly open: OpenProject;
  /** The tasks to show. */
  readonly columns: Columns;
  /** All of the project. */
  readonly all: Columns;
  readonly selection: Selection;
  /** The columns are sorted by something else than the places of their tasks. */
  readonly isSorted: boolean;
  readonly state: CardListState;
}

/** A project's tasks in columns by status. */
export function Board({ open, columns, all, selection, isSorted, state }: BoardProps) {
  const { projectId, viewerRole } = open;
  const board = useRef<HTMLDivElement>(null);
  const { move } = useTaskActions(projectId);
  const { reveal } = useCardActions();
  const { collapsed, toggle } = useCollapsed(projectId);
  const toggleLatest = useRef(toggle);
  toggleLatest.current = toggle;
  const onToggle = useCallback((status: (typeof statuses)[number]) => toggleLatest.current(status), []);
  const shownWhole = useMemo(() => statuses.filter((status) => !collapsed.has(status)), [collapsed]);

  /** The cards that go along with one, in the order of the board. */
  function listWith(taskId: string): readonly string[] {
    if (!selection.ids.has(taskId)) return [taskId];
    return statuses.flatMap((status) => columns[status]).flatMap(({ id }) => (selection.ids.has(id) ? [id] : []));
  }

  function drop(place: Place, isByKeyboard: boolean): void {
    let afterTaskId = place.afterTaskId;
    for (const id of listWith(place.taskId)) {
      // In a sorted column it takes the place that the order gives it.
      const isThere = columns[place.status].some((task) => task.id === id);
      if (isSorted && !isThere) move(id, { status: place.status });
      if (!isSorted) move(id, { status: place.status, afterTaskId, beforeTaskId: place.beforeTaskId });
      afterTaskId = id;
    }
    if (isByKeyboard) reveal(place.taskId, "handle");
  }

  const { held, outcome, handlers } = useCarry({
    ...{ board, columns, open: shownWhole, isEditable: canEdit(viewerRole) },
    className: cardStyles.carried ?? "",
    countWith: (taskId) => listWith(taskId).length,
    onDrop: drop,
  });
  const origin = held && findPlace(columns, held.taskId);
  const isMoved = held?.place && origin && !isSamePlace(held.place, origin);

  return (
    <>
      <div ref={board} className={styles.board} data-carries={held ? "" : undefined} {...handlers}>
        {statuses.map((status) => (
          <Column
            key={status}
            open={open}
            status={status}
            tasks={columns[status]}
            hidden={all[status].length - columns[status].length}
            isCollapsed={collapsed.has(status)}
            onToggle={onToggle}
            heldId={origin?.status === status ? origin.taskId : null}
            slot={isMoved && held.place?.status === status ? held : null}
            isTarget={held?.place?.status === status}
            isSorted={isSorted}
            selected={selection.ids}
            state={state}
          />
        ))}
      </div>
      <HeldPlace held={held} outcome={outcome} />
    </>
  );
}
