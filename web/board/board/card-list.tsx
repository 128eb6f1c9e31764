import { type FocusEvent, Fragment, useEffect, useMemo, useRef, useState } from "react";
import { useMatch } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useOnChange } from "../../../client/react/index.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import type { FocusedPart } from "./card-actions.ts";
import styles from "./column.module.css";
import { describeEmpty } from "./describe-empty.ts";
import { TaskCard } from "./task-card.tsx";
import { type CardMark, unmarked } from "./use-card-marks.ts";
import type { Held } from "./use-carry.ts";
import { useVisibleItems } from "./use-visible-items.ts";

/** State that all lists of cards show alike. */
export interface CardListState {
  readonly marks: ReadonlyMap<string, CardMark>;
  /** The task whose title is edited on its card. */
  readonly renamed: string | null;
  /** The task that was asked for last; another object each time. */
  readonly revealed: Revealed | null;
}

export interface Revealed {
  readonly taskId: string;
  readonly focus: FocusedPart | undefined;
}

interface CardListProps {
  readonly open: OpenProject;
  readonly status: TaskStatus;
  readonly tasks: readonly Task[];
  readonly hidden: number;
  readonly heldId: string | null;
  readonly slot: Held | null;
  readonly isSorted: boolean;
  readonly selected: ReadonlySet<string>;
  readonly state: CardListState;
}

/** As in the style sheet. */
const sizes = { usualHeight: 66, gap: 8 };

/** A column's cards. Only those near the screen are drawn; the open one, the focused one and a held one always are. */
export function CardList(props: CardListProps) {
  const { open, status, tasks, hidden, heldId, slot, isSorted, selected, state } = props;
  const { projectId, path, viewerRole } = open;
  const list = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const changed = useChangedTask(projectId, status, tasks);
  const shown = useMatch(`${path}/tasks/:taskId`)?.params.taskId ?? null;
  const { marks, renamed, revealed } = state;
  const place = slot?.place;
  const wanted = [shown, focused, heldId, renamed, revealed?.taskId, place?.afterTaskId, place?.beforeTaskId];
  const kept = new Set(wanted.filter((id) => typeof id === "string"));
  const { visible, spaceBelow, measure, scrollTo } = useVisibleItems(tasks, list, kept, sizes);
  const isEditable = canEdit(viewerRole);
  const opened = useMemo(() => (shown === null ? null : { taskId: shown, focus: undefined }), [shown]);
  useReveal(list, tasks, opened, scrollTo);
  useReveal(list, tasks, revealed, scrollTo);

  function onFocus({ target }: FocusEvent): void {
    setFocused(target.closest<HTMLElement>("[data-task]")?.dataset["task"] ?? null);
  }

  /** A card that gives the focus to its neighbour stays until that has it. */
  function onBlur({ relatedTarget }: FocusEvent): void {
    if (!list.current?.contains(relatedTarget)) setFocused(null);
  }

  const slotBefore = isSorted ? null : (place?.beforeTaskId ?? null);
  const hasSlotAtEnd = place && !isSorted && !tasks.some(({ id }) => id === place.beforeTaskId);
  return (
    <ul ref={list} className={styles.list} onFocus={onFocus} onBlur={onBlur}>
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
              path={path}
              measure={measure}
              isEditable={isEditable}
              isSelected={selected.has(task.id)}
              isRenamed={renamed === task.id}
              isHeld={heldId === task.id}
              isChanged={changed === task.id}
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

/** Where a held card would be dropped. */
function Slot({ held: { height, isByKeyboard } }: { readonly held: Held }) {
  const slot = useRef<HTMLLIElement>(null);
  // A pointer scrolls by itself, at the edges.
  useEffect(() => {
    if (isByKeyboard) slot.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isByKeyboard]);
  return <li ref={slot} aria-hidden="true" className={styles.slot} style={{ height }} />;
}

/**
 * Goes to the task that is asked for once it is there, and gives it the focus where that is wanted. Not along with it
 * when it moves.
 */
export function useReveal(
  list: { readonly current: HTMLElement | null },
  items: readonly { readonly id: string }[],
  revealed: Revealed | null,
  scrollTo: (index: number) => void,
): void {
  const place = items.findIndex(({ id }) => id === revealed?.taskId);
  const isThere = place >= 0;
  const now = useRef({ place, scrollTo });
  now.current = { place, scrollTo };
  const done = useRef<Revealed | null>(null);
  useEffect(() => {
    if (!isThere || !revealed || done.current === revealed) return;
    done.current = revealed;
    list.current?.closest("section")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    now.current.scrollTo(now.current.place);
    const card = list.current?.querySelector(`[data-task="${revealed.taskId}"]`);
    const part = revealed.focus === "handle" ? "[data-handle]" : "a";
    if (revealed.focus) card?.querySelector<HTMLElement>(part)?.focus({ preventScroll: true });
  }, [list, revealed, isThere]);
}

/** The task of a column that somebody else changed last. */
function useChangedTask(projectId: string, status: TaskStatus, tasks: readonly Task[]): string | null {
  const [changed, setChanged] = useState<string | null>(null);
  useOnChange(projectId, ({ event, isOwn }) => {
    if (isOwn || !("task" in event)) return;
    const { task } = event;
    const isHere = "status" in task ? task.status === status : tasks.some(({ id }) => id === task.id);
    if (isHere) setChanged(task.id);
  });
  return changed;
}
