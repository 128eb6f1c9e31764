import { Fragment, useMemo, useRef } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import styles from "./column.module.css";
import { describeEmpty } from "./describe-empty.ts";
import { Slot } from "./slot.tsx";
import { TaskCard } from "./task-card.tsx";
import { type CardMark, unmarked } from "./use-card-marks.ts";
import type { Held } from "./use-carry.ts";
import { useFocusedTask } from "./use-focused-task.ts";
import { type Revealed, useReveal } from "./use-reveal.ts";
import { useVisibleItems } from "./use-visible-items.ts";

export interface CardListProps {
  readonly open: OpenProject;
  /** Query of the page's address. */
  readonly search: string;
  readonly status: TaskStatus;
  /** The tasks to show. */
  readonly tasks: readonly Task[];
  /** Number of tasks that the filter hides. */
  readonly hidden: number;
  /** A card of this column that is held. */
  readonly heldId: string | null;
  /** A held card that would be dropped here, elsewhere than it stands. */
  readonly slot: Held | null;
  readonly isSorted: boolean;
  readonly selected: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, CardMark>;
  /** The task of this column whose panel is open. */
  readonly opened: string | null;
  /** The task of this column whose title is edited on its card. */
  readonly renamed: string | null;
  /** The task of this column that was asked for last. */
  readonly revealed: Revealed | null;
}

/** As in the style sheet. */
const sizes = { usualHeight: 66, gap: 8 };

/** A column's cards. Only those near the screen are drawn; the open one, the focused one and a held one always are. */
export function CardList(props: CardListProps) {
  const { open, search, status, tasks, hidden, heldId, slot, isSorted, selected } = props;
  const { marks, opened, renamed, revealed } = props;
  const { projectId, path, viewerRole } = open;
  const list = useRef<HTMLUListElement>(null);
  const { focused, handlers } = useFocusedTask(list);
  const place = slot?.place;
  const wanted = [opened, focused, heldId, renamed, revealed?.taskId, place?.afterTaskId, place?.beforeTaskId];
  const kept = new Set(wanted.filter((id) => typeof id === "string"));
  const { visible, spaceBelow, measure, scrollTo } = useVisibleItems(tasks, list, kept, sizes);
  const isEditable = canEdit(viewerRole);
  const shown = useMemo(() => (opened === null ? null : { taskId: opened, focus: undefined }), [opened]);
  useReveal(list, tasks, shown, scrollTo);
  useReveal(list, tasks, revealed, scrollTo);

  const slotBefore = isSorted ? null : (place?.beforeTaskId ?? null);
  const hasSlotAtEnd = place && !isSorted && !tasks.some(({ id }) => id === place.beforeTaskId);
  return (
    <ul ref={list} className={styles.list} {...handlers}>
      {visible.map(({ item: task, index, space }) => {
        const { isUnsent, isUnsaved, failure } = marks.get(task.id) ?? unmarked;
        return (
          <Fragment key={task.id}>
            {space > 0 && <li aria-hidden="true" style={{ height: space }} />}
            {slotBefore === task.id && slot && <Slot held={slot} />}
            <TaskCard
              projectId={projectId}
              task={task}
              index={index}
              count={tasks.length}
              href={`${path}/tasks/${task.id}${search}`}
              measure={measure}
              isEditable={isEditable}
              isOpen={opened === task.id}
              isSelected={selected.has(task.id)}
              isRenamed={renamed === task.id}
              isHeld={heldId === task.id}
              isUnsent={isUnsent}
              isUnsaved={isUnsaved}
              failureId={failure?.id ?? null}
              failure={failure?.reason ?? null}
            />
          </Fragment>
        );
      })}
      {spaceBelow > 0 && <li aria-hidden="true" style={{ height: spaceBelow }} />}
      {hasSlotAtEnd && slot && <Slot held={slot} />}
      {tasks.length === 0 && !slot && <li className={styles.empty}>{describeEmpty(status, hidden, isEditable)}</li>}
    </ul>
  );
}
