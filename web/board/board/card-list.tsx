import { type FocusEvent, Fragment, useEffect, useRef, useState } from "react";
import { useMatch } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useOnChange } from "../../../client/react/index.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import styles from "./column.module.css";
import { TaskCard } from "./task-card.tsx";
import { type CardMark, unmarked } from "./use-card-marks.ts";
import { useVisibleCards } from "./use-visible-cards.ts";

interface CardListProps {
  readonly open: OpenProject;
  readonly status: TaskStatus;
  readonly tasks: readonly Task[];
  /** The task that is being dragged. */
  readonly held: string | null;
  readonly marks: ReadonlyMap<string, CardMark>;
}

/** A column's cards. Only those near the screen are drawn; the open one, the focused one and a held one always are. */
export function CardList({ open, status, tasks, held, marks }: CardListProps) {
  const { projectId, path, viewerRole } = open;
  const list = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const changed = useChangedTask(projectId, status, tasks);
  const shown = useMatch(`${path}/tasks/:taskId`)?.params.taskId ?? null;
  const kept = new Set([shown, focused, held].filter((id) => id !== null));
  const { cards, spaceBelow, measure, scrollTo } = useVisibleCards(tasks, list, kept);
  const isEditable = canEdit(viewerRole);

  const place = tasks.findIndex(({ id }) => id === shown);
  const isThere = place >= 0;
  const placeNow = useRef(place);
  placeNow.current = place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it goes to where a task is opened, not along with it.
  useEffect(() => {
    if (isThere) scrollTo(placeNow.current);
  }, [shown, isThere]);

  function onFocus({ target }: FocusEvent): void {
    const index = target.closest("li")?.dataset["index"];
    setFocused(index === undefined ? null : (tasks[Number(index)]?.id ?? null));
  }

  /** A card that gives the focus to its neighbour stays until that has it. */
  function onBlur({ relatedTarget }: FocusEvent): void {
    if (!list.current?.contains(relatedTarget)) setFocused(null);
  }

  return (
    <ul ref={list} className={styles.list} onFocus={onFocus} onBlur={onBlur}>
      {cards.map(({ task, index, space }) => {
        const { isUnsent, isUnsaved, failure } = marks.get(task.id) ?? unmarked;
        return (
          <Fragment key={task.id}>
            {space > 0 && <li role="presentation" style={{ height: space }} />}
            <TaskCard
              projectId={projectId}
              task={task}
              column={status}
              index={index}
              count={tasks.length}
              path={path}
              measure={measure}
              isEditable={isEditable}
              isChanged={changed === task.id}
              isUnsent={isUnsent}
              isUnsaved={isUnsaved}
              failureId={failure?.id ?? null}
              failure={failure?.reason ?? null}
            />
          </Fragment>
        );
      })}
      {spaceBelow > 0 && <li role="presentation" style={{ height: spaceBelow }} />}
      {tasks.length === 0 && <li className={styles.empty}>No tasks</li>}
    </ul>
  );
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
