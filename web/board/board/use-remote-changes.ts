import { type RefObject, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { type ArrivedChange, useOnChange } from "../../../client/react/index.ts";
import { type Color, useChosenColors } from "../design/chosen-colors.tsx";
import { taskOf } from "../history/describe-change.tsx";

/** A change of a task by somebody else, not shown yet. */
export interface RemoteChange {
  readonly taskId: string;
  readonly actor: User;
  /** The color that the actor chose, if any. */
  readonly color: Color | undefined;
  /** Place in the window that the change moved its card away from; null: it did not, or the place is not known. */
  readonly from: DOMRect | null;
}

/** Shows on the cards in an area, for a moment, who changed or moved them. */
export function useRemoteChanges(projectId: string, area: RefObject<HTMLElement | null>): void {
  const { colors } = useChosenColors();
  const [show] = useState(() => createRemoteChanges(area));
  useOnChange(projectId, ({ event, actor, isOwn }) => {
    const taskId = taskOf(event);
    if (!isOwn && taskId !== null && !document.hidden) {
      show({ taskId, actor, color: colors.get(actor.id), isMove: isMove(event) });
    }
  });
}

function isMove(event: ArrivedChange["event"]): boolean {
  if (event.__typename === "TaskUpdated") return event.taskChanges.includes("POSITION");
  return event.__typename === "TaskStatusChanged";
}

/** Shows what arrives between two frames at once. */
function createRemoteChanges(area: RefObject<HTMLElement | null>) {
  const arrived = new Map<string, RemoteChange>();
  // A place is read only while the layout is that of the last frame: then it costs nothing.
  let isLaidOut = true;

  function show(): void {
    const changes = [...arrived.values()];
    arrived.clear();
    isLaidOut = true;
    // Without its code the board is as it is. It comes with the next change.
    import("./show-remote-changes.ts").then(
      ({ showRemoteChanges }) => area.current && showRemoteChanges(area.current, changes),
      () => {},
    );
  }

  return ({ taskId, actor, color, isMove }: Omit<RemoteChange, "from"> & { readonly isMove: boolean }): void => {
    if (arrived.size === 0) {
      requestAnimationFrame(show);
      // React draws what has arrived after this task.
      queueMicrotask(() => {
        isLaidOut = false;
      });
    }
    const known = arrived.get(taskId)?.from ?? null;
    const from = known ?? (isMove && isLaidOut ? findPlace(taskId) : null);
    arrived.set(taskId, { taskId, actor, color, from });
  };

  function findPlace(taskId: string): DOMRect | null {
    return area.current?.querySelector(`[data-task="${taskId}"]`)?.getBoundingClientRect() ?? null;
  }
}
