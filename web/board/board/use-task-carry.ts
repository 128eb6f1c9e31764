import type { RefObject } from "react";
import { useTaskActions } from "../../../client/react/index.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import type { Selection } from "../selection/use-selection.ts";
import { type Columns, findPlace, isSamePlace, listTasks, type Place } from "./arrange.ts";
import { useCardActions } from "./card-actions.ts";
import cardStyles from "./task-card.module.css";
import { type CarryLayout, type Held, useCarry } from "./use-carry.ts";

interface TaskCarryOptions {
  readonly open: OpenProject;
  readonly columns: Columns;
  readonly selection: Selection;
  readonly isSorted: boolean;
  /** The element in which tasks are carried. */
  readonly area: RefObject<HTMLElement | null>;
  readonly layout: CarryLayout;
}

interface TaskCarry extends ReturnType<typeof useCarry> {
  /** The status of the task that is held. */
  readonly heldStatus: TaskStatus | null;
  /** A held task that would be dropped elsewhere than it stands. */
  readonly slot: Held | null;
}

/** Carries a project's tasks. Those that are selected go along with one of them. */
export function useTaskCarry({ open, columns, selection, isSorted, area, layout }: TaskCarryOptions): TaskCarry {
  const { move } = useTaskActions(open.projectId);
  const { reveal } = useCardActions();

  /** The tasks that go along with one, in the order in which they are shown. */
  function listWith(taskId: string): readonly string[] {
    if (!selection.ids.has(taskId)) return [taskId];
    return listTasks(columns).flatMap(({ id }) => (selection.ids.has(id) ? [id] : []));
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

  const carry = useCarry({
    ...{ area, layout, columns, isEditable: canEdit(open.viewerRole) },
    className: cardStyles.carried ?? "",
    countWith: (taskId) => listWith(taskId).length,
    onDrop: drop,
  });
  const { held } = carry;
  const origin = held && findPlace(columns, held.taskId);
  const isMoved = held?.place && origin && !isSamePlace(held.place, origin);
  return { ...carry, heldStatus: origin?.status ?? null, slot: isMoved ? held : null };
}
